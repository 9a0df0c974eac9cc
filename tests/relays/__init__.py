"""Tests against real relay hosts (tests/lab)."""
