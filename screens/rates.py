"""Rates: what clients, networks, accounts and senders do, against the limits that hold."""

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import ClassVar

from relaytui.api import (
    LIMITS,
    RATE_GROUPINGS,
    RATE_LIMITS_SHORT,
    RATE_ORDERS,
    RATE_WINDOWS,
    RSPAMD_LIMITS,
    AnyFact,
    Cell,
    Column,
    Failed,
    Limits,
    ListScreen,
    Note,
    RateCard,
    RateCardContent,
    RateRow,
    RateSnapshot,
    ScreenSpec,
    Sightings,
    Sort,
    Tally,
    UsageError,
    Word,
    command,
    key,
    limit_bar,
    limit_token,
    peaks_of,
    safe,
    sparkline,
)

_WINDOWS = tuple(RATE_WINDOWS)
#: Rows are made anew so much more seldom than making them takes.
_SPARE = 20
#: What a row's bars show, by the order of the rows; else all that was refused, or all it did.
_BARS: Mapping[str, Callable[[Tally], int]] = {
    "connections": lambda one: one.connections,
    "messages": lambda one: one.messages,
    "recipients": lambda one: one.recipients,
    "failed logins": lambda one: one.failed_logins,
    "rejects": lambda one: one.rejects,
    "limit hits": lambda one: one.limit_hits,
    "good mail": lambda one: one.good,
}


class RatesScreen(ListScreen):
    """A row a group."""

    TITLE_WORD = "Rates"
    IN_THREAD = True
    NOTHING = "nothing was counted in this window"
    GROUPINGS: ClassVar[Sequence[str]] = tuple(RATE_GROUPINGS)
    SORTS: ClassVar[Sequence[Sort]] = tuple(
        Sort(name, order, True) for name, order in RATE_ORDERS.items()
    )
    BINDINGS: ClassVar = [
        key("t", "window", "window", "The next window: 1 min, 10 min, 1 h, 24 h",
            id="rates.window", show=True),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._window = 1
        self._snapshot: RateSnapshot | None = None
        self._took = 0.0

    # --- what it shows ---

    @property
    def window(self) -> str:
        """The window's name."""
        return _WINDOWS[self._window]

    def wants(self) -> Sequence[AnyFact]:
        """The limits."""
        return (LIMITS, RSPAMD_LIMITS)

    def version(self) -> object:
        """Counts go on: a step of time, longer where making the rows takes long."""
        step = max(1.0, _SPARE * self._took)
        return (int(self.relay_app.now() / step), self.store.facts.version)

    def gather(self) -> Callable[[], Sequence[RateRow]]:
        """Copies of the counts."""
        begun = time.perf_counter()
        asn_of = self.relay_app.geo.operator_of if self.relay_app.geo else None
        snapshot = RateSnapshot.of(
            self.store.rates, self._limits(), self.grouping, self.window, self.relay_app.now()
        )

        def make() -> Sequence[RateRow]:
            rows = snapshot.rows(asn_of)
            self._snapshot, self._took = snapshot, time.perf_counter() - begun
            return rows

        return make

    def _limits(self) -> dict[str, Limits]:
        known = ((relay, self.store.facts.get(relay, LIMITS)) for relay in self.store.relays)
        return {relay: one.value for relay, one in known if one and isinstance(one.value, Limits)}

    def columns(self) -> Sequence[Column]:
        """All columns."""
        narrow = self.size.width < 60
        return (
            Column(self.grouping, 0),
            Column("conn", 4 if narrow else 7, right=True),
            Column("mail", 7, 60, right=True),
            Column("rcpt", 7, 120, right=True),
            Column("bad", 4, right=True) if narrow else Column("login!", 7, right=True),
            Column("reject", 7, 60, right=True),
            Column("hits", 6, 60, right=True),
            Column("blocked", 7, 120, right=True),
            Column("good", 4 if narrow else 6, right=True),
            Column("limit", 6 if narrow else 14),
            Column("trend", 25 if self.size.width >= 140 else 12, 100),
            Column("hosts", 14, 140),
        )

    def cells(self, item: RateRow) -> Sequence[Cell]:
        """A row's cells."""
        tally, narrow = item.tally, self.size.width < 60
        bad = (tally.bad, "rejected") if narrow else (tally.failed_logins, "auth_failed")
        return (
            (safe(item.key, 130), "text"),
            self._number(tally.connections, "text"),
            self._number(tally.messages, "accepted"),
            self._number(tally.recipients, "text"),
            self._number(*bad),
            self._number(tally.rejects, "rejected"),
            self._number(tally.limit_hits, "limited"),
            self._number(tally.blocked, "blocked"),
            self._number(tally.good, "good"),
            self._limit(item),
            self._trend(item),
            (" ".join(safe(relay, 30) for relay in item.relays), "muted"),
        )

    def _number(self, count: int, token: str) -> Cell:
        if not count:
            return "-", "muted"
        plus = "≥" if self._snapshot and self._snapshot.at_least else ""
        most = 10_000 if self.size.width >= 60 else 1000
        short = f"{count:,}" if count < most else f"{count // 1000:,}k"
        return plus + short, token

    def _limit(self, item: RateRow) -> Cell:
        use = self._snapshot.use_of(item) if self._snapshot else None
        if use is None:
            return ("HIT", "limited") if item.tally.limit_hits else ("", "muted")
        narrow = self.size.width < 60
        if use.exempt:
            exempt = "mynets" if use.exempt == "mynetworks" else "listed"
            return exempt if narrow else f"exempt {exempt}", "muted"
        name = "" if narrow else RATE_LIMITS_SHORT.get(use.limit, use.limit)
        if not use.counted:
            return f"{name} 0/{use.most}".strip(), "muted"
        percent = f"{min(use.part, 9.99):.0%}"
        words = percent if narrow else f"{limit_bar(use.part, 3)} {percent} {name}"
        return words, limit_token(use)

    def _trend(self, item: RateRow) -> Cell:
        if self._snapshot is None:
            return "", "muted"
        order = self.SORTS[self._sort].name
        of = _BARS.get(order)
        if of is None:
            bad = item.tally.bad > 0
            of = (lambda one: one.bad) if bad else (lambda one: one.connections + one.messages)
        counts = [of(one) for one in self._snapshot.series(item.key)]
        return sparkline(counts, len(counts)), "rejected" if item.tally.bad else "accepted"

    def key_of(self, item: RateRow) -> Hashable:
        """Its name."""
        return item.key

    def subject_of(self, item: RateRow) -> str:
        """The address, network or account."""
        return item.key

    def near(self) -> list[str]:
        """The hosts on which it was seen."""
        return list(dict.fromkeys(relay for one in self.meant() for relay in one.relays))

    def text_of(self, item: RateRow) -> str:
        """Its name and hosts."""
        return " ".join((item.key, *item.relays))

    # --- what is missing ---

    def notes(self) -> Sequence[Note]:
        """Limits that can't be told, lines that are missing, groups that were too small."""
        notes = []
        for relay in self.hosts():
            known = self.store.facts.get(relay, LIMITS)
            if known and isinstance(known.value, Failed):
                step = known.value.remedy.words if known.value.remedy else ""
                notes.append(Note(relay, f"limits: {known.value.reason}", step))
        if self.grouping == "asn" and not self.relay_app.geo:
            words = "no file with networks is named: write geo: [PATH.mmdb] in the configuration"
            notes.append(Note("asn", words, token="warning"))
        if self.grouping == "asn" and self.relay_app.geo:
            notes += [Note("geo", one, token="muted") for one in self.relay_app.geo.files]
        for share in self._snapshot.shares if self._snapshot else ():
            if any(share.others):
                words = f"{share.others.connections + share.others.bad:,} connections and " \
                        "refusals of groups too small to be kept are in no row"  # fmt: skip
                notes.append(Note(share.relay, words, token="warning"))
        return notes

    def right_words(self) -> list[Word]:
        """The window, who is over, and from when on lines are known."""
        words = [Word(self.window, "accent", 1)]
        over = sum(bool(one.use and one.use.is_over) for one in self.items)
        if over:
            words.append(Word(f"{over} over", "bad", 1))
        shares = self._snapshot.shares if self._snapshot else ()
        known = [one.known_from for one in shares if one.known_from is not None]
        if self._snapshot and known and max(known) > self._snapshot.begin:
            since = time.strftime("%H:%M", time.localtime(max(known)))
            words.append(Word(f"≥ since {since}", "warning", 4))
        return words

    # --- what keys do ---

    def action_window(self) -> None:
        """The next window."""
        self._window = (self._window + 1) % len(_WINDOWS)
        self.remake()
        self.tick()

    @command("Count in another window", "1m|10m|1h|24h")
    def command_window(self, text: str) -> None:
        """Take a window by its name."""
        if text not in _WINDOWS:
            raise UsageError(f"window: {safe(text, 20)} is none", "Type 1m, 10m, 1h or 24h")
        self._window = _WINDOWS.index(text)
        self.remake()
        self.tick()

    def action_details(self) -> None:
        """The plot, the limits, with whom it was seen."""
        item, snapshot = self.chosen, self._snapshot
        if item is None or snapshot is None:
            return
        now, grouping = self.relay_app.now(), snapshot.grouping
        geo = self.relay_app.geo
        content = RateCardContent(
            item,
            snapshot,
            snapshot.series(item.key),
            peaks_of(self.store.rates, item.key) if grouping == "client" else (),
            geo.words_of(item.key) if geo else "",
        )
        sightings = Sightings(self.store.ring, grouping, item.key)
        self.app.push_screen(RateCard(self.TITLE_WORD, content, sightings, now))


SCREEN = ScreenSpec("rates", "Rates", "3", RatesScreen)
