"""Nothing that a host, a file or an argument says can hurt the terminal."""
