"""Tests of relaytui: style."""
