"""Tests of relaytui: screens."""
