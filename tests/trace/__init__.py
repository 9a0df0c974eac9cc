"""Tests of relaytui: where a mail is."""
