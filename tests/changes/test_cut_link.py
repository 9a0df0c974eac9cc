"""The link is cut at any place of a change: the host goes on to the end without us, and the next
contact tells what came of it."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from relaytui.changes.apply import Applied, apply, settle
from relaytui.changes.plan import HostPlan
from relaytui.changes.protocol import HOME
from relaytui.ssh.connect import connect_plain
from relaytui.ssh.link import Link, Outcome
from relaytui.ssh.script import Script
from tests.changes.breaking import with_breaks
from tests.changes.on_this_machine import SHELLS, plan_of
from tests.changes.test_breaks import Scene, do, places
from tests.ssh.server import ShellServer

SOAK = bool(os.environ.get("SOAK"))


class Here:
    """A link to this machine whose folder of ours is the test's; `at`: the place at which a change
    waits for a word."""

    def __init__(self, link: Link, scene: Scene, at: int = 0) -> None:
        self._link, self._scene, self._at = link, scene, at

    def run(self, script: Script, *, timeout: float = 20.0, sudo: bool = False) -> Outcome:
        """As the link does."""
        folder = self._scene.folder
        text = with_breaks(script.text, self._at, folder / "count") if self._at else script.text
        waits = f'echo >"{folder}/ready"; until [ -e "{folder}/go" ]; do sleep 0.05; done'
        text = text.replace("kill -9 $$", waits).replace(HOME, f"{folder}/var-lib")
        fake = "umask 077\nid() { echo 0; }\nlogger() { :; }\n"
        return self._link.run(
            Script(script.name, text.replace("umask 077\n", fake)), timeout=timeout
        )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShellServer]:
    with ShellServer(tmp_path_factory.mktemp("server")) as one:
        yield one


def soon(path: Path) -> None:
    limit = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < limit, path
        time.sleep(0.02)


def console(server: ShellServer, scene: Scene, at: int, found: list[Applied]) -> None:
    """A console in a thread: it connects, and does the change."""
    link = connect_plain(server.spec(), lambda: False)
    plan = HostPlan("mx1", (plan_of(*scene.steps()),))
    found.append(apply(Here(link, scene, at), plan, "lost", "me", root=True))  # type: ignore[arg-type]
    link.close()


def test_a_cut_at_any_place(server: ShellServer, tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    for at in range(5, places(first, do), 1 if SOAK else 90):
        folder = tmp_path / str(at)
        folder.mkdir()
        scene = Scene(folder, SHELLS[0])
        found: list[Applied] = []
        work = threading.Thread(target=console, args=(server, scene, at, found))
        work.start()
        soon(folder / "ready")
        server.cut()
        work.join(60)
        (applied,) = found
        assert applied.unknown, at
        assert not applied.done
        (folder / "go").touch()
        soon(folder / "count")
        again = connect_plain(server.spec(), lambda: False)
        told = settle(Here(again, scene), "mx1", root=True, asked=("lost",))  # type: ignore[arg-type]
        again.close()
        (settled,) = told.answered.settled
        assert settled.how == "finished", at
        assert scene.state() == "new", at
