"""The SSH server of the simulated relays, seen by a plain Paramiko client."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import paramiko
import pytest

from relaytui.demo.host import Pieces, SimulatedHost, Values
from relaytui.demo.keys import loaded, new_key
from relaytui.demo.server import SimulatedServer
from relaytui.ssh.script import SHELL, SUDO_SHELL, script

PATIENCE = 10.0  # seconds until a condition must hold
KEY = loaded(new_key())


def _echo(_: SimulatedHost, values: Values) -> tuple[bytes, bytes, int]:
    return values.get("text", "").encode(), b"heard\n", int(values.get("status", "0"))


def _count(_: SimulatedHost, values: Values) -> Pieces:
    for number in range(int(values["most"])):
        yield f"{number}\n".encode()
        yield b""


def _flood(_: SimulatedHost, __: Values) -> Pieces:
    while True:
        yield b"x" * 65_536


@pytest.fixture
def host() -> SimulatedHost:
    """A host with an answer and two streams."""
    made = SimulatedHost("mx1")
    made.answers["echo"] = _echo
    made.streams |= {"count": _count, "flood": _flood}
    return made


@pytest.fixture
def server(host: SimulatedHost) -> Iterator[SimulatedServer]:
    """A running server; afterwards no thread and no failure is left."""
    before = set(threading.enumerate())
    with SimulatedServer([host], KEY) as running:
        yield running
    assert running.failures() == []
    until(lambda: not set(threading.enumerate()) - before)


@pytest.fixture
def client(server: SimulatedServer, tmp_path: Path) -> Iterator[paramiko.SSHClient]:
    """A client that is connected."""
    with connected(server, tmp_path) as made:
        yield made


def connected(server: SimulatedServer, folder: Path) -> paramiko.SSHClient:
    """A client that knows the host key."""
    known = folder / "known_hosts"
    known.write_text(server.known_hosts())
    made = paramiko.SSHClient()
    made.load_host_keys(str(known))
    made.connect(
        "127.0.0.1", server.port("mx1"), "demo", pkey=KEY,
        allow_agent=False, look_for_keys=False, timeout=PATIENCE,
    )  # fmt: skip
    return made


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


def opened(client: paramiko.SSHClient, command: str = SHELL) -> paramiko.Channel:
    """A channel with a shell."""
    transport = client.get_transport()
    assert transport is not None
    channel = transport.open_session()
    channel.settimeout(PATIENCE)
    channel.exec_command(command)
    return channel


def all_of(read: Callable[[int], bytes]) -> bytes:
    """All that comes until the end."""
    return b"".join(iter(lambda: read(65_536), b""))


def test_a_script_is_answered_with_its_values(client: paramiko.SSHClient) -> None:
    text = "two\nlines, 'quoted'; $(id) `id` é\n: relaytui end\n"
    channel = opened(client)
    channel.sendall(script("echo", "printf x", text=text, status=3).text.encode())
    channel.shutdown_write()
    assert all_of(channel.recv) == text.encode()
    assert all_of(channel.recv_stderr) == b"heard\n"
    assert channel.recv_exit_status() == 3


def test_many_scripts_follow_each_other_in_a_resident_shell(client: paramiko.SSHClient) -> None:
    channel = opened(client)
    for number, name in enumerate(["echo", "nosuch", "echo"]):
        sent = script(name, "true", text=f"answer {number}", status=number).framed(f"t{number}")
        half = len(sent) // 2
        channel.sendall(sent[:half].encode())
        channel.sendall(sent[half:].encode())
    channel.shutdown_write()
    assert all_of(channel.recv) == (
        b"t0 begin\nanswer 0\nt0 end 0\n"
        b"t1 begin\n\nt1 end 127\n"
        b"t2 begin\nanswer 2\nt2 end 2\n"
    )  # fmt: skip
    expected = b"heard\n\nt0 end\nnosuch: not installed\n\nt1 end\nheard\n\nt2 end\n"
    assert all_of(channel.recv_stderr) == expected


def test_an_unknown_script_is_not_installed(client: paramiko.SSHClient) -> None:
    channel = opened(client)
    channel.sendall(script("nosuch", "true").text.encode())
    assert channel.recv_exit_status() == 127
    assert all_of(channel.recv_stderr) == b"nosuch: not installed\n"


@pytest.mark.parametrize("command", ["id", "/bin/sh", "exec /bin/sh -c id"])
def test_other_commands_do_nothing(client: paramiko.SSHClient, command: str) -> None:
    channel = opened(client, command)
    assert channel.recv_exit_status() == 127


def test_a_stream_goes_on_until_stdin_ends(client: paramiko.SSHClient) -> None:
    channel = opened(client)
    channel.sendall(script("count", "true", most=3).text.encode())
    came = b""
    while came.count(b"\n") < 3:
        came += channel.recv(1)
    assert not channel.exit_status_ready()
    channel.shutdown_write()
    assert all_of(channel.recv) == b""
    assert (came, channel.recv_exit_status()) == (b"0\n1\n2\n", 0)


def test_a_flood_waits_for_its_reader_and_ends_with_the_channel(
    client: paramiko.SSHClient, server: SimulatedServer
) -> None:
    channel = opened(client)
    channel.sendall(script("flood", "true").text.encode())
    assert channel.recv(10) == b"x" * 10
    channel.close()
    until(lambda: not [one for one in threading.enumerate() if "channel" in one.name])


@pytest.mark.parametrize(("allowed", "status"), [(True, 0), (False, 1)])
def test_sudo(client: paramiko.SSHClient, host: SimulatedHost, allowed: bool, status: int) -> None:
    host.sudo = allowed
    channel = opened(client, SUDO_SHELL)
    channel.shutdown_write()
    assert channel.recv_exit_status() == status
    assert (b"password" in all_of(channel.recv_stderr)) is not allowed


def test_only_the_one_key_is_let_in(server: SimulatedServer) -> None:
    with paramiko.Transport(("127.0.0.1", server.port("mx1"))) as transport:
        transport.start_client(timeout=PATIENCE)
        with pytest.raises(paramiko.AuthenticationException):
            transport.auth_publickey("demo", loaded(new_key()))
        with pytest.raises(paramiko.BadAuthenticationType):
            transport.auth_password("demo", "demo")


def test_a_dropped_client_can_come_again(
    client: paramiko.SSHClient, server: SimulatedServer, tmp_path: Path
) -> None:
    channel = opened(client)
    server.drop("mx1")
    assert all_of(channel.recv) == b""
    with connected(server, tmp_path) as again:
        assert opened(again).active


def test_a_refusing_host_keeps_its_port(server: SimulatedServer, tmp_path: Path) -> None:
    port = server.port("mx1")
    server.refuse("mx1")
    with pytest.raises(OSError, match=r"nable to connect|refused"):
        connected(server, tmp_path)
    server.refuse("mx1", on=False)
    assert server.port("mx1") == port
    connected(server, tmp_path).close()


def test_a_held_host_is_silent_and_comes_back_with_everything(
    client: paramiko.SSHClient, server: SimulatedServer
) -> None:
    channel = opened(client)
    server.hold("mx1")
    channel.sendall(script("echo", "true", text="late").text.encode())
    channel.settimeout(0.3)
    with pytest.raises(TimeoutError):
        channel.recv(10)
    server.hold("mx1", on=False)
    channel.settimeout(PATIENCE)
    assert channel.recv(10) == b"late"


def test_a_held_host_does_not_delay_the_end(
    client: paramiko.SSHClient, server: SimulatedServer
) -> None:
    opened(client)
    server.hold("mx1")
    server.close()
    server.close()


def test_a_slow_host_takes_its_time(client: paramiko.SSHClient, server: SimulatedServer) -> None:
    channel = opened(client)
    server.slow("mx1", 0.2)
    begin = time.monotonic()
    channel.sendall(script("echo", "true", text="slow").text.encode())
    assert channel.recv(10) == b"slow"
    assert time.monotonic() - begin >= 0.2


def test_a_changed_host_key_is_seen(server: SimulatedServer, tmp_path: Path) -> None:
    known = tmp_path / "known_hosts"
    known.write_text(server.known_hosts())
    server.change_key("mx1")
    with paramiko.SSHClient() as client:
        client.load_host_keys(str(known))
        with pytest.raises(paramiko.BadHostKeyException):
            client.connect("127.0.0.1", server.port("mx1"), "demo", pkey=KEY, timeout=PATIENCE)
    connected(server, tmp_path).close()
