"""The configuration file, the paths, and the hosts they name."""
