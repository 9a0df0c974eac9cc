"""Counting and joining events: windows, sessions, messages. Pure."""
