"""Allowlist: whom each layer of each host trusts, where that is written, and what is wrong."""

from collections.abc import Sequence
from typing import ClassVar

from relaytui.api import (
    Cell,
    Column,
    EntryScreen,
    Folded,
    Held,
    Net,
    Paragraph,
    SafeText,
    ScreenSpec,
    Sort,
    Target,
    Trust,
    Word,
    joined,
    moment_words,
    safe,
    trust_reading,
)

Row = Folded[Trust]


def _wide(row: Row) -> int:
    """How many addresses it lets in."""
    return max((one.entry.net.size for one in row.held if one.entry.net), default=0)


def _wide_words(addresses: int) -> str:
    """A number of addresses, short: IPv6 networks have more than anybody reads."""
    return f"{addresses:,}" if addresses < 10_000_000 else f"2^{addresses.bit_length() - 1}"


def _problems(row: Row) -> list[str]:
    """What is wrong with it; where that is so on some of its hosts only, these come first."""
    where: dict[str, dict[str, None]] = {}
    for one in row.held:
        for words in one.entry.problems:
            where.setdefault(words, {})[one.relay] = None
    return [
        words if len(relays) == len(row.relays) else f"{joined(list(relays))}: {words}"
        for words, relays in where.items()
    ]


def _state(row: Row) -> Cell:
    """On, off (commented out), or excepted."""
    if any(one.entry.negated for one in row.held):
        return "except", "warning"
    states = {one.entry.on for one in row.held}
    if states == {True}:
        return "on", "good"
    return ("off", "muted") if states == {False} else ("partly", "warning")


class AllowlistScreen(EntryScreen[Trust]):
    """Every trusting layer of every host in one list."""

    TITLE_WORD = "Allowlist"
    NOTHING = "nobody is trusted"
    GROUPINGS: ClassVar[Sequence[str]] = ("address", "layer", "host", "entry")
    SORTS: ClassVar[Sequence[Sort]] = (
        Sort("address", lambda row: row.place),
        Sort("width", _wide, True),
        Sort("problems", lambda row: len(_problems(row)), True),
        Sort("hosts", lambda row: len(row.relays), True),
    )

    def __init__(self) -> None:
        super().__init__(trust_reading())

    def columns(self) -> Sequence[Column]:
        """All columns."""
        width = self.size.width
        return (
            Column("trusted", 18 if width < 60 else 24 if width < 130 else 40),
            Column("state", 6),
            Column("layer", 0 if width < 130 else 24),
            Column("addresses", 9, 70, right=True),
            Column("hosts", 16 if width < 130 else 24, 80),
            Column("comment, problem", 0, 130),
        )

    def cells(self, item: Row) -> Sequence[Cell]:
        """A row's cells."""
        problems, missing = _problems(item), self._missing(item)
        words, token = joined([one.entry.comment for one in item.held], 2), "muted"
        if problems:
            words, token = "; ".join(problems), "warning"
        hosts = self.host_words(missing or item.relays)
        return (
            (item.name, "warning" if problems else "text"),
            _state(item),
            (joined([one.entry.layer for one in item.held]), "accent"),
            (_wide_words(_wide(item)) if _wide(item) else "", "text"),
            (f"not {hosts}" if missing else hosts, "warning" if missing else "text"),
            (words, token),
        )

    def _missing(self, row: Row) -> list[str]:
        """Hosts that have such a layer, and not this entry in it: where hosts have drifted."""
        if self.grouping not in ("address", "entry"):
            return []
        missing: dict[str, None] = {}
        for layer in {one.entry.layer for one in row.held}:
            has = {one.relay for one in row.held if one.entry.layer == layer}
            having = [relay for relay, names in self.having.items() if layer in names]
            missing |= dict.fromkeys(relay for relay in having if relay not in has)
        return list(missing)

    def text_of(self, item: Row) -> str:
        """All words of its entries."""
        words = [item.name, *item.relays, *_problems(item), _state(item)[0]]
        for one in item.held[:50]:
            words += [one.entry.layer, one.entry.place, one.entry.comment]
        return " ".join(words)

    def about(self, item: Row) -> Sequence[Paragraph]:
        """Every entry of it."""
        now = self.relay_app.now()
        shown = [Paragraph(item.name, "trusted", "accent")]
        if wide := _wide(item):
            shown.append(Paragraph(f"{_wide_words(wide)} addresses", "width"))
        if missing := self._missing(item):
            shown.append(Paragraph(safe(" ".join(missing), 500), "not on", "warning"))
        for one in item.held[:200]:
            shown += [Paragraph("", ""), *_entry_words(one, now)]
        return shown

    def action_switch(self) -> None:
        """Switch the entry off where it is on, on where it is off; what is marked, together."""
        held = [one for row in self.meant() for one in row.held if one.entry.net is not None]
        if not held:
            self.notify("A name can't be switched here: edit it in its file", markup=False)
            return
        on = any(one.entry.on for one in held)
        where: dict[tuple[Net, SafeText], list[str]] = {}
        for one in held:
            if one.entry.on is on and one.entry.net is not None:
                relays = where.setdefault((one.entry.net, one.entry.place), [])
                relays.append(one.relay)
        targets = [Target(net, place, tuple(relays)) for (net, place), relays in where.items()]
        near = list(dict.fromkeys(one.relay for one in held))
        self.relay_app.desk.begin("off" if on else "on", targets, near, seconds=None)

    def right_words(self) -> list[Word]:
        """How many have problems."""
        wrong = sum(bool(_problems(row)) for row in self.items[:5000])
        return [Word(f"{wrong} with problems", "warning", 5)] if wrong else []


def _entry_words(held: Held[Trust], now: float) -> list[Paragraph]:
    """All that is known of one entry."""
    entry = held.entry
    shown = [
        Paragraph(safe(held.relay, 100), "host", "accent"),
        Paragraph(f"{entry.layer}: {entry.place}", "layer"),
        Paragraph(entry.what, "entry"),
    ]
    if not entry.on:
        shown.append(Paragraph("switched off", "state", "muted"))
    if entry.negated:
        shown.append(Paragraph("an exception: not trusted by the wider entries", "state"))
    if entry.comment:
        shown.append(Paragraph(entry.comment, "comment"))
    if entry.until:
        shown.append(Paragraph(moment_words(entry.until, now), "ends"))
    shown += [Paragraph(words, "problem", "warning") for words in entry.problems]
    return shown


SCREEN = ScreenSpec("allowlist", "Allowlist", "5", AllowlistScreen)
