"""The server's end of a TCP connection, with weather: it can be silent, slow or cut."""

import contextlib
import socket
import threading

_STEP = 0.05  # seconds between two looks at the weather


class Weather:
    """What the network to one simulated host is like; shared by all its connections."""

    def __init__(self) -> None:
        self.delay = 0.0
        self._calm = threading.Event()
        self._calm.set()

    @property
    def held(self) -> bool:
        """Whether the host is silent: connected, but neither reading nor answering."""
        return not self._calm.is_set()

    def hold(self, on: bool) -> None:
        """Begin or end the silence."""
        if on:
            self._calm.clear()
        else:
            self._calm.set()

    def wait_calm(self) -> bool:
        """Wait a step for the end of the silence."""
        return self._calm.wait(_STEP)


class Wire(socket.socket):
    """A connected socket that takes part in the weather. Paramiko's transport sits on it."""

    def __init__(self, connection: socket.socket, weather: Weather) -> None:
        super().__init__(connection.family, connection.type, fileno=connection.detach())
        self._weather = weather
        self._gone = threading.Event()
        #: Set whenever the transport comes back to read, that is, has answered what it had read.
        self.reading = threading.Event()

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Read; during a silence nothing is read, and what was read is kept back."""
        self.reading.set()
        if self._weather.held and not self._weather.wait_calm():
            raise TimeoutError
        received = super().recv(bufsize, flags)
        while not self._weather.wait_calm() and not self._gone.is_set():
            pass
        return received

    def send(self, message: bytes, flags: int = 0, /) -> int:  # type: ignore[override]
        """Write; during a silence nothing is written."""
        if self._weather.delay:
            self._gone.wait(self._weather.delay)
        if not self._weather.wait_calm():
            raise TimeoutError
        return super().send(message, flags)

    def close(self) -> None:
        """Cut the connection at once; also ends a delay and a silence."""
        self._gone.set()
        self.reading.set()
        # A thread that waits in recv is not woken by close alone.
        with contextlib.suppress(OSError):
            self.shutdown(socket.SHUT_RDWR)
        super().close()
