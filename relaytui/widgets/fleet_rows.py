"""Rows of the fleet: a relay's link, what it does, and what is wrong with it."""

import time
from collections.abc import Callable, Mapping

from rich.style import Style
from textual.strip import Strip

from relaytui.domain.link_state import HostStatus, LinkState
from relaytui.domain.text import safe
from relaytui.facts.certificates import CERTIFICATES, Certificates
from relaytui.facts.machine import MACHINE, Machine
from relaytui.facts.queue_size import QUEUE_SIZE, QueueSizes
from relaytui.layers.block_count import BlockCount
from relaytui.state.ages import age_words, count_words, rate_words, span_words
from relaytui.state.counters import RelayCounts
from relaytui.state.short_names import short_names
from relaytui.state.sparkline import sparkline
from relaytui.state.store import Store
from relaytui.theming import ConsoleTheme
from relaytui.widgets.log_rows import COMPACT
from relaytui.widgets.strips import Part, column, fit
from relaytui.widgets.table import Cell

GOOD = (LinkState.READY,)
#: Screens from this width on have a column for the health of hosts, so wide.
HEALTH_FROM, _HEALTH = 110, 34
#: The same for how many are kept out.
BLOCKS_FROM, _BLOCKS = 130, 9
#: Bars at most: the minutes that are counted.
_MOST_BARS = 60
_COUNTS = ("accepted/min", "rejected/min", "failed logins/min")
_COUNTS_SHORT = ("accepted", "rejected", "bad logins")
#: Seconds without a line after which a relay is worth a look.
_QUIET = 900.0
#: Colours of what has to be seen before the bars.
_WRONG = ("bad", "warning")
_WAITING = (LinkState.IDLE, LinkState.CONNECTING, LinkState.PROBING)


class FleetRows:
    """A row a relay. A strip is made anew only when what it says has changed."""

    first = 0

    def __init__(
        self,
        store: Store,
        theme: Callable[[], ConsoleTheme],
        blocks: Mapping[str, BlockCount] | None = None,
    ) -> None:
        self._store = store
        #: Who is kept out, by relay; filled as it is counted.
        self._blocks = {} if blocks is None else blocks
        self._theme = theme
        self._kept: dict[tuple[int, int, bool], tuple[list[Part], Strip]] = {}
        self._named: tuple[str, ...] = ()
        self._short: dict[str, str] = {}

    @property
    def end(self) -> int:
        """Their number."""
        return len(self._store.relays)

    def strips(self, row: int, width: int, chosen: bool) -> list[Strip]:
        """A relay's row."""
        theme = self._theme()
        if self._named is not self._store.relays:
            self._named = self._store.relays
            self._short = short_names(self._named, 8)
        parts = self._parts(row, width, theme)
        ground = theme["text"]
        if chosen:
            parts = [(text, theme.chosen(style)) for text, style in parts]
            ground = theme.chosen(ground)
        kept = self._kept.get((row, width, chosen))
        if kept and kept[0] == parts:
            return [kept[1]]
        strip = fit(parts, width, ground)
        self._kept[row, width, chosen] = (parts, strip)
        return [strip]

    def _parts(self, row: int, width: int, theme: ConsoleTheme) -> list[Part]:
        relay = self._store.relays[row]
        status = self._store.statuses.get(relay) or HostStatus(relay)
        counts = self._store.counters.relays[relay]
        now = time.time()
        word, style = state_words(status, theme)
        if status.via and status.state in GOOD:
            word = f"via {status.via}"
        health, token = self._health(relay, now)
        if width < HEALTH_FROM and status.state in GOOD and token in _WRONG:
            word, style = _first_of(health), theme[token]  # there is no room for both
        name = column(safe(relay, 60), 14) if width > COMPACT else column(self._short[relay], 8)
        head: list[Part] = [(f"{name} ", theme.host(row)), (column(word, 11) + " ", style)]
        if status.state not in GOOD:
            return [*head, (safe(status.reason, 300), style)]
        dim = theme["text"]
        if width <= COMPACT:
            figures = (
                f"A{count_words(counts.accepted.per_bucket(now))} "
                f"R{count_words(counts.rejected.per_bucket(now))} "
                f"L{count_words(counts.failed_logins.per_bucket(now))}"
            )
            room = max(0, width - 22 - len(figures))
            bars = sparkline(counts.rejected.last(now), room)
            return [*head, (f"{figures} ", dim), (bars, theme["rejected"])]
        parts = head + _figures(counts, now, theme, _group(width))
        if width >= BLOCKS_FROM:
            count = self._blocks.get(relay)
            parts.append((f"{count.word if count else '':>{_BLOCKS - 2}}  ", dim))
        if width >= HEALTH_FROM:
            parts.append((column(health, _HEALTH), theme[token]))
        return parts

    def _health(self, relay: str, now: float) -> Cell:
        """What is wrong, the worst first; else the figures that are well."""
        known = self._store.facts.get(relay, MACHINE)
        if known is None:
            return "", "muted"
        wrong = self._store.facts.troubles(relay, now)
        if wrong:
            words = ", ".join(one.short for one in wrong)
            bad = any(one.bad for one in wrong)
            return words, "muted" if known.stale else "bad" if bad else "warning"
        return self._well(relay, known.value, now), "muted"

    def _well(self, relay: str, machine: object, now: float) -> str:
        words = []
        if isinstance(machine, Machine):
            if machine.fullest:
                words.append(f"disk {machine.fullest.percent}%")
            if machine.load is not None:
                words.append(f"load {machine.load:.1f}")
        known = self._store.facts.get(relay, QUEUE_SIZE)
        if known and isinstance(known.value, QueueSizes):
            words.append(f"q {known.value.total:,}")
        known = self._store.facts.get(relay, CERTIFICATES)
        if known and isinstance(known.value, Certificates) and known.value.first:
            words.append(f"cert {known.value.first.days(now):.0f} d")
        return " ".join(words)

    def heading(self, width: int) -> str:
        """The words above the columns."""
        if width <= COMPACT:
            return "relay    state       A acc R rej L login"
        group = _group(width)
        words = _COUNTS if group > len(max(_COUNTS, key=len)) else _COUNTS_SHORT
        counts = " ".join(column(name, group) for name in words)
        blocks = f" {'blocked':>{_BLOCKS - 2}} " if width >= BLOCKS_FROM else ""
        health = " health" if width >= HEALTH_FROM else ""
        return f"{'relay':<14} {'state':<11} {'last':>6} {'lines/s':>7}  {counts}{blocks}{health}"


def _first_of(health: str) -> str:
    """The worst, and how many more there are."""
    first, *more = health.split(", ")
    return f"{first} +{len(more)}" if more else first


def _group(width: int) -> int:
    """Cells for each of the three counts: a number and its last minutes."""
    left = width - 43 - (_HEALTH if width >= HEALTH_FROM else 0)
    left -= _BLOCKS if width >= BLOCKS_FROM else 0
    return max(7, min(_MOST_BARS + 7, left // 3 - 1))


def state_words(status: HostStatus, theme: ConsoleTheme) -> tuple[str, Style]:
    """The word of a state, and its colour: what is not ready never looks healthy."""
    if status.state in GOOD:
        return str(status.state), theme["good"]
    if status.state in _WAITING:
        return str(status.state), theme["warning"]
    return str(status.state), theme["bad"]


def _figures(counts: RelayCounts, now: float, theme: ConsoleTheme, group: int) -> list[Part]:
    plus = "≥" if counts.incomplete(now) else ""
    behind = counts.behind(now)
    last = (
        f"-{span_words(behind)}"
        if behind
        else "-"
        if counts.came is None
        else age_words(now - counts.came)
    )
    quiet = counts.came is not None and now - counts.came > _QUIET
    parts = [
        (f"{last:>6} ", theme["warning" if behind or quiet else "muted"]),
        (f"{rate_words(counts.lines_per_second(now)):>7}  ", theme["text"]),
    ]
    for buckets, token in (
        (counts.accepted, "accepted"),
        (counts.rejected, "rejected"),
        (counts.failed_logins, "auth_failed"),
    ):
        number = buckets.per_bucket(now)
        bars = sparkline(buckets.last(now), group - 7)
        style = theme[token if number or bars.strip() else "muted"]
        parts.append((f"{plus + count_words(number):>6} {bars} ", style))
    return parts
