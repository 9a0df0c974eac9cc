"""Tests of relaytui: log formats of the user's own."""
