"""The card of a row of Rates: its plot, its limits, and with whom it was seen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual.timer import Timer

from relaytui.analysis.rate_rows import RateRow
from relaytui.analysis.rate_snapshot import Snapshot
from relaytui.analysis.rate_words import hit_words, use_sentence, use_token
from relaytui.analysis.relay_rates import Peak
from relaytui.analysis.slices import BARS
from relaytui.analysis.tally import Tally
from relaytui.domain.line import Line
from relaytui.domain.text import safe
from relaytui.state.ages import moment_words
from relaytui.state.braille import braille
from relaytui.state.sightings import Seen, Sightings
from relaytui.widgets.overlay import Overlay, TextPanel
from relaytui.widgets.text_panel import Paragraph, Paragraphs

if TYPE_CHECKING:
    from relaytui.app import RelayApp

#: Cells of a plot at most, and its lines.
_WIDTH, _HEIGHT = 58, 4
#: Names of one sort that are shown.
_NAMES = 6
#: Seconds between two steps of the search.
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a row without its lines. `whose`: network operator and country."""

    row: RateRow
    snapshot: Snapshot
    series: Sequence[Tally]
    peaks: Sequence[tuple[str, str, Peak]]
    whose: str = ""

    def paragraphs(self, seen: Seen, share: float, width: int, now: float) -> list[Paragraph]:
        """All of it, with what was found in the lines so far."""
        shown = [Paragraph(safe(self.row.key, 200), self.snapshot.grouping, "accent")]
        if self.whose:
            shown.append(Paragraph(safe(self.whose, 200), "whose"))
        shown += self._counts()
        shown += self._plot(
            "refused or failed", [one.bad for one in self.series], "rejected", width
        )
        does = [one.connections + one.messages for one in self.series]
        shown += self._plot("connections and messages", does, "accepted", width)
        shown += self._limits(now)
        return shown + _seen(self.snapshot.grouping, seen, share, now)

    def _counts(self) -> list[Paragraph]:
        plus = "≥" if self.snapshot.at_least else ""
        tally = self.row.tally
        words = [
            f"{plus}{count:,} {name.replace('_', ' ')}"
            for name, count in tally._asdict().items()
            if count and name != "good" and not name.endswith("_commands")
        ]
        shown = [Paragraph(", ".join(words) or "nothing", self.snapshot.window, literal=False)]
        if tally.good:
            good = f"{plus}{tally.good:,} messages of clients that did nothing wrong: who blocks " \
                   "it loses them"  # fmt: skip
            shown.append(Paragraph(good, "good mail", "good", False))
        if len(self.row.relays) > 1:
            for relay, one in self.row.relays.items():
                each = (
                    f"{one.connections:,} connections, {one.messages:,} messages, {one.bad:,} bad"
                )
                shown.append(Paragraph(each, safe(relay, 20)))
        return shown

    def _plot(self, title: str, counts: Sequence[int], token: str, width: int) -> list[Paragraph]:
        if not any(counts):
            return []
        seconds = BARS[self.snapshot.window]
        bar = f"{seconds} s" if seconds < 60 else f"{seconds // 60} min"
        lines = braille(counts, min(width, _WIDTH), _HEIGHT)
        head = Paragraph(f"{title}: at most {max(counts):,} in {bar}", "", "muted", False)
        return [Paragraph(""), head, *(Paragraph(line, "", token) for line in lines)]

    def _limits(self, now: float) -> list[Paragraph]:
        shown = [Paragraph("")]
        use = self.snapshot.use_of(self.row)
        if use is not None:
            shown.append(Paragraph(use_sentence(use), "limit", use_token(use), False))
        if self.row.hit:
            words = f"{moment_words(self.row.hit.at, now)}: {hit_words(self.row.hit)}"
            shown.append(Paragraph(words, "last hit", "limited"))
        for relay, metric, peak in self.peaks[:8]:
            span = f"/{peak.seconds}s" if peak.seconds else ""
            words = f"max {metric} {peak.value:g}{span} ({peak.service}, {relay})"
            shown.append(Paragraph(safe(words, 200), "anvil"))
        return shown if len(shown) > 1 else []


def _seen(grouping: str, seen: Seen, share: float, now: float) -> list[Paragraph]:
    """What the lines that are held tell."""
    shown = [Paragraph("")]
    if share < 1:
        shown.append(Paragraph(f"{share:.0%} of the lines looked through …", "", "muted", False))
    for name, counter in (
        ("client", seen.clients),
        ("account", seen.accounts),
        ("sender", seen.senders),
        ("helo", seen.helos),
    ):
        if counter and name != grouping:
            shown += _names(f"{name}s", counter)
    for word, line in (("first line", seen.first), ("last line", seen.last)):
        if line is not None:
            shown += [Paragraph(""), *_line(word, line, now)]
    return shown if len(shown) > 1 else []


def _names(title: str, counter: Counter[str]) -> list[Paragraph]:
    shown = [
        Paragraph(f"{count:,} × {safe(name, 120)}", "" if at else title)
        for at, (name, count) in enumerate(counter.most_common(_NAMES))
    ]
    shown = [one._replace(name=one.name or " ") for one in shown]
    if len(counter) > _NAMES:
        shown.append(Paragraph(f"and {len(counter) - _NAMES:,} more", " ", "muted"))
    return shown


def _line(word: str, line: Line, now: float) -> list[Paragraph]:
    return [
        Paragraph(f"{moment_words(line.at, now)}, {safe(line.relay, 60)}", word),
        Paragraph(line.event.raw, " "),
    ]


class RateCard(Overlay):
    """The card; it grows while the lines are looked through."""

    def __init__(self, title: str, card: Card, sightings: Sightings, now: float) -> None:
        self._card, self._sightings, self._now = card, sightings, now
        self._stepping: Timer | None = None
        super().__init__(title, card.paragraphs(Seen(), self._share, _WIDTH, now))

    @property
    def _share(self) -> float:
        return self._sightings.share if self._sightings.possible else 1.0

    def on_mount(self) -> None:
        """Look through the lines."""
        self._show()
        if self._sightings.possible:
            self._stepping = self.set_interval(_PAUSE, self._step)

    def on_unmount(self) -> None:
        """End the search."""
        self._sightings.close()

    def _step(self) -> None:
        if not self._sightings.step() and self._stepping:
            self._stepping.stop()
            self._show()

    def _show(self) -> None:
        look = cast("RelayApp", self.app)
        width = min(_WIDTH, self.size.width - 3)
        shown = self._card.paragraphs(self._sightings.seen, self._share, width, self._now)
        self.query_one(TextPanel).show(Paragraphs(lambda: look.look, shown))
