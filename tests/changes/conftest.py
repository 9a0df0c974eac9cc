"""Folders in memory: the protocol waits for the disk at each of its steps."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory where that is possible."""
    if not os.access("/dev/shm", os.W_OK):
        yield tmp_path_factory.mktemp("changes")
        return
    made = Path(tempfile.mkdtemp(dir="/dev/shm", prefix="relaytui-test-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder on the disk."""
    return tmp_path_factory.mktemp("changes")
