"""All hosts together: what the console and the headless commands stand on.

fleet = Fleet(hosts)
fleet.start()                # a thread a host; never blocks
for line in fleet.drain():   # the main thread, at each frame
    ...
fleet.close()
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.line import Line
from relaytui.domain.link_state import HostStatus
from relaytui.engine.asking import Job
from relaytui.engine.facts_keeper import Found
from relaytui.engine.inbox import Inbox
from relaytui.engine.session import HostSession, Wishes
from relaytui.engine.skipping import Rereading
from relaytui.engine.tracing import Target, Tracing
from relaytui.facts.base import AnyFact
from relaytui.ssh.connect import (
    AskPassphrase,
    HostKeyQuestion,
    PassphraseQuestion,
    connect_plain,
)
from relaytui.ssh.link import Link
from relaytui.trace.sought import Sought

#: Seconds after the start in which hosts give what their logs already hold.
GATHER = 5.0


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown host key that waits for a yes or a no; `address` with its port, in words."""

    number: int
    relay: str
    address: str
    key_type: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class LockedKey:
    """A key file that waits for its passphrase, first for this relay; `wrong`: tries so far."""

    number: int
    relay: str
    path: str
    wrong: int


@dataclass
class _Open:
    question: Question | LockedKey
    answered: threading.Event = field(default_factory=threading.Event)
    yes: bool = False
    passphrase: str | None = None


class Fleet:
    """Hosts, their links and their lines. All methods are for the main thread, none blocks.

    `wake` is called from other threads when something new is there, at most once between two
    drains. Without `prompts` an unknown host key is answered with no, and `ask_passphrase` gives
    the passphrases of key files, in the threads of hosts (None: nobody can be asked).
    """

    def __init__(
        self,
        hosts: Sequence[HostSpec],
        *,
        wishes: Wishes | None = None,
        wake: Callable[[], None] | None = None,
        prompts: bool = True,
        ask_passphrase: AskPassphrase | None = None,
    ) -> None:
        self.hosts = tuple(hosts)
        self._wake = wake
        self._woken = False
        self._prompts = prompts
        self._lock = threading.Lock()
        self._open: list[_Open] = []
        self._asked = 0
        self._closing = False
        self._begun = time.monotonic()
        wishes = wishes or Wishes()
        direct = frozenset(spec.name for spec in hosts if not spec.aggregator)
        asks = _without_relay(ask_passphrase) if ask_passphrase else None
        unlock = self._locked if prompts else asks
        self._sessions = {
            spec.name: HostSession(
                spec,
                wishes,
                Inbox(self._something),
                self._question,
                self._something,
                unlock,
                direct,
            )
            for spec in hosts
        }

    def on_wake(self, wake: Callable[[], None]) -> None:
        """Say whom to wake (the console knows it only when it runs)."""
        self._wake = wake

    def start(self) -> None:
        """Connect to all hosts."""
        self._begun = time.monotonic()
        for session in self._sessions.values():
            session.start()

    def drain(self, most: int = 20_000) -> list[Line]:
        """What has come since the last call, in merged order; each host's own order is kept."""
        self._woken = False
        share = max(1, most // max(1, len(self._sessions)))
        lines = [line for one in self._sessions.values() for line in one.inbox.take(share)]
        lines.sort(key=lambda line: line.at)
        if self.waiting:
            self._something()
        return lines

    @property
    def gathering(self) -> bool:
        """Whether hosts have only just begun: what their logs already hold comes in any order."""
        return time.monotonic() - self._begun < GATHER

    @property
    def waiting(self) -> bool:
        """Whether there is more to drain."""
        return any(len(one.inbox) for one in self._sessions.values())

    def statuses(self) -> tuple[HostStatus, ...]:
        """One status a host, in the order of the hosts; behind an aggregator those of the relays
        whose lines it holds, in the order in which they were found."""
        return tuple(status for one in self._sessions.values() for status in one.statuses())

    def want(self, facts: Sequence[AnyFact]) -> None:
        """Keep these facts fresh on all hosts, and no others."""
        for one in self._sessions.values():
            one.facts.want(facts)

    def look_again(self, relay: str | None = None) -> None:
        """Look now at all that is wanted, on one host or on all."""
        for name, one in self._sessions.items():
            if relay in (None, name):
                one.facts.soon()

    def ask_once(self, relay: str, fact: AnyFact, **values: str) -> "Future[Any]":
        """Ask a host once, with values; the future has what was found, or the LinkError."""
        return self._sessions[relay].facts.once(fact, values)

    def submit(self, relay: str, job: Job) -> "Future[Any]":
        """Do a job on a host's link; the future has what it gave, or its RelaytuiError (any
        thread)."""
        return self._sessions[relay].facts.submit(job)

    def fresh(self, relay: str) -> Link:
        """A new connection to a host, which the caller closes (any thread; it blocks). Raises
        LinkError."""
        return connect_plain(self._sessions[relay].spec, lambda: self._closing)

    def found(self) -> list[Found]:
        """What was found since the last call."""
        return [found for one in self._sessions.values() for found in one.facts.take()]

    def questions(self) -> tuple[Question | LockedKey, ...]:
        """Open questions, oldest first."""
        with self._lock:
            return tuple(one.question for one in self._open)

    def answer(self, question: Question, yes: bool) -> None:
        """Answer a question; a yes is written to known_hosts."""
        with self._lock:
            for one in self._open:
                if one.question == question:
                    one.yes = yes
                    one.answered.set()

    def unlock(self, question: LockedKey, passphrase: str | None) -> None:
        """Give a passphrase, which is not kept; None: decline."""
        with self._lock:
            for one in self._open:
                if one.question == question:
                    one.passphrase = passphrase
                    one.answered.set()

    def reconnect(self, relay: str) -> None:
        """Try now: also after a refusal, and while waiting for the next try."""
        self._sessions[relay].reconnect()

    def read_again(self, line: Line, wake: Callable[[], None]) -> Rereading | None:
        """Read what was passed over at a row of marker `skipped`; None where that is not known."""
        session = self._sessions.get(line.relay)
        return session.read_again((line.source, line.n), wake) if session else None

    def tracing(self, sought: Sought, known: Sequence[Line] = ()) -> Tracing:
        """A search of all hosts for a mail, over the links that are there; it blocks when it
        runs. `known` are its lines that were read already."""
        targets = [Target(one.spec, one.link) for one in self._sessions.values()]
        return Tracing(targets, sought, known=known)

    def behind(self) -> set[str]:
        """Hosts whose history is still coming."""
        return {name for name, one in self._sessions.items() if one.behind}

    @property
    def ended(self) -> bool:
        """Whether no host has anything more to give."""
        return all(one.ended and not len(one.inbox) for one in self._sessions.values())

    def close(self, patience: float = 0.5) -> None:
        """End all links; waits at most `patience` seconds for the threads."""
        self._closing = True
        with self._lock:
            for one in self._open:
                one.answered.set()
        for session in self._sessions.values():
            session.stop()
        limit = time.monotonic() + patience
        for session in self._sessions.values():
            if session.is_alive():
                session.join(max(0.0, limit - time.monotonic()))

    def _something(self) -> None:
        if self._wake and not self._woken:
            self._woken = True
            self._wake()

    def _question(self, relay: str, asked: HostKeyQuestion) -> bool:
        """Called in a host's thread: waits for the answer."""
        if not self._prompts or self._closing:
            return False
        whose = f"{asked.jump}, jump host of {relay}" if asked.jump else relay
        where = f"{asked.address} port {asked.port}"
        return self._answer(
            lambda number: Question(number, whose, where, asked.key_type, asked.fingerprint)
        ).yes

    def _locked(self, relay: str, asked: PassphraseQuestion) -> str | None:
        """Called in a host's thread: waits for the answer."""
        if self._closing:
            return None
        return self._answer(
            lambda number: LockedKey(number, relay, asked.path, asked.wrong)
        ).passphrase

    def _answer(self, make: Callable[[int], Question | LockedKey]) -> _Open:
        with self._lock:
            self._asked += 1
            waiting = _Open(make(self._asked))
            self._open.append(waiting)
            if self._closing:  # since the caller has looked: nobody will answer
                waiting.answered.set()
        self._something()
        waiting.answered.wait()
        with self._lock:
            self._open.remove(waiting)
        return waiting


def _without_relay(ask: AskPassphrase) -> Callable[[str, PassphraseQuestion], str | None]:
    return lambda _relay, question: ask(question)
