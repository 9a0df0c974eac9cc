"""The interactive screens: one module each, found through the entry point group."""
