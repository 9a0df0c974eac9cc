"""Tests of relaytui: sources."""
