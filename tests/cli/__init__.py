"""Tests of relaytui: cli."""
