"""One host's life: connect, find its log, read it, and come back after a cut.

A session is one thread. It connects, serves the link, and puts lines into its inbox; it never
touches anything of the main thread but that and its status, which it replaces as a whole.
"""

import random
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.link_state import HostStatus, LinkState
from relaytui.domain.text import SafeText, safe
from relaytui.engine.asking import Asking
from relaytui.engine.facts_keeper import FactsKeeper
from relaytui.engine.inbox import Inbox
from relaytui.engine.log_choice import log_of, probed
from relaytui.engine.reading import iso
from relaytui.engine.readings import Readings
from relaytui.engine.relayed import Relayed
from relaytui.engine.skipping import Place, Rereading, Skipping
from relaytui.engine.streaming import Streaming, make_source
from relaytui.engine.turnstile import Turnstile
from relaytui.errors import LinkError, NoAnswer, NoLog, RelaytuiError
from relaytui.sources.base import LogSource
from relaytui.sources.probe import HostProbe
from relaytui.ssh.backoff import Backoff
from relaytui.ssh.connect import HostKeyQuestion, PassphraseQuestion, connect
from relaytui.ssh.link import Link

#: Characters of a reason that are kept.
WORDS = 2000
#: Seconds until a log is looked for again on a host that had none.
LOOK_FOR_LOG = 60.0
#: Tries before a host is given up when nobody waits for it to come back.
TRIES_AT_ONCE = 3
DOOR = Turnstile()
#: States in which a host answers.
USABLE = (LinkState.PROBING, LinkState.READY, LinkState.NO_LOG)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How much is read: from `since` (seconds since the epoch) on, else the last lines of the
    log (`back`: how many, roughly); `follow`: go on with what comes; `behind`: pass lines over
    where a host is so far behind (seconds), and will be (None: never)."""

    since: float | None = None
    follow: bool = True
    back: int = 400
    behind: float | None = None
    #: Stay connected also where there is no log: facts are wanted too.
    facts: bool = False


class HostSession(threading.Thread):
    """The thread of one host. `status` may be read at any time."""

    def __init__(
        self,
        spec: HostSpec,
        wishes: Wishes,
        inbox: Inbox,
        ask: Callable[[str, HostKeyQuestion], bool],
        changed: Callable[[], None],
        unlock: Callable[[str, PassphraseQuestion], str | None] | None = None,
        direct: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(name=f"relay {spec.name}", daemon=True)
        self.spec = spec
        self.inbox = inbox
        self.status = HostStatus(spec.name, since=time.monotonic())
        self._direct = direct
        self._relayed = Relayed()
        self.ended = False
        #: The host's history is still coming: others' lines wait for it in the merged order.
        self.behind = False
        self.facts = FactsKeeper(spec.name, changed, spec.sudo, spec.container)
        self._wishes = wishes
        self._ask = ask
        self._changed = changed
        self._unlock = unlock
        self._wished = time.monotonic()
        self._stopping = threading.Event()
        self._kick = threading.Event()
        self._link: Link | None = None
        self._source: LogSource | None = None
        self._readings: Readings | None = None
        self._backoff = Backoff(random.Random())
        self._lost_at: float | None = None
        self._skipping = Skipping(wishes.behind)
        #: What a break had left there and was settled, in lines that are not told yet.
        self._settled: list[SafeText] = []

    # --- for the main thread ---

    def stop(self) -> None:
        """End soon: the link is closed, waiting ends."""
        self._stopping.set()
        self._kick.set()
        self.inbox.close()
        self.facts.stop()
        link = self._link
        if link:
            link.close()

    def statuses(self) -> tuple[HostStatus, ...]:
        """Its own status, and those of the relays whose lines it holds."""
        status, readings = self.status, self._readings
        if not self.spec.aggregator or readings is None:
            return (status,)
        return (status, *self._relayed.statuses(status, readings.found))

    def read_again(self, place: Place, wake: Callable[[], None]) -> Rereading | None:
        """Read what was passed over at a row; None where nothing was."""
        hole, readings = self._skipping.hole(place), self._readings
        if hole is None or readings is None:
            return None
        return Rereading(self.spec.name, hole, readings.anew(), lambda: self._link, wake)

    def link(self) -> Link:
        """The link as it is now, for `run` (any thread); LinkError where there is none."""
        if (link := self._link) is None or self.status.state not in USABLE:
            words = self.status.reason or "not connected"
            raise LinkError(words, self.status.next_step)
        return link

    def reconnect(self) -> None:
        """Try now, also after a refusal."""
        self._wished = time.monotonic()
        self._kick.set()

    # --- the thread ---

    def run(self) -> None:
        """Until stopped, or done when nothing is followed."""
        while not self._stopping.is_set():
            try:
                self._connected()
                if not self._wishes.follow:
                    break
            except RelaytuiError as error:
                if not self._wait_after(error):
                    break
            except Exception as error:  # noqa: BLE001  (the border of a host's job)
                words = f"internal error: {type(error).__name__}: {error}"
                if not self._wait_after(LinkError(words, "Please report it; trying again")):
                    break
        self.behind = False
        self.ended = True
        if self.status.state is not LinkState.REFUSED:
            self._tell(LinkState.CLOSED)
        self._changed()

    def _tell(
        self, state: LinkState, reason: str = "", next_step: str = "", **more: object
    ) -> None:
        old = self.status
        since = old.since if old.state is state else time.monotonic()
        fields = {name: getattr(old, name) for name in old.__struct_fields__}
        # Both may quote the host: its users, its paths, what its tools say.
        words = {"reason": safe(reason, WORDS), "next_step": safe(next_step, WORDS)}
        fields |= {"state": state, "since": since, **words}
        self.status = HostStatus(**{**fields, "retry_at": None, **more})
        self._changed()

    def _connected(self) -> None:
        self._tell(LinkState.CONNECTING, tries=self.status.tries + 1)
        with DOOR.turn(self._stopping.is_set):
            self._link = link = connect(
                self.spec,
                ask=self._asked,
                on_state=lambda words: self._tell(LinkState.CONNECTING, words),
                on_quiet=self._quiet,
                stopped=self._stopping.is_set,
                ask_passphrase=self._passphrase if self._unlock else None,
                wished=self._wished,
            )
        try:
            if self._stopping.is_set():
                return
            self._tell(LinkState.PROBING, story=link.story)
            self.facts.first(link)
            self.facts.use(link)
            if not self._prepared(link):
                return
            began = time.monotonic()
            self._read(link)
            if time.monotonic() - began > 60:
                self._backoff.reset()
        finally:
            self._link = None
            self.facts.use(None)
            link.close()

    def _prepared(self, link: Link) -> bool:
        """Find the log. Where there is none, wait for one while facts are kept; False: stopped."""
        while not self._stopping.is_set():
            try:
                self._prepare(link)
            except NoLog as error:
                if not self._wishes.facts:
                    raise
                self._tell(LinkState.NO_LOG, error.reason, error.next_step, tries=0)
                self._kick.clear()
                link.serve(lambda: self._stopping.is_set() or self._kick.is_set(), LOOK_FOR_LOG)
            else:
                return True
        return False

    def _asked(self, question: HostKeyQuestion) -> bool:
        self._tell(LinkState.ASKING, f"unknown host key {question.fingerprint}")
        return self._ask(self.spec.name, question)

    def _passphrase(self, question: PassphraseQuestion) -> str | None:
        assert self._unlock is not None
        self._tell(LinkState.ASKING, f"{question.path} has a passphrase")
        given = self._unlock(self.spec.name, question)
        self._tell(LinkState.CONNECTING, "logging in")
        return given

    def _quiet(self, seconds: float) -> None:
        if seconds > 0:
            self._tell(LinkState.STALLED, f"no answer for {seconds:.0f} s")
        elif self.status.state is LinkState.STALLED:
            self._tell(LinkState.READY)

    def _prepare(self, link: Link) -> None:
        """Look at the host; choose its log the first time."""
        probe, skew = probed(link, self.spec)
        if probe.kept and self._wishes.facts:
            self.facts.submit(self._settle)
        if self._source is None:
            self._choose(link, probe, skew)
        if self._readings:
            self._readings.skew = skew
        self._tell(LinkState.PROBING, skew=skew)

    def _settle(self, link: Link, asking: Asking) -> None:
        """In the facts' thread: settle what a break has left there, and tell of it."""
        from relaytui.changes.journal import Journal, by_words
        from relaytui.changes.leftover import settle_left
        from relaytui.config.paths import journal_file

        try:
            told = settle_left(
                link, asking, self.spec.name, Journal(journal_file()), by_words(),
                read_only=self.spec.read_only,
            )  # fmt: skip
        except RelaytuiError as error:
            told = [safe(f"what a break may have left was not settled: {error.reason}", WORDS)]
        self._settled += told
        self._tell_settled()

    def _tell_settled(self) -> None:
        """A row each, once there is a log to stand in (any thread)."""
        while self._settled and self._readings:
            words = self._settled.pop(0)
            self.inbox.put([self._readings.marker("settled", words, time.time())])

    def _choose(self, link: Link, probe: HostProbe, skew: float) -> None:
        choice = log_of(link, self.spec, probe)
        if choice.problem:
            raise NoLog(choice.problem, choice.next_step)
        since = self._wishes.since
        host_since = None if since is None else since + skew
        self._readings = Readings(
            self.spec.name, choice.source, probe.tzinfo(), host_since,
            aggregator=self.spec.aggregator, relays=self.spec.relays, direct=self._direct,
        )  # fmt: skip
        self._source = make_source(
            link, choice, probe.tzinfo(), host_since, self._wishes.back, self.spec.aggregator
        )

    def _read(self, link: Link) -> None:
        assert self._source is not None
        assert self._readings is not None
        reading, source = self._readings, self._source
        reading.live = False
        if self._lost_at is not None:
            away = time.monotonic() - self._lost_at
            self._lost_at = None
            self.inbox.put([reading.marker("back", f"link back after {away:.0f} s", time.time())])
        self._tell_settled()
        self._tell(LinkState.READY, source=safe(source.name, WORDS), tries=0)
        self.behind = True
        try:
            while not self._stopping.is_set():
                streaming = Streaming(
                    source, reading, self.inbox, self._live, secrets.token_hex(16),
                    self._skipping.too_late,
                )  # fmt: skip
                streaming.run(link, self._wishes.follow, self._stopping.is_set)
                if streaming.late:
                    source.cut()
                    self.inbox.put(self._skipping.go_ahead(link, source, reading))
                if streaming.finished:
                    return
        except LinkError as error:
            self.behind = False
            if not self._stopping.is_set():
                self._lost_at = time.monotonic()
                words = f"link lost: {error.reason} (read up to {iso(time.time())})"
                self.inbox.put([reading.marker("lost", words, time.time())])
            raise
        finally:
            source.cut()

    def _live(self, caught_up: bool) -> None:
        self.behind = not caught_up
        self._changed()
        if self.status.state is LinkState.STALLED:
            self._tell(LinkState.READY)

    def _wait_after(self, error: RelaytuiError) -> bool:
        """Wait for the next try; whether there is one."""
        self.behind = False
        if self._stopping.is_set():
            return False
        retry = getattr(error, "retry", False) or isinstance(error, NoAnswer)
        if not self._wishes.follow and (not retry or self.status.tries >= TRIES_AT_ONCE):
            self._tell(LinkState.REFUSED, error.reason, error.next_step)
            return False
        self._kick.clear()
        if retry:
            pause = self._backoff.next()
            self._tell(
                LinkState.WAITING, error.reason, error.next_step, retry_at=time.monotonic() + pause
            )
            self._kick.wait(pause)
        else:
            self._tell(LinkState.REFUSED, error.reason, error.next_step)
            self._kick.wait()
        return not self._stopping.is_set()
