"""The SSH server of the simulated relays.

    with SimulatedServer([SimulatedHost("mx1")], client_key) as server:
        port = server.port("mx1")

It speaks the real protocol on loopback ports, one a host, and has no shell behind it. What a
network does to a link can be played: `drop`, `refuse`, `hold` and `slow`.
"""

import selectors
import socket
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import paramiko

from relaytui.demo.door import USER, Door
from relaytui.demo.host import SimulatedHost


class SimulatedServer:
    """One port, one host key a host; lets in `user` with `client_key`. All methods: any thread."""

    user = USER

    def __init__(self, hosts: Sequence[SimulatedHost], client_key: paramiko.PKey) -> None:
        self._doors = {host.name: Door(host, client_key) for host in hosts}
        self._bell, self._rung = socket.socketpair()
        self._rung.setblocking(False)
        self._lock = threading.Lock()
        self._closing = False
        self._porter = threading.Thread(target=self._let_in, name="demo porter", daemon=True)
        self._porter.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End everything and wait for all threads; any number of times."""
        self._closing = True
        if self._porter.is_alive():
            self._bell.send(b"!")
            self._porter.join()
        for door in self._doors.values():
            door.shut()
            door.drop()
        self._bell.close()
        self._rung.close()

    def port(self, host: str) -> int:
        """The port on 127.0.0.1; it stays the same."""
        return self._doors[host].port

    def known_hosts(self) -> str:
        """The lines of a known_hosts file for all hosts."""
        return "".join(
            f"[127.0.0.1]:{door.port} {door.key.get_name()} {door.key.get_base64()}\n"
            for door in self._doors.values()
        )

    def change_key(self, host: str) -> None:
        """Give a host a new host key, for connections from now on."""
        self._doors[host].renew_key()

    def drop(self, host: str) -> None:
        """Cut all connections of a host; new ones are welcome."""
        self._doors[host].drop()

    def refuse(self, host: str, on: bool = True) -> None:
        """Stop or begin to listen; connections that stand are left alone."""
        with self._lock:
            door = self._doors[host]
            if on:
                door.shut()
            else:
                door.open()
        self._bell.send(b"!")

    def hold(self, host: str, on: bool = True) -> None:
        """Be silent: connections stand and new ones are taken, but nothing is read or said."""
        self._doors[host].weather.hold(on)

    def slow(self, host: str, seconds: float) -> None:
        """Wait that long before each packet that is sent; 0 for none."""
        self._doors[host].weather.delay = seconds

    def failures(self) -> list[Exception]:
        """What went wrong in answers, of connections that have ended."""
        return [failure for door in self._doors.values() for failure in door.failures]

    def _let_in(self) -> None:
        """The porter's thread: takes callers of all hosts."""
        while not self._closing:
            with selectors.DefaultSelector() as selector:
                selector.register(self._rung, selectors.EVENT_READ)
                with self._lock:
                    for door in self._doors.values():
                        if door.listener is not None:
                            selector.register(door.listener, selectors.EVENT_READ, door)
                ready = selector.select()
            for key, _ in ready:
                if key.data is None:
                    self._rung.recv(4096)
                else:
                    key.data.let_in()
