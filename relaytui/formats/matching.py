"""Patterns of the user's own at work: in another process, with a time limit, and switched off
when they are too slow."""

import threading
from collections.abc import Callable, Sequence
from subprocess import Popen
from typing import Any

from relaytui.domain.event import Event
from relaytui.formats.fields import fill
from relaytui.formats.file import FormatText, Pattern
from relaytui.logs.base import LogFormat
from relaytui.state.pattern_process import PatternFailed, ask, end, start

#: Lines that took too long, after which a format is switched off.
OVERRUNS = 3
#: What a text matched: the number of the pattern, and its groups.
Match = tuple[int, dict[str, str | None]]


class Matcher:
    """The patterns of one format; `tell` hears when it is switched off. Any thread may match."""

    def __init__(self, name: str, patterns: Sequence[Pattern], tell: Callable[[str], None]) -> None:
        self.name = name
        self.off = False
        self._patterns = patterns
        self._tell = tell
        self._lock = threading.Lock()
        self._process: Popen[bytes] | None = None
        self._overruns = 0

    def parse(self, event: Event, text: str) -> bool:
        """Fill an event; no where no pattern matches, or where it took too long."""
        with self._lock:
            found = None if self.off else self._matched(text)
        if found is None:
            return False
        number, groups = found
        pattern = self._patterns[number]
        fill(event, pattern.kind, {**pattern.set, **groups})
        return True

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _matched(self, text: str) -> Match | None:
        try:
            (found,) = self._asked([text])
        except PatternFailed:
            self._end()
            self._overruns += 1
            if self._overruns >= OVERRUNS:
                self.off = True
                self._tell(
                    f"format {self.name}: switched off, its patterns took too long {OVERRUNS} "
                    f"times; `relaytui config check` tries them"
                )
            return None
        return None if found is None else (found[0], found[1])

    def _asked(self, texts: list[str]) -> list[Any]:
        if self._process is None:
            self._process = start()
            ask(self._process, [one.match for one in self._patterns])
        return ask(self._process, {"fields": texts})

    def _end(self) -> None:
        if self._process is not None:
            end(self._process)
            self._process = None


def format_of(said: FormatText, matcher: Matcher) -> LogFormat:
    """The format as parsers know it."""
    programs = frozenset(one.lower() for one in said.programs)
    return LogFormat(f"own {said.name}", programs, matcher.parse)
