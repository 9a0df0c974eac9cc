"""Package managers: what is pending, one file each. Pure."""
