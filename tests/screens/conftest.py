"""Fixtures of the tests of screens."""

from collections.abc import Iterator

import pytest

from tests.screens.on_terminal import Console


@pytest.fixture
def consoles() -> Iterator[list[Console]]:
    """Consoles that are closed at the end."""
    opened: list[Console] = []
    yield opened
    for one in opened:
        one.it.close()
