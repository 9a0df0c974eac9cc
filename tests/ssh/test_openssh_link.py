"""What is the ssh program's alone: its ways in, its errors, and that nothing of it is left."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from relaytui.demo.keys import new_key
from relaytui.domain.host_spec import HostSpec
from relaytui.errors import HostKeyRefused, HostKeyUnknown, LinkLost, LoginRefused, Unreachable
from relaytui.ssh import openssh_master
from relaytui.ssh.script import guarded, script
from tests.ssh.conftest import Connect, until
from tests.ssh.server import ShellServer

pytestmark = pytest.mark.skipif(not shutil.which("ssh"), reason="needs the ssh program")
ROOT = Path(__file__).parents[2]
#: A way in such as people write them: it joins its stdin and stdout to a port.
RELAY = """\
import os, socket, sys, threading
sock = socket.create_connection((sys.argv[1], int(sys.argv[2])))
def out():
    while data := sock.recv(65536):
        os.write(1, data)
    os._exit(0)
threading.Thread(target=out, daemon=True).start()
while data := os.read(0, 65536):
    sock.sendall(data)
"""


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[Path]]]:
    """The folders that masters have made."""
    place = Path("/tmp") / f"rt{os.getpid()}"
    place.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    yield lambda: list(place.iterdir())
    place.rmdir()


def _spec(server: ShellServer, **more: Any) -> HostSpec:
    return msgspec.structs.replace(server.spec(), transport="ssh", **more)


def _configured(server: ShellServer, tmp_path: Path, more: str) -> HostSpec:
    config = tmp_path / "config"
    config.write_text(server.entry("real", more))
    return HostSpec(name="real", target="real", ssh_config=str(config))


def _proxy(tmp_path: Path) -> str:
    relay = tmp_path / "relay.py"
    relay.write_text(RELAY)
    return f"ProxyCommand {sys.executable} {relay} %h %p"


def _processes(words: str) -> list[int]:
    """Processes, zombies too, with words in their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            continue
        if words.encode() in command and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def _children() -> list[str]:
    run = subprocess.run(
        ["ps", "-o", "stat=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True
    )
    return [line for line in run.stdout.split("\n") if "ssh" in line or line.startswith("Z")]


def test_nothing_is_left_of_a_closed_link(
    server: ShellServer, connected: Connect, folders: Callable[[], list[Path]]
) -> None:
    link = connected(_spec(server))
    assert link.story == ("over ssh: transport: ssh", f"ops@127.0.0.1 port {server.port}")
    (folder,) = folders()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert _processes(str(folder))
    link.close()
    link.close()
    until(lambda: not folders() and not _processes(str(folder)) and not _children())


def test_nothing_is_left_of_a_killed_console(
    server: ShellServer, folders: Callable[[], list[Path]], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    log.write_text("first\n")
    follow = guarded('exec tail -n +1 -F "$it"')
    code = f"""
import msgspec
from relaytui.domain.host_spec import HostSpec
from relaytui.ssh.connect import connect
from relaytui.ssh.script import script
spec = msgspec.json.decode({msgspec.json.encode(_spec(server))!r}, type=HostSpec)
link = connect(spec, ask=lambda q: False, on_state=id, on_quiet=id, stopped=lambda: False)
class Sink:
    def data(self, chunk): print(chunk, flush=True)
    def complaint(self, chunk): print(chunk, flush=True)
    def ended(self, status): print("ended", flush=True)
link.stream(script("x", {follow!r}, it={str(log)!r}), Sink())
link.serve(lambda: False)
"""
    console = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    assert console.stdout
    try:
        assert b"first" in console.stdout.readline()
        (folder,) = folders()
        assert _processes(str(folder))
        assert _processes(f"tail -n +1 -F {log}")
        os.kill(console.pid, signal.SIGKILL)
        console.wait(10)
        until(lambda: not folders() and not _processes(str(folder)))
        until(lambda: not _processes(f"tail -n +1 -F {log}"))
    finally:
        console.kill()
        console.wait(10)
        console.stdout.close()


def test_an_ssh_that_does_not_end_is_killed(
    server: ShellServer,
    connected: Connect,
    folders: Callable[[], list[Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(openssh_master, "GRACE", 0.2)
    link = connected(_spec(server))
    (folder,) = folders()
    masters = [pid for pid in _processes(f"{folder}/mux") if _name(pid) == "ssh"]
    os.kill(masters[0], signal.SIGSTOP)
    link.close()
    until(lambda: not folders() and not _processes(str(folder)))


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


def test_a_proxy_command_is_for_ssh_and_leads_to_the_host(
    server: ShellServer, connected: Connect, tmp_path: Path
) -> None:
    link = connected(_configured(server, tmp_path, _proxy(tmp_path)))
    assert link.story[0] == "over ssh: ProxyCommand"
    assert link.run(script("x", "echo here")).stdout == b"here\n"
    (proxy,) = [pid for pid in _processes("relay.py") if _name(pid).startswith("python")]
    os.kill(proxy, signal.SIGKILL)
    with pytest.raises(LinkLost):
        link.serve(lambda: False, timeout=20)
    until(lambda: not _processes("relay.py"))


def test_a_proxy_that_fails_is_quoted(
    server: ShellServer, connected: Connect, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    gate.write_text("#!/bin/sh\necho 'gate: no \033[2J token' >&2\nexit 3\n")
    gate.chmod(0o755)
    with pytest.raises(Unreachable, match=r"ProxyCommand .*gate: no ␛\[2J token") as caught:
        connected(_configured(server, tmp_path, f"ProxyCommand {gate}"))
    assert caught.value.retry


def test_host_keys_unknown_new_and_changed(
    server: ShellServer, connected: Connect, tmp_path: Path
) -> None:
    known = tmp_path / "mine"
    spec = _spec(server, known_hosts=str(known))
    with pytest.raises(HostKeyUnknown) as caught:
        connected(spec)
    assert not caught.value.retry
    assert not known.exists()
    connected(msgspec.structs.replace(spec, accept_new=True)).close()
    assert known.read_text().startswith(f"[127.0.0.1]:{server.port} ")
    connected(spec).close()
    with ShellServer(tmp_path) as other:
        line = known.read_text().replace(str(server.port), str(other.port))
        known.write_text(line)
        with pytest.raises(HostKeyRefused, match=r"CHANGED.*mine:1"):
            connected(_spec(other, known_hosts=str(known), accept_new=True))
    assert known.read_text() == line


def test_a_wrong_key_is_refused_whatever_the_banner_says(
    server: ShellServer, connected: Connect, tmp_path: Path
) -> None:
    server.house.banner = "Host key verification failed.\r\n"
    wrong = tmp_path / "wrong"
    wrong.write_text(new_key())
    wrong.chmod(0o600)
    with pytest.raises(LoginRefused, match="the server allows publickey") as caught:
        connected(_spec(server, identity_file=str(wrong)))
    assert not caught.value.retry


def test_dead_ends(connected: Connect, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("Host *\n ConnectTimeout 1\n")
    with socket.create_server(("127.0.0.1", 0)) as mute:  # accepts, and says nothing
        port = mute.getsockname()[1]
        spec = HostSpec(
            name="x", target=f"a@127.0.0.1:{port}", ssh_config=str(config), transport="ssh"
        )
        with pytest.raises(Unreachable, match="no word of SSH"):
            connected(spec)
        with pytest.raises(Unreachable, match="stopped"):
            connected(spec, stopped=lambda: True)
    with pytest.raises(Unreachable, match="connection refused"):
        connected(spec)


def test_a_dead_network_is_told_then_given_up(
    server: ShellServer, connected: Connect, shaper: Any, tmp_path: Path
) -> None:
    quiet: list[float] = []
    config = tmp_path / "config"
    config.write_text("Host *\n ServerAliveInterval 1\n ServerAliveCountMax 2\n")
    spec = msgspec.structs.replace(
        server.spec(shaper.port), transport="ssh", ssh_config=str(config)
    )
    link = connected(spec, on_quiet=quiet.append)
    link.serve(lambda: False, timeout=2.5)  # idle, but answering: it stays
    assert quiet == []
    shaper.command("blackhole")
    with pytest.raises(LinkLost, match="no answer"):
        link.serve(lambda: False, timeout=20)
    assert min(quiet) > 0
