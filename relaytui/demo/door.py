"""The way into one simulated host: its port, its key, its connections."""

import contextlib
import logging
import socket
import threading

import paramiko
from paramiko.common import (
    AUTH_FAILED,
    AUTH_SUCCESSFUL,
    OPEN_FAILED_UNKNOWN_CHANNEL_TYPE,
    OPEN_SUCCEEDED,
)

from relaytui.demo.host import SimulatedHost
from relaytui.demo.keys import loaded, new_key
from relaytui.demo.session import Session
from relaytui.demo.wire import Weather, Wire

USER = "demo"
_LOOPBACK = "127.0.0.1"
_LOG = "relaytui.demo.transport"
# Without a handler of its own, Paramiko's words about a cut connection would land on stderr,
# in the middle of the console.
logging.getLogger(_LOG).addHandler(logging.NullHandler())
logging.getLogger(_LOG).propagate = False


class Connection(paramiko.ServerInterface):
    """One client: lets in the one user with the one key, and runs its channels."""

    def __init__(self, host: SimulatedHost, client_key: paramiko.PKey, wire: Wire) -> None:
        self._host, self._client_key = host, client_key
        self._sessions: list[Session] = []
        self._wire = wire
        self.transport = paramiko.Transport(wire)

    def start(self, host_key: paramiko.PKey) -> None:
        """Begin the handshake; returns at once."""
        self.transport.set_log_channel(_LOG)
        self.transport.add_server_key(host_key)
        self.transport.start_server(event=threading.Event(), server=self)

    def close(self) -> list[Exception]:
        """Cut it and wait for its threads; returns what went wrong in the answers."""
        self.transport.packetizer.complete_handshake()  # ends the thread of its timer
        self.transport.close()
        self.transport.join()
        for session in self._sessions:
            session.join()
        return [session.failure for session in self._sessions if session.failure]

    def get_allowed_auths(self, username: str) -> str:
        """Public keys only."""
        return "publickey"

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        """The one key for the one user."""
        known = username == USER and key == self._client_key
        return AUTH_SUCCESSFUL if known else AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        """Sessions only; no forwarding."""
        known = kind == "session"
        return OPEN_SUCCEEDED if known else OPEN_FAILED_UNKNOWN_CHANNEL_TYPE

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        """Serve the channel in a thread of its own."""
        self.transport.accept(0)  # else the transport keeps each channel for good
        self._sessions = [one for one in self._sessions if one.is_alive() or one.failure]
        self._wire.reading.clear()
        text = command.decode("utf-8", "replace")
        session = Session(self._host, channel, text, self._wire.reading)
        self._sessions.append(session)
        session.start()
        return True


class Door:
    """The listening port of one host on the loopback, and everybody who came in."""

    def __init__(self, host: SimulatedHost, client_key: paramiko.PKey) -> None:
        self.host = host
        self.key = loaded(new_key())
        self.weather = Weather()
        self.failures: list[Exception] = []
        self._client_key = client_key
        self._lock = threading.Lock()
        self._connections: list[Connection] = []
        self.port = 0
        self.listener: socket.socket | None = None
        self.open()

    def open(self) -> None:
        """Listen, on the same port as before."""
        if self.listener is None:
            self.listener = socket.create_server((_LOOPBACK, self.port))
            self.listener.setblocking(False)
            self.port = self.listener.getsockname()[1]

    def shut(self) -> None:
        """Stop listening: who knocks is refused."""
        if self.listener is not None:
            self.listener.close()
            self.listener = None

    def renew_key(self) -> None:
        """Take another host key, as after a host was installed anew."""
        self.key = loaded(new_key())

    def let_in(self) -> None:
        """Take one caller, if there is one."""
        with contextlib.suppress(OSError):
            if self.listener is not None:
                caller, _ = self.listener.accept()
                self._serve(caller)

    def _serve(self, caller: socket.socket) -> None:
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(self.host, self._client_key, Wire(caller, self.weather))
        connection.start(self.key)
        with self._lock:
            self._connections.append(connection)

    def drop(self) -> None:
        """Cut all connections and wait for their threads."""
        with self._lock:
            connections, self._connections = self._connections, []
        for connection in connections:
            self.failures += connection.close()
