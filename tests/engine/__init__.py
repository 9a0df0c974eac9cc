"""Tests of relaytui: engine."""
