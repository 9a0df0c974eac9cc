"""Links against a real SSH server on the loopback (the demo's), and against dead ends."""

import dataclasses
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from relaytui.demo.demo import Demo
from relaytui.demo.keys import new_key
from relaytui.domain.host_spec import HostSpec
from relaytui.errors import (
    HostKeyRefused,
    HostKeyUnknown,
    LinkLost,
    LoginRefused,
    Unreachable,
)
from relaytui.sources.probe import parse_probe, probe_script
from relaytui.ssh.connect import HostKeyQuestion, connect
from relaytui.ssh.keepalive import keepalive_of
from relaytui.ssh.link import Link
from relaytui.ssh.script import script


@pytest.fixture
def demo() -> Iterator[Demo]:
    with Demo(hosts=1) as one:
        yield one


def _connect(spec: HostSpec, **more: Any) -> Link:
    hooks: dict[str, Any] = {
        "ask": lambda question: False,
        "on_state": lambda words: None,
        "on_quiet": lambda seconds: None,
        "stopped": lambda: False,
    }
    return connect(spec, **{**hooks, **more})


class Heard:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.out = b""
        self.over = False

    def data(self, chunk: bytes) -> None:
        self.out += chunk

    def complaint(self, chunk: bytes) -> None:
        self.out += chunk

    def ended(self, status: int | None) -> None:
        self.over = True


def test_scripts_and_streams(demo: Demo) -> None:
    link = _connect(demo.specs()[0])
    try:
        assert link.own_address == "127.0.0.1"
        assert "aes128-gcm" in " ".join(link.story)
        probe = parse_probe(link.run(probe_script()).stdout)
        assert probe.journal == "r"
        unknown = link.run(script("no-such-thing", "true"))
        assert unknown.status == 127
        sink = Heard()
        values: dict[str, str | int] = {"token": "t" * 32, "cursor": "", "since": "", "back": 5}
        stream = link.stream(script("journal-follow", "true", **values), sink)
        link.serve(lambda: sink.out.count(b"\n") >= 5, timeout=10)
        assert sink.out.count(b"__CURSOR") >= 5
        stream.close()
    finally:
        link.close()


def test_a_cut_link_is_lost_at_once(demo: Demo) -> None:
    spec = demo.specs()[0]
    link = _connect(spec)
    threading.Timer(0.2, lambda: demo.server.drop(spec.name)).start()
    with pytest.raises(LinkLost):
        link.serve(lambda: False, timeout=20)
    with pytest.raises(LinkLost):
        link.run(script("own-address", "true"))
    link.close()


def test_a_silent_host_is_told_and_then_given_up(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    import relaytui.ssh.paramiko_link as layer

    def quick(host: Any, on_quiet: Callable[[float], None]) -> Any:
        return keepalive_of(dataclasses.replace(host, alive_interval=0.3, alive_count=2), on_quiet)

    monkeypatch.setattr(layer, "keepalive_of", quick)
    spec = demo.specs()[0]
    quiet: list[float] = []
    link = _connect(spec, on_quiet=quiet.append)
    demo.server.hold(spec.name)
    with pytest.raises(LinkLost, match="no answer"):
        link.serve(lambda: False, timeout=20)
    assert any(seconds > 0 for seconds in quiet)
    link.close()


def test_close_from_another_thread_ends_serving(demo: Demo) -> None:
    link = _connect(demo.specs()[0])
    threading.Timer(0.2, link.close).start()
    with pytest.raises(LinkLost):
        link.serve(lambda: False, timeout=20)


def test_a_wrong_key_is_refused_and_says_what_was_offered(demo: Demo, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text(new_key())
    wrong.chmod(0o600)
    spec = msgspec.structs.replace(demo.specs()[0], identity_file=str(wrong))
    with pytest.raises(LoginRefused, match=str(wrong)) as caught:
        _connect(spec)
    assert not caught.value.retry
    assert caught.value.next_step


def test_unknown_and_changed_host_keys(demo: Demo, tmp_path: Path) -> None:
    known = tmp_path / "known_hosts"
    spec = msgspec.structs.replace(demo.specs()[0], known_hosts=str(known))
    asked: list[HostKeyQuestion] = []

    def no(question: HostKeyQuestion) -> bool:
        asked.append(question)
        return False

    with pytest.raises(HostKeyUnknown):
        _connect(spec, ask=no)
    assert asked[0].fingerprint.startswith("SHA256:")
    _connect(spec, ask=lambda question: True).close()
    text = known.read_text()
    assert text.startswith("[127.0.0.1]:")
    _connect(spec).close()
    with Demo(hosts=1, seed=2) as other:
        word = text.split(" ")[0].rpartition(":")[0]
        port = other.specs()[0].target.rpartition(":")[2]
        known.write_text(text.replace(text.split(" ")[0], f"{word}:{port}"))
        changed = msgspec.structs.replace(other.specs()[0], known_hosts=str(known))
        with pytest.raises(HostKeyRefused, match="CHANGED") as caught:
            _connect(changed)
        assert not caught.value.retry


def test_dead_ends_say_what_they_are(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable, match="connection refused"):
        _connect(HostSpec(name="x", target=f"a@127.0.0.1:{port}", ssh_config="none"))
    config = tmp_path / "config"
    config.write_text("Host *\n ConnectTimeout 1\n")
    with socket.create_server(("127.0.0.1", 0)) as mute:  # accepts, and says nothing
        target = f"a@127.0.0.1:{mute.getsockname()[1]}"
        begun = time.monotonic()
        with pytest.raises(Unreachable):
            _connect(HostSpec(name="x", target=target, ssh_config=str(config)))
        assert time.monotonic() - begun < 30
