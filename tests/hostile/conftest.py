"""Fixtures of these tests."""

from tests.screens.conftest import consoles

__all__ = ["consoles"]
