"""Plans of layers: out of what a host says and what is wanted, what would be done."""
