"""The demo as the console meets it: over SSH, with its own files, and gone without a trace."""

import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

import paramiko
import pytest

from relaytui.demo.demo import Demo
from relaytui.domain.host_spec import HostSpec
from relaytui.sources.base import LogSource, RawLine
from relaytui.sources.choose import choose
from relaytui.sources.file import FileSource
from relaytui.sources.journal import JournalSource
from relaytui.sources.probe import parse_probe, probe_script
from relaytui.ssh.script import SHELL, Script

PATIENCE = 10.0


def connected(spec: HostSpec) -> paramiko.SSHClient:
    """A plain client that uses only what the specification names."""
    user, _, rest = spec.target.partition("@")
    address, _, port = rest.partition(":")
    assert spec.known_hosts
    client = paramiko.SSHClient()
    client.load_host_keys(spec.known_hosts)
    client.connect(
        address, int(port), user, key_filename=spec.identity_file,
        allow_agent=False, look_for_keys=False, timeout=PATIENCE,
    )  # fmt: skip
    return client


def started(client: paramiko.SSHClient, script: Script) -> paramiko.Channel:
    """A shell that has got a script."""
    transport = client.get_transport()
    assert transport
    channel = transport.open_session()
    channel.settimeout(PATIENCE)
    channel.exec_command(SHELL)
    channel.sendall(script.text.encode())
    return channel


def answer(client: paramiko.SSHClient, script: Script) -> bytes:
    """All that a script prints."""
    channel = started(client, script)
    channel.shutdown_write()
    return b"".join(iter(lambda: channel.recv(65_536), b""))


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


def test_nothing_is_left_of_a_demo() -> None:
    before = set(threading.enumerate())
    with Demo(hosts=2) as demo:
        folder = demo.folder
        key = folder / "id_ed25519"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert {one.name for one in folder.iterdir()} == {
            "id_ed25519", "known_hosts", "config", "state",
        }  # fmt: skip
        clients = [connected(spec) for spec in demo.specs()]
    assert not folder.exists()
    until(lambda: not any(map(_alive, clients)))
    for client in clients:
        client.close()
    until(lambda: not set(threading.enumerate()) - before)


def _alive(client: paramiko.SSHClient) -> bool:
    transport = client.get_transport()
    return transport is not None and transport.is_active()


def test_the_users_own_ssh_files_are_left_alone() -> None:
    with Demo(hosts=1) as demo:
        (spec,) = demo.specs()
        for path in (spec.identity_file, spec.known_hosts):
            assert path
            assert Path(path).parent == demo.folder
        assert (spec.ssh_config, spec.accept_new) == ("none", False)


def test_hosts_have_short_names_and_different_logs() -> None:
    with Demo(hosts=4) as demo:
        specs = demo.specs()
        assert [spec.name for spec in specs] == ["mx1", "mx2", "mx3", "mx4"]
        assert len({spec.target for spec in specs}) == 4
        chosen = []
        for spec in specs:
            with connected(spec) as client:
                chosen.append(choose(parse_probe(answer(client, probe_script()))).name)
    assert chosen == ["journal", "/var/log/mail.log", "/var/log/mail.log", "journal"]


@pytest.mark.parametrize(
    ("name", "source"),
    [("mx1", JournalSource(back=200)), ("mx2", FileSource("/var/log/mail.log")),
     ("mx3", FileSource("/var/log/mail.log"))],
)  # fmt: skip
def test_history_comes_at_once_and_the_rest_as_time_goes_by(name: str, source: LogSource) -> None:
    now = [1_770_000_000.0]
    with Demo(hosts=3, clock=lambda: now[0]) as demo:
        spec = next(one for one in demo.specs() if one.name == name)
        with connected(spec) as client:
            channel = started(client, source.script("0123456789abcdef", True))
            lines: list[bytes] = []

            def read(most: int) -> None:
                while len(lines) < most:
                    pieces = source.feed(channel.recv(65_536))
                    lines.extend(one.text for one in pieces if isinstance(one, RawLine))

            read(200)
            assert not any(b"UGFzc3dvcmQ6" in line for line in lines)
            now[0] += 90
            read(len(lines) + 500)
        assert any(b"UGFzc3dvcmQ6" in line for line in lines)
        assert any(b"[/]" in line for line in lines)
    assert demo.server.failures() == []
    written = b"".join(bytes(log.current.content) for log in demo.hosts[name].files.values())
    if written:
        assert b"\n".join(lines) in written
    else:
        assert len(lines) == len(set(lines))
