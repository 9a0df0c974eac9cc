"""Recorded edits of lists, and what must come of them."""
