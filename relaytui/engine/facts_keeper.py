"""Keeps one host's facts fresh while somebody wants them, in a thread of its own.

A look that costs the host little is made often, a dear one seldom; what is due within the same
moment goes in one script. Nothing is asked that no screen wants.
"""

import random
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any

import msgspec

from relaytui.domain.text import safe
from relaytui.engine.asking import Asking, Job
from relaytui.errors import LinkError, RelaytuiError
from relaytui.facts.base import AnyFact
from relaytui.ssh.link import Link

#: What is due within this part of its period goes along with what is due now.
ALONG = 0.25
#: Seconds that a dear look may take: it goes in a script of its own, after the others.
QUICK = 8.0


class Found(msgspec.Struct, frozen=True):
    """A fact of a host as it was seen `at` (our clock, seconds since the epoch)."""

    relay: str
    fact: AnyFact
    value: Any
    at: float
    #: The host's clock minus ours when it was seen, in seconds.
    skew: float = 0.0


class _Once(msgspec.Struct, eq=False):
    """A job that somebody waits for."""

    job: Job
    answer: "Future[Any]"


class FactsKeeper:
    """`want`, `soon`, `once`, `submit` and `take` are for the main thread, `use` for the link's."""

    def __init__(
        self, relay: str, changed: Callable[[], None], sudo: str = "auto", container: str = "auto"
    ) -> None:
        self.relay = relay
        self._changed = changed
        self._asking = Asking(sudo, container)
        self._wanted: dict[str, AnyFact] = {}
        self._due: dict[str, float] = {}
        self._last: dict[str, Any] = {}
        self._once: list[_Once] = []
        self._found: list[Found] = []
        self._link: Link | None = None
        self._stopping = False
        self._turn = threading.Condition()
        self._thread: threading.Thread | None = None
        self._chance = random.Random(relay)

    def want(self, facts: Iterable[AnyFact]) -> None:
        """From now on these, and no others."""
        wanted = {one.name: one for one in facts}
        with self._turn:
            if wanted == self._wanted:
                return
            self._wanted = wanted
            now = time.monotonic()
            for name, one in wanted.items():  # a screen may want it more often than the last one
                if name in self._due:
                    period = one.period(self._last.get(name))
                    self._due[name] = min(self._due[name], now + period)
            self._turn.notify()
        self._begin()

    def soon(self, names: Iterable[str] | None = None) -> None:
        """Look again now: at these, or at all that are wanted."""
        with self._turn:
            for name in list(self._due) if names is None else names:
                self._due.pop(name, None)
            self._turn.notify()

    def once(self, fact: AnyFact, values: dict[str, str]) -> "Future[Any]":
        """Ask once; the answer is what was found, or the LinkError that says why there is none."""
        return self.submit(lambda link, asking: asking.ask(link, (fact,), values)[fact.name])

    def submit(self, job: Job) -> "Future[Any]":
        """Do a job on the link, between two looks; the future has what it gave, or the
        RelaytuiError that says why not."""
        asked = _Once(job, Future())
        with self._turn:
            if self._link is None:
                asked.answer.set_exception(LinkError(f"{self.relay} is not connected"))
            else:
                self._once.append(asked)
                self._turn.notify()
        self._begin()
        return asked.answer

    def take(self) -> list[Found]:
        """What was found since the last call."""
        with self._turn:
            found, self._found = self._found, []
        return found

    def first(self, link: Link) -> None:
        """The first look over a new link, before `use`, in the thread that serves it: what a
        screen waits for comes before the log is looked for. Raises LinkLost."""
        with self._turn:
            wanted = [one for one in self._wanted.values() if one.plain and one.patience <= QUICK]
        if wanted:
            self._look(link, wanted)

    def use(self, link: Link | None) -> None:
        """The host is connected, or no more."""
        with self._turn:
            self._link = link
            if link is None:
                self._due.clear()
                for one in self._once:
                    one.answer.set_exception(LinkError(f"{self.relay}: the link was lost"))
                self._once.clear()
            self._turn.notify()

    def stop(self) -> None:
        """End; a look that is under way ends with its link."""
        self.use(None)
        with self._turn:
            self._stopping = True
            self._turn.notify()

    # --- the thread ---

    def _begin(self) -> None:
        if self._thread is None and not self._stopping:
            name = f"facts {self.relay}"
            self._thread = threading.Thread(target=self._run, name=name, daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            with self._turn:
                link, once, facts = self._next()
                while not self._stopping and not once and not facts:
                    self._turn.wait(self._pause())
                    link, once, facts = self._next()
                if self._stopping:
                    return
            assert link is not None
            try:
                if once:
                    self._answer(link, once)
                else:
                    self._look(link, facts)
            except LinkError as error:
                if once and not once.answer.done():
                    once.answer.set_exception(error)
                with self._turn:
                    if self._link is link:  # its own thread sees that it is lost, and says so
                        self._turn.wait(1.0)

    def _next(self) -> tuple[Link | None, _Once | None, list[AnyFact]]:
        """What to do now."""
        link = self._link
        if link is None:
            return None, None, []
        if self._once:
            return link, self._once.pop(0), []
        now = time.monotonic()
        due = [one for one in self._wanted.values() if self._due.get(one.name, 0.0) <= now]
        if quick := [one for one in due if one.patience <= QUICK]:
            along = [
                one
                for name, one in self._wanted.items()
                if one not in quick
                and one.patience <= QUICK
                and self._due.get(name, 0.0) - now <= ALONG * one.every
            ]
            return link, None, quick + along
        return link, None, due[:1]

    def _pause(self) -> float | None:
        """Seconds until something is due; None: until it is said."""
        if self._link is None or not self._wanted:
            return None
        next_due = min(self._due.get(name, 0.0) for name in self._wanted)
        return max(0.05, next_due - time.monotonic())

    def _answer(self, link: Link, once: _Once) -> None:
        try:
            once.answer.set_result(once.job(link, self._asking))
        except LinkError:
            raise
        except RelaytuiError as error:
            once.answer.set_exception(error)
        except Exception as error:  # noqa: BLE001  (the border of a host's job)
            words = f"internal error: {type(error).__name__}: {error}"
            once.answer.set_exception(LinkError(safe(words, 300), "Please report it"))

    def _look(self, link: Link, facts: list[AnyFact]) -> None:
        if self._asking.access is None:  # something to show as soon as anything is known
            facts = [one for one in facts if one.plain] or facts
        found = self._asking.ask(link, facts)
        at, now = time.time(), time.monotonic()
        by_name = {one.name: one for one in facts}
        with self._turn:
            for one in facts:
                period = one.period(found.get(one.name))
                self._due[one.name] = now + period * self._chance.uniform(0.95, 1.05)
            for name in found:
                self._wake_followers(name, found[name])
                self._last[name] = found[name]
            self._found += [
                Found(self.relay, by_name[name], value, at, self._asking.skew)
                for name, value in found.items()
                if name in by_name
            ]
        self._changed()

    def _wake_followers(self, name: str, value: Any) -> None:
        """Facts that follow another are looked at again when it has changed."""
        followers = [one.name for one in self._wanted.values() if name in one.after]
        if followers and name in self._last and self._last[name] != value:
            for follower in followers:
                self._due.pop(follower, None)
