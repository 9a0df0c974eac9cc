"""Tests of relaytui: several lines that only make sense together."""
