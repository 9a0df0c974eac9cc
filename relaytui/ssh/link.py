"""What a link to a host can do, whatever carries it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from relaytui.ssh.script import Script


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a script answered: exit status (None: it did not say), stdout, stderr, seconds."""

    status: int | None
    stdout: bytes
    stderr: bytes
    seconds: float


class Sink(Protocol):
    """Takes what a stream sends. Called in the thread that serves the link."""

    def data(self, chunk: bytes) -> None:
        """Bytes of stdout, as they came; any cut."""

    def complaint(self, chunk: bytes) -> None:
        """Bytes of stderr."""

    def ended(self, status: int | None) -> None:
        """The stream is over; None: without a word of the remote side."""


def gather_of(sink: Sink) -> float:
    """Seconds that pieces for this sink may wait for more of them: one large piece costs far less
    than many small ones. A sink says so in an attribute `gather`, which may change; most want each
    at once."""
    return float(getattr(sink, "gather", 0.0))


class Stream(Protocol):
    """A script that goes on."""

    def close(self) -> None:
        """End it; the host ends what it runs for it."""


class Link(Protocol):
    """One connection to one host.

    All but `close`, `run` and `own_address` belong to the thread that serves the link. An error of
    the connection is a LinkLost from `serve` or `run`.
    """

    name: str
    #: How the link was made, for people: back end, address, cipher, login.
    story: tuple[str, ...]

    @property
    def own_address(self) -> str | None:
        """The address that the host sees us come from; None on this machine itself, or where it
        does not say. Asked when it is wanted first; raises what `run` does."""

    def run(self, script: Script, *, timeout: float = 20.0, sudo: bool = False) -> Outcome:
        """Run a script in the resident shell and wait for its answer (any thread).

        With `sudo` in a second resident shell, root's (`sudo -n /bin/sh -s`).

        In the serving thread the link is served meanwhile. Raises NoAnswer or LinkLost.
        """

    def stream(self, script: Script, sink: Sink, *, sudo: bool = False) -> Stream:
        """Start a script that goes on, in a channel of its own."""

    def serve(self, until: Callable[[], bool], timeout: float | None = None) -> None:
        """Hand data to the sinks until a condition holds or time is up (seconds).

        The condition is looked at after each piece of work and at least every two seconds.
        """

    def wake(self) -> None:
        """Let `serve` look at its condition now (any thread)."""

    def close(self) -> None:
        """End the link at once (any thread, any number of times)."""
