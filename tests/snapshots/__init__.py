"""What stands on the terminal, screen by screen and size by size."""
