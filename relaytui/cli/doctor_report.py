"""The report of doctor for people, at any width."""

import textwrap

from relaytui.doctor.concerns import concerns
from relaytui.doctor.examine import Examined
from relaytui.doctor.panels import panels
from relaytui.doctor.rows import rows
from relaytui.doctor.verdict import Verdict
from relaytui.domain.text import safe

#: Widths from which on labels stand beside their words.
WIDE = 60
_LABEL = 10
_COLOURS = {"ok": 32, "partly": 33, "no": 31, "absent": 2}
_SHOWN = {"ok": "ok", "partly": "partly", "no": "no", "absent": "-"}


class Report:
    """Text of `width` columns. Lines to copy are never broken: the terminal may wrap them."""

    def __init__(self, width: int, colour: bool) -> None:
        self._width = max(30, width)
        self._colour = colour

    def text(self, examined: Examined) -> str:
        """All about one host."""
        lines = [self._paint(1, safe(examined.name, 100) + _counts(examined))]
        if examined.error is not None:
            lines += self._block("no", 31, f"not reached: {examined.error.reason}")
            if examined.error.next_step:
                lines += self._block("do", 1, examined.error.next_step)
        if examined.case:
            for label, words in rows(examined, examined.case):
                lines += self._block(label, 0, words)
            found = (*panels(examined.case), *concerns(examined.case))
            lines.append("")
            for one in found:
                words = f"{one.panel}: {one.words}"
                lines += self._block(_SHOWN[one.state], _COLOURS[one.state], words)
            lines += self._remedies(found)
        return "\n".join(lines) + "\n"

    def _remedies(self, found: tuple[Verdict, ...]) -> list[str]:
        """What to do, each once, with the panels that it is for."""
        lines: list[str] = []
        for remedy in dict.fromkeys(one for each in found for one in each.remedies):
            places = ", ".join(one.panel for one in found if remedy in one.remedies)
            end = ":" if remedy.command else ""
            lines += self._block("do", 1, f"{remedy.words} (for {places}){end}")
            if remedy.command:
                lines.append(" " * self._indent + safe(remedy.command))
        return ["", *lines] if lines else []

    @property
    def _indent(self) -> int:
        return _LABEL if self._width >= WIDE else 4

    def _block(self, label: str, colour: int, words: str) -> list[str]:
        """A label and its words beside it; on a narrow terminal these have no column."""
        shown, words = self._paint(colour, label), safe(words)  # a second belt
        if self._width < WIDE:
            lines = self._wrapped(words, "  " + "x" * len(label) + " ", "    ")
            return [f"  {shown} {lines[0][len(label) + 3 :]}", *lines[1:]]
        lines = self._wrapped(words, " " * _LABEL, " " * _LABEL)
        padding = " " * (_LABEL - 2 - len(label))
        return [f"  {shown}{padding}{lines[0].lstrip()}", *lines[1:]]

    def _wrapped(self, words: str, first: str, other: str) -> list[str]:
        return textwrap.wrap(
            words, self._width, initial_indent=first, subsequent_indent=other,
            break_on_hyphens=False,
        ) or [first.rstrip()]  # fmt: skip

    def _paint(self, colour: int, text: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[m" if self._colour and colour else text


def _counts(examined: Examined) -> str:
    """How many panels are in which state, after the name."""
    states = [one.state for one in panels(examined.case) if one.judged] if examined.case else []
    words = [f"{states.count(one)} {one}" for one in ("ok", "partly", "no") if one in states]
    return f": {', '.join(words)}" if words else ""
