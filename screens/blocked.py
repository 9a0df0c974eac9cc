"""Blocked: who is kept out, by which layer of which host, since when and until when."""

from collections.abc import Sequence
from typing import ClassVar

from relaytui.api import (
    Block,
    Cell,
    Column,
    EntryScreen,
    Folded,
    Held,
    Net,
    Paragraph,
    ScreenSpec,
    Sort,
    Word,
    block_reading,
    joined,
    long_span_words,
    moment_words,
    safe,
)

Row = Folded[Block]
_NEVER = float("inf")
#: Rows among which those without effect are counted for the bar.
_COUNTED = 5000


def _since(row: Row) -> float:
    return max((one.entry.since or 0.0 for one in row.held), default=0.0)


def _until(row: Row) -> float:
    """When the last of its entries ends; of one that does not end, never."""
    return max((one.entry.until or _NEVER for one in row.held), default=_NEVER)


def _hits(row: Row) -> int:
    return sum(one.entry.hits or 0 for one in row.held)


def _effective(row: Row) -> Cell:
    """Whether it keeps out: only where each of its entries does is it said so."""
    states = {one.entry.effective for one in row.held}
    if states == {True}:
        return "yes", "good"
    if False in states:
        return ("NO" if True not in states else "partly"), "bad"
    return "?", "muted"


def _entry_words(held: Held[Block], now: float) -> list[Paragraph]:
    """All that is known of one entry."""
    entry = held.entry
    shown = [
        Paragraph(safe(held.relay, 100), "host", "accent"),
        Paragraph(f"{entry.layer}: {entry.place}", "layer"),
    ]
    if entry.net is None or str(entry.net) != entry.what:
        shown.append(Paragraph(entry.what, "entry"))
    if entry.since:
        shown.append(Paragraph(moment_words(entry.since, now), "since"))
    ends = moment_words(entry.until, now) if entry.until else "not by itself, or untold"
    shown.append(Paragraph(ends, "ends"))
    if entry.effective:
        shown.append(Paragraph("keeps out", "works", "good"))
    elif entry.effective is False:
        shown.append(Paragraph(f"keeps nobody out: {entry.why}", "works", "bad"))
    elif entry.why:
        shown.append(Paragraph(entry.why, "works", "warning"))
    if entry.hits is not None:
        shown.append(Paragraph(f"{entry.hits:,}", "hits"))
    if entry.reason:
        shown.append(Paragraph(entry.reason, "reason"))
    if entry.author:
        shown.append(Paragraph(entry.author, "author"))
    return shown


class BlockedScreen(EntryScreen[Block]):
    """Every blocking layer of every host in one list."""

    TITLE_WORD = "Blocked"
    NOTHING = "nobody is blocked"
    GROUPINGS: ClassVar[Sequence[str]] = ("address", "network", "layer", "reason", "host", "entry")
    SORTS: ClassVar[Sequence[Sort]] = (
        Sort("since", _since, True),
        Sort("ends", _until),
        Sort("address", lambda row: row.place),
        Sort("hits", _hits, True),
        Sort("hosts", lambda row: len(row.relays), True),
    )

    def __init__(self) -> None:
        super().__init__(block_reading())

    def columns(self) -> Sequence[Column]:
        """All columns."""
        width = self.size.width
        return (
            Column("address", 18 if width < 60 else 24 if width < 130 else 40),
            Column("layer", 0 if width < 130 else 24),
            Column("hosts", 12 if width < 130 else 24, 60),
            Column("since", 8, 90),
            Column("ends in", 7),
            Column("works", 6),
            Column("hits", 7, 70, right=True),
            Column("reason", 0, 130),
        )

    def cells(self, item: Row) -> Sequence[Cell]:
        """A row's cells."""
        now, held = self.relay_app.now(), item.held
        since, until, hits = _since(item), _until(item), _hits(item)
        counted = any(one.entry.hits is not None for one in held)
        return (
            (item.name, "text"),
            (joined([one.entry.layer for one in held]), "accent"),
            (self.host_words(item.relays), "text"),
            (long_span_words(now - since) if since else "", "muted"),
            ("" if until == _NEVER else long_span_words(until - now), "text"),
            _effective(item),
            (f"{hits:,}" if counted else "", "rejected" if hits else "muted"),
            (joined([one.entry.reason for one in held], 2), "muted"),
        )

    def text_of(self, item: Row) -> str:
        """All words of its entries."""
        words = [item.name, *item.relays]
        for one in item.held[:50]:
            words += [one.entry.layer, one.entry.place, one.entry.reason, one.entry.author]
        return " ".join(words)

    def about(self, item: Row) -> Sequence[Paragraph]:
        """Every entry of it."""
        now = self.relay_app.now()
        shown = [Paragraph(item.name, "address", "accent")]
        if isinstance(item.held[0].entry.net, Net) and item.held[0].entry.net.size > 1:
            shown.append(Paragraph(f"{item.held[0].entry.net.size:,} addresses", "wide"))
        for one in item.held[:200]:
            shown += [Paragraph("", ""), *_entry_words(one, now)]
        return shown

    def right_words(self) -> list[Word]:
        """How many entries keep nobody out."""
        if len(self.items) > _COUNTED:
            return []
        idle = sum(one.entry.effective is False for row in self.items for one in row.held)
        return [Word(f"{idle} without effect", "bad", 5)] if idle else []


SCREEN = ScreenSpec("blocked", "Blocked", "4", BlockedScreen)
