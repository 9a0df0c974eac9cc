"""Every layer that blocks or trusts, one file each. Pure."""
