"""Tests of relaytui: ssh."""
