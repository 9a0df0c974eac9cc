"""All hosts together: what the console and the headless commands stand on.

    fleet = Fleet(hosts)
    fleet.start()                # a thread a host; never blocks
    for line in fleet.drain():   # the main thread, at each frame
        ...
    fleet.close()
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.line import Line
from relaytui.domain.link_state import HostStatus


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown host key that waits for a yes or a no."""

    number: int
    relay: str
    address: str
    key_type: str
    fingerprint: str


class Fleet:
    """Hosts, their links and their lines. All methods are for the main thread, none blocks.

    `wake` is called from other threads when something new is there, at most once between two
    drains.
    """

    def __init__(
        self, hosts: Sequence[HostSpec], *, since: float | None = None,
        wake: Callable[[], None] | None = None,
    ) -> None:
        self.hosts = tuple(hosts)

    def start(self) -> None:
        """Connect to all hosts."""

    def drain(self, most: int = 20_000) -> list[Line]:
        """What has come since the last call, in merged order."""
        return []

    def statuses(self) -> tuple[HostStatus, ...]:
        """One status a host, in the order of the hosts."""
        return ()

    def questions(self) -> tuple[Question, ...]:
        """Open questions, oldest first."""
        return ()

    def answer(self, question: Question, yes: bool) -> None:
        """Answer a question; a yes is written to known_hosts."""

    def reconnect(self, relay: str) -> None:
        """Try now: also after a refusal, and while waiting for the next try."""

    def close(self, patience: float = 0.5) -> None:
        """End all links; waits at most `patience` seconds for the threads."""
