"""One channel of a simulated host: scripts come in on stdin, answers go out."""

import contextlib
import threading
from typing import TYPE_CHECKING

import paramiko

from relaytui.demo.requests import Request, ScriptReader
from relaytui.ssh.script import SHELL, SUDO_SHELL

if TYPE_CHECKING:
    from relaytui.demo.host import SimulatedHost

#: Seconds between two looks for news, of a stream that has none.
TICK = 0.1
_GONE = (OSError, EOFError, paramiko.SSHException)
_CHUNK = 65_536
_NO_SUDO = b"sudo: a password is required\n"


class Session(threading.Thread):
    """Serves a channel until its stdin ends; what goes wrong in an answer is kept in `failure`."""

    def __init__(
        self, host: "SimulatedHost", channel: paramiko.Channel, command: str, begin: threading.Event
    ) -> None:
        super().__init__(name=f"demo {host.name} channel {channel.chanid}", daemon=True)
        self.failure: Exception | None = None
        self._host, self._channel, self._command, self._begin = host, channel, command, begin

    def run(self) -> None:
        """Serve, and close the channel with an exit status."""
        try:
            self._begin.wait()  # the answer to the request itself must go out first
            status = self._serve()
            self._channel.send_exit_status(status)
            self._channel.shutdown_write()
        except _GONE:
            pass  # the connection is gone, which is all that can be said about it
        except Exception as error:  # noqa: BLE001 - the top of a worker: kept for the tests
            self.failure = error
        finally:
            with contextlib.suppress(*_GONE):
                self._channel.close()

    def _serve(self) -> int:
        refusal = self._refusal()
        if refusal:
            self._channel.sendall_stderr(refusal)
            return 1 if self._command == SUDO_SHELL else 127
        reader, status = ScriptReader(), 0
        while chunk := self._channel.recv(_CHUNK):
            for request in reader.feed(chunk):
                if request.token is None and self._host.streams.get(request.name):
                    return self._stream(request)
                status = self._answer(request)
                if request.token is None and status == 127:
                    return status
        return status

    def _refusal(self) -> bytes:
        if self._command not in (SHELL, SUDO_SHELL):
            return b"a simulated relay has no programs\n"
        return _NO_SUDO if self._command == SUDO_SHELL and not self._host.sudo else b""

    def _answer(self, request: Request) -> int:
        stdout, stderr, status = self._host.answer(request.name, request.values)
        if request.token is not None:
            mark = request.token.encode()
            stdout = b"%s begin\n%s\n%s end %d\n" % (mark, stdout, mark, status)
            stderr = b"%s\n%s end\n" % (stderr, mark)
        self._channel.sendall(stdout)
        self._channel.sendall_stderr(stderr)
        return status

    def _stream(self, request: Request) -> int:
        """Send what comes; like the guard of a follow script, end with stdin, not before."""
        pieces = self._host.stream(request.name, request.values)
        try:
            for piece in pieces:
                self._channel.settimeout(None)
                self._channel.sendall(piece)
                if self._stdin_ended(0.0 if piece else TICK):
                    return 0
        finally:
            pieces.close()
        while not self._stdin_ended(None):
            pass
        return 0

    def _stdin_ended(self, wait: float | None) -> bool:
        self._channel.settimeout(wait)
        try:
            return not self._channel.recv(_CHUNK)
        except TimeoutError:
            return False
