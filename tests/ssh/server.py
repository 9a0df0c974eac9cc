"""An SSH server on the loopback with real shells behind it, for tests.

It does what sshd does with a session: a process with three pipes, whose stdin ends when the
channel or the connection does.
"""

import contextlib
import logging
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self

import paramiko
from paramiko.common import (
    AUTH_FAILED,
    AUTH_PARTIALLY_SUCCESSFUL,
    AUTH_SUCCESSFUL,
    MSG_CHANNEL_CLOSE,
    MSG_CHANNEL_DATA,
    MSG_CHANNEL_EOF,
    MSG_CHANNEL_OPEN_SUCCESS,
    OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED,
    OPEN_FAILED_CONNECT_FAILED,
    OPEN_FAILED_RESOURCE_SHORTAGE,
    OPEN_SUCCEEDED,
)

from relaytui.demo.keys import loaded, new_key
from relaytui.domain.host_spec import HostSpec

_LOG = "tests.ssh.server"
logging.getLogger(_LOG).addHandler(logging.NullHandler())
logging.getLogger(_LOG).propagate = False


@dataclass
class House:
    """How the server behaves."""

    #: Shell text that runs before every command, as a login file does.
    noise: str = ""
    #: Runs instead of every command, as ForceCommand does.
    forced: str = ""
    sessions: int = 10
    refuses_commands: bool = False
    methods: str = "publickey"
    second_factor: bool = False
    banner: str = ""
    #: As AllowTcpForwarding.
    forwards: bool = True
    #: As RekeyLimit.
    rekey_bytes: int = 2**29
    environment: dict[str, str] = field(default_factory=dict)


class _Visitor(paramiko.ServerInterface):
    def __init__(self, server: "ShellServer", transport: paramiko.Transport) -> None:
        self._server = server
        self._transport = transport
        self._open: list[paramiko.Channel] = []
        self._partly = False

    def get_banner(self) -> tuple[str | None, str | None]:
        return (self._server.house.banner or None, "en")

    def get_allowed_auths(self, username: str) -> str:
        methods = self._server.house.methods
        return methods.replace("publickey,", "") if self._partly else methods

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        self._server.offered.append(key.get_base64())
        if key.public_blob:
            self._server.certificates.append(key.public_blob.key_type)
        if "publickey" not in self._server.house.methods or key != self._server.client_key:
            return AUTH_FAILED
        self._server.logins += 1
        self._partly = self._server.house.second_factor
        return AUTH_PARTIALLY_SUCCESSFUL if self._partly else AUTH_SUCCESSFUL

    def check_channel_request(self, kind: str, chanid: int) -> int:
        self._open = [one for one in self._open if not one.closed]
        if kind != "session":
            return OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED
        full = len(self._open) >= self._server.house.sessions
        return OPEN_FAILED_RESOURCE_SHORTAGE if full else OPEN_SUCCEEDED

    def check_channel_direct_tcpip_request(
        self, chanid: int, origin: tuple[str, int], destination: tuple[str, int]
    ) -> int:
        self._server.tunnels.append(destination)
        self._server.on_tunnel()
        if not self._server.house.forwards:
            return OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED
        try:
            far = socket.create_connection(destination, 5)
        except OSError:
            return OPEN_FAILED_CONNECT_FAILED
        args = (self._transport, chanid, far)
        threading.Thread(target=_tunnel, args=args, daemon=True).start()
        return OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        self._transport.accept(0)
        self._open.append(channel)
        if self._server.house.refuses_commands:
            return False
        house = self._server.house
        text = house.forced or f"{house.noise}\n{command.decode()}"
        threading.Thread(target=_session, args=(channel, text, house), daemon=True).start()
        return True


def _tunnel(transport: Any, chanid: int, far: socket.socket) -> None:
    """Bytes both ways, until one side ends."""
    far.settimeout(None)
    far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    channel = None
    while channel is None and transport.is_active():  # it is made after the yes to it
        channel = transport._channels.get(chanid)
        time.sleep(0.001)
    if channel is None:
        return
    threading.Thread(target=_carry, args=(channel.recv, far.sendall), daemon=True).start()
    _carry(far.recv, channel.sendall)
    with contextlib.suppress(Exception):
        channel.close()
    far.close()


def _carry(receive: Any, send: Any) -> None:
    with contextlib.suppress(Exception):
        while chunk := receive(65536):
            send(chunk)
    with contextlib.suppress(Exception):
        send.__self__.shutdown(socket.SHUT_RDWR)


def _session(channel: paramiko.Channel, command: str, house: House) -> None:
    process = subprocess.Popen(
        ["/bin/sh", "-c", command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={"PATH": "/usr/bin:/bin", "SSH_CONNECTION": "192.0.2.9 1 2 3", **house.environment},
    )
    pumps = [
        threading.Thread(target=_pump, args=(process.stdout, channel.sendall), daemon=True),
        threading.Thread(target=_pump, args=(process.stderr, channel.sendall_stderr), daemon=True),
    ]
    threading.Thread(target=_feed, args=(channel, process.stdin), daemon=True).start()
    for pump in pumps:
        pump.start()
    for pump in pumps:
        pump.join()
    status = process.wait()
    with contextlib.suppress(Exception):
        if status >= 0:
            channel.send_exit_status(status)
        channel.close()


def _pump(pipe: IO[bytes], send: Any) -> None:
    with pipe, contextlib.suppress(Exception):
        while chunk := pipe.read1(65536):  # type: ignore[attr-defined]
            send(chunk)


def _feed(channel: paramiko.Channel, stdin: IO[bytes]) -> None:
    with contextlib.suppress(OSError), stdin:
        while chunk := channel.recv(65536):
            stdin.write(chunk)
            stdin.flush()


class _Orderly(paramiko.Transport):
    """Says nothing more in a channel that it has closed, as sshd does: for OpenSSH it is an error
    that ends the connection, and Paramiko's senders may be late."""

    def __init__(self, sock: Any) -> None:
        super().__init__(sock)
        self._order = threading.Lock()
        self._closed_channels: set[bytes] = set()

    def _send_user_message(self, data: paramiko.Message) -> None:
        packet = data.asbytes()
        kind, channel = packet[0], packet[1:5]
        with self._order:
            if MSG_CHANNEL_DATA <= kind <= MSG_CHANNEL_EOF and channel in self._closed_channels:
                return
            if kind == MSG_CHANNEL_CLOSE:
                self._closed_channels.add(channel)
            super()._send_user_message(data)  # type: ignore[misc]

    def _send_message(self, data: paramiko.Message) -> None:
        packet = data.asbytes()
        if packet[0] == MSG_CHANNEL_OPEN_SUCCESS:  # the number is used again
            self._closed_channels.discard(packet[1:5])
        super()._send_message(data)  # type: ignore[misc]


class _Keyed(_Orderly):
    """Counts how often keys were exchanged."""

    keyed = 0

    def _activate_outbound(self) -> None:
        self.keyed += 1
        super()._activate_outbound()  # type: ignore[misc]


class _Mutable:
    """A socket that can fall silent: nothing comes and nothing goes, though it stands."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.quiet = False

    def recv(self, count: int) -> bytes:
        chunk = self._sock.recv(count)
        self._wait()
        return chunk

    def send(self, chunk: bytes) -> int:
        self._wait()
        return self._sock.send(chunk)

    def _wait(self) -> None:
        while self.quiet and self._sock.fileno() >= 0:
            time.sleep(0.02)

    def __getattr__(self, name: str) -> object:
        return getattr(self._sock, name)


class ShellServer:
    """Lets in anybody who has `client_key`. `folder` is for its key and known_hosts files."""

    def __init__(self, folder: Path, transport: str = "auto") -> None:
        self.house = House()
        self._transport = transport
        self.offered: list[str] = []
        #: Where others were to be reached through here, and logins.
        self.tunnels: list[tuple[str, int]] = []
        self.logins = 0
        self.certificates: list[str] = []
        self.on_tunnel: Callable[[], object] = lambda: None
        private = new_key()
        self.client_key: paramiko.PKey = loaded(private)
        self.host_key = loaded(new_key())
        self.host_keys: list[paramiko.PKey] = [self.host_key]
        self._key_file = folder / "client_key"
        self._key_file.write_text(private)
        self._key_file.chmod(0o600)
        self._known = folder / "server_known_hosts"
        self._transports: list[Any] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.know(self.port)

    def know(self, port: int) -> None:
        """Put the host key into the known_hosts file, for a port that leads here."""
        with self._known.open("a") as file:
            name, key = self.host_key.get_name(), self.host_key.get_base64()
            file.write(f"[127.0.0.1]:{port} {name} {key}\n")

    def spec(self, port: int = 0) -> HostSpec:
        """A host that leads here."""
        return HostSpec(
            name="real", target=f"ops@127.0.0.1:{port or self.port}", ssh_config="none",
            identity_file=str(self._key_file), known_hosts=str(self._known),
            transport=self._transport,
        )  # fmt: skip

    def entry(self, alias: str, *more: str) -> str:
        """A host of an ssh configuration that leads here."""
        lines = [
            f"Host {alias}", "HostName 127.0.0.1", f"Port {self.port}", "User ops",
            f"IdentityFile {self._key_file}", "IdentitiesOnly yes", "IdentityAgent none",
            f"UserKnownHostsFile {self._known}", "GlobalKnownHostsFile none", *more,
        ]  # fmt: skip
        return "\n  ".join(lines) + "\n"

    def __enter__(self) -> Self:
        threading.Thread(target=self._let_in, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.cut()

    def cut(self) -> None:
        """Cut all connections, without a word."""
        self.silence(False)
        for transport in self._transports:
            transport.packetizer.complete_handshake()
            with contextlib.suppress(OSError):
                transport.sock.shutdown(socket.SHUT_RDWR)
            transport.close()

    def connections(self) -> int:
        """How many there are."""
        return sum(one.is_active() for one in self._transports)

    def keyed(self) -> int:
        """How often keys were exchanged on the connection where that was most often."""
        return max(int(one.keyed) for one in self._transports)

    def silence(self, quiet: bool = True) -> None:
        """Read nothing and say nothing any more on the connections that there are."""
        for transport in self._transports:
            transport.sock.quiet = quiet

    def _let_in(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock: Any = _Mutable(connection)
                transport = _Keyed(sock)
                transport.packetizer.REKEY_BYTES = self.house.rekey_bytes
                transport.set_log_channel(_LOG)
                for key in self.host_keys:
                    transport.add_server_key(key)
                self._transports.append(transport)
                visitor = _Visitor(self, transport)
                transport.start_server(event=threading.Event(), server=visitor)
