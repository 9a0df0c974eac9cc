"""Simulated relays behind a real SSH server, for the demo and the tests."""
