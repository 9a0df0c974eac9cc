"""Tests of relaytui: logs."""
