"""Tests of relaytui: guard."""
