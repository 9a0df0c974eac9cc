"""Texts of the lists by which mail servers block and trust: read, and edited. Pure."""
