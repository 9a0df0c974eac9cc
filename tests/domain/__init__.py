"""Tests of relaytui: domain."""
