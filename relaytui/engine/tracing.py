"""A search over many hosts for one mail: each host in a thread of its own, in rounds.

A host that is slow to connect keeps nobody waiting: it is asked for all that is known by then.
"""

import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.line import Line
from relaytui.domain.text import safe
from relaytui.engine.host_search import Files, HostSearch
from relaytui.errors import LinkError, RelaytuiError
from relaytui.ssh.link import Link
from relaytui.trace.chase import Chase
from relaytui.trace.search import Search
from relaytui.trace.sought import Sought
from relaytui.trace.story import Story

#: Searches of one host; a chain of relays needs fewer.
ROUNDS = 12
#: Lines of one file that are read when ids are looked for, and at least when a word is.
LINES, FIRST_LINES = 20_000, 2000
#: Lines of the first search for each mail that is wanted.
LINES_A_MAIL = 100
#: Seconds between two looks at whether it was stopped.
LOOK = 0.2


@dataclass(frozen=True)
class Target:
    """A host, and how to get a link to it; `close` is called with the link at the end."""

    spec: HostSpec
    open: Callable[[], Link]
    close: Callable[[Link], None] = lambda link: None
    files: Files | None = None


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a host's thread says: `ready`, `found` or `gone` (then `error`)."""

    name: str
    what: str
    lines: Sequence[Line] = ()
    notes: Sequence[str] = ()
    relays: frozenset[str] = frozenset()
    error: RelaytuiError | None = None


@dataclass
class _Host:
    """What the conductor knows of a host."""

    searches: "queue.SimpleQueue[Search | None]" = field(default_factory=queue.SimpleQueue)
    state: str = "connecting"
    relays: frozenset[str] = frozenset()
    rounds: int = 0


class Tracing:
    """`run` blocks until the whole chain is known; the rest may be read afterwards. `known` are
    lines that are there already; see Chase for the others."""

    def __init__(
        self,
        targets: Sequence[Target],
        sought: Sought,
        *,
        limit: int = 20,
        since: float | None = None,
        known: Sequence[Line] = (),
        full: bool = True,
    ) -> None:
        self.chase = Chase(sought, limit, full)
        self.chase.take(known)
        #: Hosts that could not be searched, and why; words about what others could not show.
        self.failed: dict[str, RelaytuiError] = {}
        self.notes: list[tuple[str, str]] = []
        self._targets = {one.spec.name: one for one in targets}
        self._since = since
        self._hosts = {name: _Host() for name in self._targets}
        self._heard: queue.SimpleQueue[_Heard] = queue.SimpleQueue()
        self._stopping = threading.Event()

    @property
    def hosts(self) -> int:
        """How many hosts there are to search."""
        return len(self._targets)

    @property
    def stories(self) -> list[Story]:
        """The mails that were found, the newest first."""
        return self.chase.stories()

    def stop(self) -> None:
        """End soon (any thread)."""
        self._stopping.set()

    def run(self) -> None:
        """Search until nothing is new."""
        for name in self._targets:
            threading.Thread(
                target=self._work, args=(name,), name=f"trace {name}", daemon=True
            ).start()
        try:
            while not self._stopping.is_set() and self._busy("connecting", "searching"):
                with contextlib.suppress(queue.Empty):
                    self._take(self._heard.get(timeout=LOOK))
                    if not self._busy("searching"):
                        self._send()
        finally:
            for host in self._hosts.values():
                host.searches.put(None)

    # --- the conductor ---

    def _busy(self, *states: str) -> bool:
        return any(host.state in states for host in self._hosts.values())

    def _take(self, heard: _Heard) -> None:
        host = self._hosts[heard.name]
        host.relays = heard.relays or host.relays
        self.chase.take(heard.lines)
        self.notes += [(heard.name, words) for words in heard.notes]
        if heard.what == "gone":
            host.state = "gone"
            if heard.error:
                self.failed[heard.name] = heard.error
        elif heard.what == "ready":
            host.state = "idle"

    def _send(self) -> None:
        """Give each host what it was not yet searched for."""
        for name, host in self._hosts.items():
            if host.state != "idle":
                continue
            search = self.chase.search(name, host.relays)
            if search is None:
                continue
            host.rounds += 1
            if host.rounds > ROUNDS:
                self.notes.append((name, f"the chain goes on after {ROUNDS} searches"))
                host.state = "gone"
                continue
            host.state = "searching"
            host.searches.put(search)

    # --- a host's thread ---

    def _work(self, name: str) -> None:
        target = self._targets[name]
        error: RelaytuiError | None = None
        try:
            link = target.open()
            try:
                self._search(target, link)
            finally:
                target.close(link)
        except RelaytuiError as one:
            error = one
        except Exception as one:  # noqa: BLE001  (the border of a host's job)
            error = LinkError(safe(f"internal error: {type(one).__name__}: {one}", 300))
        self._heard.put(_Heard(name, "gone", error=error))

    def _search(self, target: Target, link: Link) -> None:
        name = target.spec.name
        direct = frozenset(
            one.spec.name for one in self._targets.values() if not one.spec.aggregator
        )
        here = HostSearch(
            link, target.spec, since=self._since, direct=direct - {name}, files=target.files
        )
        self._heard.put(_Heard(name, "ready", relays=frozenset(here.relays)))
        host = self._hosts[name]
        while (search := host.searches.get()) is not None:
            most = max(FIRST_LINES, self.chase.limit * LINES_A_MAIL) if search.folded else LINES
            read = 0
            for lines, notes in here.find(search, most):
                read += len(lines)
                self._heard.put(_Heard(name, "found", lines, notes, frozenset(here.relays)))
                if search.folded and read >= most:
                    words = "older files were not searched: newer ones have enough"
                    self._heard.put(_Heard(name, "found", notes=(words,)))
                    break
            self._heard.put(_Heard(name, "ready", relays=frozenset(here.relays)))
