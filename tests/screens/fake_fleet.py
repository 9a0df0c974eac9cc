"""A fleet by script: no thread, no host; tests say what comes."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from relaytui.domain.event import Event
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.line import Line
from relaytui.domain.link_state import HostStatus, LinkState
from relaytui.engine.facts_keeper import Found
from relaytui.facts.base import AnyFact
from relaytui.fleet import Fleet, LockedKey, Question
from relaytui.logs.parser import LineParser

_POSTFIX = Path(__file__).parents[1] / "data" / "mail" / "raw" / "postfix.log"

#: What an attacker can write into a log, and what nobody may fall over.
HOSTILE = (
    "closing [/] tags [/foo] and [bold red]markup[/]",
    "[@click=app.quit]click me[/] $text [link=http://192.0.2.1/]x[/link]",
    "esc \x1b]0;owned\x07 \x1b[2J \x9b31m bell \x07 nul \x00 del \x7f",
    "bidi \u202e drawkcab \u2066 isolate \u200b zero \ufeff",
    "cjk 中继服务器拒绝连接 wide ｆｕｌｌ",
    "combining e\u0301\u0301\u0301\u0301\u0301\u0301\u0301 Z\u0351\u0352\u0353\u0354\u0355 end",
    "emoji 👩\u200d👩\u200d👧 🇩🇪 👍🏽 end",
    "hangul \u1112\u1161\u11ab \ud558 end",
    "x" * 5000,
    "",
)


class FakeFleet(Fleet):
    """Takes what tests give it, and notes what the console asks for."""

    def __init__(self, names: Sequence[str], state: LinkState = LinkState.READY) -> None:
        super().__init__([HostSpec(name=name, target=name) for name in names])
        self.asked: list[Question | LockedKey] = []
        self.answers: list[tuple[int, bool]] = []
        self.given: list[tuple[int, str | None]] = []
        self.reconnected: list[str] = []
        self.calls: list[str] = []
        self._waiting: list[Line] = []
        self._facts: list[Found] = []
        self.wanted: Sequence[AnyFact] = ()
        self._numbers = dict.fromkeys(names, 0)
        self._parser = LineParser(ZoneInfo("UTC"))
        self._now = {name: HostStatus(name, state, source="journal") for name in names}

    #: Set by tests that are about what logs hold before the start.
    gathering = False

    def start(self) -> None:
        """Note it."""
        self.calls.append("start")

    def close(self, patience: float = 0.5) -> None:
        """Note it."""
        self.calls.append("close")

    def drain(self, most: int = 20_000) -> list[Line]:
        """What was given since the last call, as far as it fits."""
        self._woken = False
        lines, self._waiting = self._waiting[:most], self._waiting[most:]
        if self._waiting:
            self._something()
        return lines

    def statuses(self) -> tuple[HostStatus, ...]:
        """As they were set."""
        return tuple(self._now.values())

    def want(self, facts: Sequence[AnyFact]) -> None:
        """Note it."""
        self.wanted = facts

    def look_again(self, relay: str | None = None) -> None:
        """Note it."""
        self.calls.append("look again")

    def found(self) -> list[Found]:
        """What was given since the last call."""
        found, self._facts = self._facts, []
        return found

    def questions(self) -> tuple[Question | LockedKey, ...]:
        """Those that were not answered."""
        done = {number for number, _ in (*self.answers, *self.given)}
        return tuple(question for question in self.asked if question.number not in done)

    def answer(self, question: Question, yes: bool) -> None:
        """Note it."""
        self.answers.append((question.number, yes))

    def unlock(self, question: LockedKey, passphrase: str | None) -> None:
        """Note it."""
        self.given.append((question.number, passphrase))

    def reconnect(self, relay: str) -> None:
        """Note it."""
        self.reconnected.append(relay)

    # --- what tests say ---

    def says(self, relay: str, *raws: str, at: float | None = None) -> None:
        """Raw lines of a relay, parsed as the real fleet does; `at` is now by default."""
        moment = time.time() if at is None else at
        self.gives(*[self.parsed(relay, raw, moment) for raw in raws])

    def parsed(self, relay: str, raw: str, at: float) -> Line:
        """The line of a raw text."""
        self._numbers[relay] += 1
        event = self._parser.parse(raw, at)
        return Line(relay, "journal", self._numbers[relay], at, event)

    def marks(self, relay: str, marker: str, words: str) -> None:
        """A marker row."""
        kind = "log_gap" if marker in ("gap", "skipped") else "other"
        event = Event(kind=kind, raw=words)
        self.gives(Line(relay, "journal", 0, time.time(), event, marker))

    def gives(self, *lines: Line) -> None:
        """Lines as they are."""
        self._waiting += lines
        self._something()

    def knows(self, relay: str, fact: AnyFact, value: Any, at: float | None = None) -> None:
        """A fact of a relay, seen now."""
        self._facts.append(Found(relay, fact, value, time.time() if at is None else at))
        self._something()

    def becomes(self, relay: str, state: LinkState, reason: str = "", next_step: str = "") -> None:
        """Another state of a link."""
        story = ("192.0.2.7 port 22", "chacha20-poly1305", "root")
        self._now[relay] = HostStatus(
            relay, state, time.monotonic(), reason, next_step, story, "journal"
        )
        self._something()

    def asks(
        self, relay: str, address: str = "192.0.2.7:22", key_type: str = "ssh-ed25519"
    ) -> Question:
        """An unknown host key."""
        number = len(self.asked) + 1
        question = Question(number, relay, address, key_type, "SHA256:ab+c/D" + "e" * 37)
        self.asked.append(question)
        self._something()
        return question

    def locks(
        self, relay: str, wrong: int = 0, path: str = "/home/me/.ssh/id_ed25519"
    ) -> LockedKey:
        """A key file with a passphrase."""
        locked = LockedKey(len(self.asked) + 1, relay, path, wrong)
        self.asked.append(locked)
        self._something()
        return locked


def postfix_lines() -> list[str]:
    """Recorded lines of Postfix, a few hundred."""
    return _POSTFIX.read_text("utf-8", "surrogateescape").split("\n")[:-1]


def fed(names: Sequence[str], lines: int) -> FakeFleet:
    """A fleet that has said so many recorded lines in the last minute."""
    fleet, now, raws = FakeFleet(names), time.time(), postfix_lines()
    for number in range(lines):
        at = now - 60 + 59 * number / max(1, lines)
        fleet.says(names[number % len(names)], raws[number % len(raws)], at=at)
    return fleet


Maker = Callable[[], FakeFleet]
