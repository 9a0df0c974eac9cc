"""Fixtures: a server with real shells, and links to it."""

import importlib.util
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from relaytui.domain.host_spec import HostSpec
from relaytui.ssh.connect import connect
from relaytui.ssh.link import Link
from tests.ssh.server import ShellServer

Connect = Callable[..., Link]


class Heard:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.out = b""
        self.err = b""
        self.ends: list[int | None] = []

    def data(self, chunk: bytes) -> None:
        self.out += chunk

    def complaint(self, chunk: bytes) -> None:
        self.err += chunk

    def ended(self, status: int | None) -> None:
        self.ends.append(status)


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for a condition that becomes true in another thread or process."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not come true"
        time.sleep(0.02)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ShellServer]:
    with ShellServer(tmp_path) as one:
        yield one


@pytest.fixture(params=["paramiko", "ssh"])
def any_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ShellServer]:
    """The same, over each back end in turn."""
    if request.param == "ssh" and not shutil.which("ssh"):
        pytest.skip("needs the ssh program")
    with ShellServer(tmp_path, transport=request.param) as one:
        yield one


@pytest.fixture
def shaper(server: ShellServer) -> Iterator[Any]:
    """The server behind a link that can go dead without a word to either side."""
    tools = Path(__file__).parents[2] / "tools"
    sys.path.insert(0, str(tools))
    try:
        spec = importlib.util.spec_from_file_location("link_shaper", tools / "link_shaper.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules["link_shaper"] = module
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(tools))
    with module.Running(("127.0.0.1", server.port)) as running:
        server.know(running.port)
        yield running


@pytest.fixture
def connected() -> Iterator[Connect]:
    """Connects to a host; the links are closed at the end."""
    links: list[Link] = []

    def make(spec: HostSpec, **more: Any) -> Link:
        hooks: dict[str, Any] = {
            "ask": lambda question: False,
            "on_state": lambda words: None,
            "on_quiet": lambda seconds: None,
            "stopped": lambda: False,
        }
        links.append(connect(spec, **{**hooks, **more}))
        return links[-1]

    yield make
    for link in links:
        link.close()
