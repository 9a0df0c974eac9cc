"""Hosts that hang keep nobody else waiting: each has a thread of its own."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from paramiko.common import MSG_KEXINIT

from relaytui.demo.demo import Demo
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.link_state import LinkState
from relaytui.fleet import Fleet
from tests.ssh.conftest import until
from tests.ssh.server import ShellServer

#: Seconds of a frame of the console.
FRAME = 0.1


@pytest.fixture
def hole() -> Iterator[HostSpec]:
    """A host that takes callers and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        yield HostSpec(name="hole", target=f"x@127.0.0.1:{port}", ssh_config="none")


class Held:
    """A host whose server begins a key exchange and does not go on with it."""

    def __init__(self, server: ShellServer, log: Path) -> None:
        self._server = server
        self._go_on = threading.Event()
        spec: dict[str, Any] = {"name": "held", "logs": str(log)}
        base = server.spec()
        self.spec = HostSpec(
            **{name: getattr(base, name) for name in base.__struct_fields__} | spec
        )

    def hold(self) -> None:
        """Begin new keys, and wait in the middle of them."""
        transport = self._server._transports[0]
        real = transport._handler_table[MSG_KEXINIT]

        def held(*words: Any) -> Any:
            self._go_on.wait(30)
            return real(*words)

        transport._handler_table = {**transport._handler_table, MSG_KEXINIT: held}
        transport._send_kex_init()

    def release(self) -> None:
        """Go on with the keys."""
        self._go_on.set()


def _frames_without(fleet: Fleet, names: set[str], seconds: float) -> dict[str, int]:
    """The longest run of frames in which a host gave nothing, by name."""
    longest, silent = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        heard = {line.relay for line in fleet.drain()}
        for name in names:
            silent[name] = 0 if name in heard else silent[name] + 1
            longest[name] = max(longest[name], silent[name])
        time.sleep(FRAME)
    return longest


def test_nine_others_lose_no_frame(tmp_path: Path, hole: HostSpec, soak: bool) -> None:
    log = tmp_path / "mail.log"
    log.write_text("2026-02-09T04:02:33+00:00 held postfix/smtpd[1]: first\n")
    with Demo(hosts=9) as demo, ShellServer(tmp_path) as server:
        held = Held(server, log)
        fleet = Fleet([*demo.specs(), held.spec, hole])
        names = {spec.name for spec in demo.specs()}
        fleet.start()
        try:
            until(lambda: _ready(fleet) >= names | {"held"}, 30)
            calm = _frames_without(fleet, names, 10 if soak else 3)
            held.hold()
            with log.open("a") as file:
                file.write("2026-02-09T04:02:34+00:00 held postfix/smtpd[1]: second\n")
            stuck = _frames_without(fleet, names, 10 if soak else 3)
            # The simulated hosts pause by themselves now and then.
            assert max(stuck.values()) <= 2 * max(calm.values()) + 2, (calm, stuck)
            assert _ready(fleet) >= names
            held.release()
            heard: list[str] = []
            until(lambda: _second(fleet, heard), 20)
        finally:
            held.release()
            fleet.close()


def _ready(fleet: Fleet) -> set[str]:
    return {one.relay for one in fleet.statuses() if one.state is LinkState.READY}


def _second(fleet: Fleet, heard: list[str]) -> bool:
    heard += [line.event.raw for line in fleet.drain() if line.relay == "held"]
    return any(raw.endswith("second") for raw in heard)


def test_the_end_waits_for_nobody(tmp_path: Path, hole: HostSpec) -> None:
    before = set(threading.enumerate())
    with Demo(hosts=15) as demo:
        fleet = Fleet([*demo.specs(), hole])
        fleet.start()
        names = {spec.name for spec in demo.specs()}
        until(lambda: _ready(fleet) >= names, 30)
        for name in sorted(names)[:5]:
            demo.server.hold(name)
        fleet.close()
        # Without its patience a dead link would cost the seconds of its keepalive.
        until(lambda: not _relays(before), 3)


def _relays(before: set[threading.Thread]) -> list[str]:
    return [
        one.name for one in set(threading.enumerate()) - before if one.name.startswith("relay ")
    ]
