"""Sessions over a running `ssh` master: OpenSSH's own multiplexing protocol, version 4.

Format: PROTOCOL.mux of the OpenSSH sources. A packet is its length (uint32) and its content;
numbers are big-endian, texts have their length in front. Speaking it here instead of starting a
client process for each session saves the process and its memory, tells the session's words from
the client's own, and a session can never dial the host by another way.
"""

import array
import contextlib
import socket
import struct
from dataclasses import dataclass

VERSION = 4
HELLO = 0x00000001
NEW_SESSION = 0x10000002
PERMISSION_DENIED = 0x80000002
FAILURE = 0x80000003
EXIT_MESSAGE = 0x80000004
SESSION_OPENED = 0x80000006
#: A packet larger than this is none.
LIMIT = 262_144


class MuxError(Exception):
    """The master can't be talked to: it is gone, or says what makes no sense."""


class SessionRefused(Exception):
    """The master lives, and the session was not opened; in its words."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A packet of the master: its type, and the number and the text that are in it."""

    kind: int
    number: int = 0
    text: str = ""


def hello() -> bytes:
    """Our greeting."""
    return _packet(struct.pack(">II", HELLO, VERSION))


def new_session(request: int, command: str) -> bytes:
    """Ask for a session: no terminal, no X11, no agent, no subsystem, no escape character."""
    head = struct.pack(">II", NEW_SESSION, request)
    flags = struct.pack(">5I", 0, 0, 0, 0, 0xFFFFFFFF)
    return _packet(head + _text("") + flags + _text("") + _text(command))


def answers(path: str, timeout: float = 5.0) -> bool:
    """Whether a master listens at a path, and works."""
    try:
        session = MuxSession(path, timeout)
    except MuxError:
        return False
    session.stop()
    session.status()
    return True


def parse(content: bytes) -> Reply:
    """A packet without its length; MuxError where it makes no sense."""
    try:
        (kind,) = struct.unpack_from(">I", content)
        if kind == HELLO:
            return Reply(kind, struct.unpack_from(">I", content, 4)[0])
        if kind in (SESSION_OPENED, EXIT_MESSAGE):
            # Request and session of the one, session and status of the other.
            return Reply(kind, struct.unpack_from(">I", content, 8)[0])
        if kind in (FAILURE, PERMISSION_DENIED):
            (length,) = struct.unpack_from(">I", content, 8)
            return Reply(kind, text=content[12 : 12 + length].decode("utf-8", "backslashreplace"))
    except struct.error as error:
        raise MuxError(f"a packet of {len(content)} bytes makes no sense") from error
    return Reply(kind)


def _packet(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def _text(text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    return struct.pack(">I", len(raw)) + raw


class MuxSession:
    """One session: a connection to the master's socket, and then the session's end over it."""

    def __init__(self, path: str, timeout: float) -> None:
        """Connect and exchange greetings; MuxError when no master answers."""
        self._sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._sock.settimeout(timeout)
        try:
            self._sock.connect(path)
            self._sock.sendall(hello())
            reply = self._receive()
        except (OSError, MuxError) as error:
            self._sock.close()
            raise MuxError(str(error)) from error
        if reply != Reply(HELLO, VERSION):
            self._sock.close()
            raise MuxError(f"it speaks version {reply.number} of the protocol, not {VERSION}")

    def start(self, command: str, descriptors: tuple[int, int, int]) -> None:
        """Run a command with these as stdin, stdout and stderr; returns when it has begun.

        Raises SessionRefused or MuxError, and is closed then.
        """
        try:
            self._start(command, descriptors)
        except (SessionRefused, MuxError):
            self._sock.close()
            raise

    def _start(self, command: str, descriptors: tuple[int, int, int]) -> None:
        try:
            self._sock.sendall(new_session(1, command))
            for one in descriptors:
                rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [one]))
                self._sock.sendmsg([b"\0"], [rights])
            reply = self._receive()
            self._sock.settimeout(None)
        except OSError as error:
            raise MuxError(str(error)) from error
        if reply.kind != SESSION_OPENED:
            raise SessionRefused(reply.text)

    def status(self) -> int | None:
        """Wait for the end; the command's exit status, None when it said none. Called once."""
        status: int | None = None
        with contextlib.suppress(MuxError, OSError):
            while True:
                reply = self._receive()
                if reply.kind == EXIT_MESSAGE:
                    status = reply.number
        self._sock.close()  # here alone: whoever waits on it must have stopped to
        return status

    def stop(self) -> None:
        """End the session (any thread, any number of times)."""
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def _receive(self) -> Reply:
        (length,) = struct.unpack(">I", self._exactly(4))
        if length > LIMIT:
            raise MuxError(f"a packet of {length} bytes makes no sense")
        return parse(self._exactly(length))

    def _exactly(self, count: int) -> bytes:
        received = b""
        while len(received) < count:
            piece = self._sock.recv(count - len(received))
            if not piece:
                raise MuxError("the master has ended")
            received += piece
        return received
