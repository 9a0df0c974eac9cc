"""Tests of relaytui: config."""
