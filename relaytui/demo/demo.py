"""The demo: a few simulated relays that are there for as long as somebody looks at them.

    with Demo(hosts=3) as demo:
        fleet = Fleet(demo.specs())

The console reaches them through its ordinary SSH layer: ports on the loopback, host keys in a
known_hosts file, a login by public key. All files are in a temporary folder that is removed at
the end; the user's own SSH configuration, keys and known_hosts are not looked at.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from relaytui.demo.entry import Entry
from relaytui.demo.host import SimulatedHost
from relaytui.demo.journal import SimulatedJournal
from relaytui.demo.keys import loaded, new_key
from relaytui.demo.log_file import LogFile
from relaytui.demo.server import SimulatedServer
from relaytui.demo.traffic import Traffic
from relaytui.demo.world import World
from relaytui.domain.host_spec import HostSpec

#: Seconds of history that the logs hold at the start, and seconds until the first attack.
HISTORY, ATTACK_AFTER = 600.0, 30.0
_LOG = "/var/log/mail.log"


class Demo:
    """Simulated relays mx1, mx2, …: by turns one with a journal, two with log files."""

    def __init__(
        self, hosts: int = 3, *, seed: int = 1, clock: Callable[[], float] = time.time
    ) -> None:
        self._count, self._seed, self._clock = hosts, seed, clock
        self._folder = tempfile.TemporaryDirectory(
            prefix="relaytui-demo-", ignore_cleanup_errors=True
        )
        self.hosts: dict[str, SimulatedHost] = {}

    def __enter__(self) -> Self:
        world, now = World(self._seed), self._clock()
        names = [f"mx{number + 1}" for number in range(self._count)]
        self.hosts = {name: self._host(n, name, world, now) for n, name in enumerate(names)}
        for number, peer in enumerate(world.guessers):  # of an attack before the first line
            for host in list(self.hosts.values())[: 1 + number % self._count]:
                host.bans[peer.address] = now - 90 - 60 * number
        private_key = new_key()
        try:
            self.server = SimulatedServer(list(self.hosts.values()), loaded(private_key))
            self._write("id_ed25519", private_key)
            self._write("known_hosts", self.server.known_hosts())
            for folder in (self.configuration, self.state):
                folder.mkdir()
        except BaseException:
            self._folder.cleanup()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.close()
        self._folder.cleanup()

    @property
    def folder(self) -> Path:
        """Where all files of the demo are; gone afterwards."""
        return Path(self._folder.name)

    @property
    def configuration(self) -> Path:
        """A folder in place of the user's configuration."""
        return self.folder / "config"

    @property
    def state(self) -> Path:
        """A folder in place of the user's state."""
        return self.folder / "state"

    def specs(self) -> list[HostSpec]:
        """The hosts, as a user would have named them."""
        return [
            HostSpec(
                name=name,
                target=f"{self.server.user}@127.0.0.1:{self.server.port(name)}",
                identity_file=str(self.folder / "id_ed25519"),
                known_hosts=str(self.folder / "known_hosts"),
                ssh_config="none",
            )
            for name in self.hosts
        ]

    def _host(self, number: int, name: str, world: World, now: float) -> SimulatedHost:
        kind = number % 3
        traffic = Traffic(
            self._seed, name, now - HISTORY, attack_at=now + ATTACK_AFTER,
            long_ids=kind != 2, world=world,
        )  # fmt: skip
        if kind == 0:
            journal = SimulatedJournal(name)
            return SimulatedHost(name, traffic=traffic, journal=journal, clock=self._clock)
        form = Entry.iso_line if kind == 1 else Entry.traditional_line
        files = [LogFile(_LOG)]
        return SimulatedHost(name, traffic=traffic, files=files, form=form, clock=self._clock)

    def _write(self, name: str, text: str) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(self.folder / name, flags, 0o600), "w") as file:
            file.write(text)
