"""Tests of relaytui: state."""
