"""Fixtures: a server with real shells."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ssh.server import ShellServer


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShellServer]:
    """It keeps its keys apart from a test's logs."""
    folder: Path = tmp_path_factory.mktemp("server")
    with ShellServer(folder) as one:
        yield one
