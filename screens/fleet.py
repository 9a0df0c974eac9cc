"""Fleet: one row a relay; the chosen one is told in full below."""

import time
from collections.abc import Callable
from typing import ClassVar

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.strip import Strip

from relaytui.api import (
    COMPACT,
    Change,
    ConsoleTheme,
    HostStatus,
    LineView,
    LinkState,
    Paragraph,
    Paragraphs,
    Part,
    RelayCounts,
    RelayScreen,
    ScreenSpec,
    Store,
    TextPanel,
    Word,
    age_words,
    column,
    count_words,
    environment_of,
    fit,
    key,
    rate_words,
    safe,
    short_names,
    span_words,
    sparkline,
)

_GOOD = (LinkState.READY,)
#: Bars at most: the minutes that are counted.
_MOST_BARS = 60
_COUNTS = ("accepted/min", "rejected/min", "failed logins/min")
_COUNTS_SHORT = ("accepted", "rejected", "bad logins")
#: Seconds without a line after which a relay is worth a look.
_QUIET = 900.0
_WAITING = (LinkState.IDLE, LinkState.CONNECTING, LinkState.PROBING)


class FleetRows:
    """A row a relay. A strip is made anew only when what it says has changed."""

    first = 0

    def __init__(self, store: Store, theme: Callable[[], ConsoleTheme]) -> None:
        self._store = store
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
        if status.via and status.state in _GOOD:
            word = f"via {status.via}"
        name = column(safe(relay, 60), 14) if width > COMPACT else column(self._short[relay], 8)
        head: list[Part] = [(f"{name} ", theme.host(row)), (column(word, 11) + " ", style)]
        if status.state not in _GOOD:
            return [*head, (safe(status.reason, 300), style)]
        dim = theme["text"]
        if width <= COMPACT:
            figures = (
                f"A{count_words(counts.accepted.per_bucket(now))} "
                f"R{count_words(counts.rejected.per_bucket(now))} "
                f"L{count_words(counts.failed_logins.per_bucket(now))}"
            )
            bars = sparkline(counts.rejected.last(now), max(0, width - 22 - len(figures)))
            return [*head, (f"{figures} ", dim), (bars, theme["rejected"])]
        return head + _figures(counts, now, theme, _group(width))

    def heading(self, width: int) -> str:
        """The words above the columns."""
        if width <= COMPACT:
            return "relay    state       A acc R rej L login"
        group = _group(width)
        words = _COUNTS if group > len(max(_COUNTS, key=len)) else _COUNTS_SHORT
        counts = " ".join(column(name, group) for name in words)
        return f"{'relay':<14} {'state':<11} {'last':>6} {'lines/s':>7}  {counts}"


def _group(width: int) -> int:
    """Cells for each of the three counts: a number and its last minutes."""
    return max(7, min(_MOST_BARS + 7, (width - 43) // 3 - 1))


def state_words(status: HostStatus, theme: ConsoleTheme) -> tuple[str, Style]:
    """The word of a state, and its colour: what is not ready never looks healthy."""
    if status.state in _GOOD:
        return str(status.state), theme["good"]
    if status.state in _WAITING:
        return str(status.state), theme["warning"]
    return str(status.state), theme["bad"]


def _delay(delay: float) -> tuple[str, str, str]:
    """How long a relay's lines take through an aggregator, or that its clock is ahead."""
    if delay < 0:
        return f"its clock is {span_words(-delay)} ahead, at least", "delay", "warning"
    if delay < 1:
        return "its lines come within a second", "delay", "text"
    words = f"its lines come {span_words(delay)} late, or its clock is behind"
    return words, "delay", "text" if delay < 5 else "warning"


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


class FleetScreen(RelayScreen):
    """All relays at a glance."""

    DEFAULT_CSS = """
    FleetScreen #heading { height: 1; }
    FleetScreen #about { height: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "logs", "logs", "The lines of the relays", id="fleet.logs", show=True),
        key("r", "reconnect", "connect now", "Try to connect now", id="fleet.reconnect", show=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._shown_store: object = None

    def body(self) -> ComposeResult:
        """The rows, and all about the chosen one."""
        self._shown_store = self.store
        heading = TextPanel(Paragraphs(lambda: self.relay_app.look), id="heading")
        heading.can_focus = False
        yield heading
        yield LineView(FleetRows(self.store, lambda: self.relay_app.look), id="rows")
        yield TextPanel(Paragraphs(lambda: self.relay_app.look), id="about")

    @property
    def view(self) -> LineView:
        """The rows."""
        return self.query_one("#rows", LineView)

    def frame(self, change: Change) -> int:
        """A link has changed; figures wait for the tick."""
        if change.statuses:
            self.tick()
        return 0

    def on_screen_resume(self) -> None:
        """Look at all of it again."""
        if self._shown_store is not self.store:
            self._shown_store = self.store
            rows = FleetRows(self.store, lambda: self.relay_app.look)
            self.view.set_rows(rows, follow=False, cursor=0)
        super().on_screen_resume()
        self.view.focus()

    def on_line_view_moved(self) -> None:
        """Another relay was chosen."""
        self.tick()

    def tick(self) -> None:
        """Rows whose figures have changed are painted."""
        rows = self.view.rows
        assert isinstance(rows, FleetRows)
        heading = Paragraph(rows.heading(self.size.width), token="muted")
        self.query_one("#heading", TextPanel).show(
            Paragraphs(lambda: self.relay_app.look, [heading])
        )
        self.view.update(0)
        self.query_one("#about", TextPanel).show(
            Paragraphs(lambda: self.relay_app.look, self._about())
        )
        super().tick()

    def _chosen(self) -> str | None:
        relays = self.store.relays
        at = self.view.cursor or 0
        return relays[at] if at < len(relays) else None

    def _about(self) -> list[Paragraph]:
        relay = self._chosen()
        if relay is None:
            return []
        status = self.store.statuses.get(relay) or HostStatus(relay)
        counts = self.store.counters.relays[relay]
        shown = [Paragraph(safe(relay, 100), "relay", "accent")]
        state = str(status.state)
        if status.reason:
            state += f": {safe(status.reason, 500)}"
        token = "good" if status.state in _GOOD else "bad"
        if status.via:
            state = f"via {safe(status.via, 100)}: {state}"
        shown.append(Paragraph(state, "link", token))
        if status.delay is not None:
            shown.append(Paragraph(*_delay(status.delay)))
        if status.next_step:
            shown.append(Paragraph(safe(status.next_step, 500), "do", literal=False))
        if environment := self._environment(relay):
            shown.append(Paragraph(environment, "where"))
        if status.source:
            shown.append(Paragraph(safe(status.source, 200), "log"))
        if status.skew is not None and abs(status.skew) > 2:
            words = f"{span_words(abs(status.skew))} {'ahead' if status.skew > 0 else 'behind'}"
            shown.append(Paragraph(words, "clock", "warning"))
        if counts.last_error:
            shown.append(Paragraph(counts.last_error.event.raw, "error", "error"))
        shown += [
            Paragraph(safe(words, 200), " " if at else "by")
            for at, words in enumerate(status.story)
        ]
        return shown

    def _environment(self, relay: str) -> str:
        hosts = self.relay_app.fleet.hosts if self.relay_app.fleet else ()
        return next((environment_of(host) for host in hosts if host.name == relay), "")

    def status(self) -> tuple[list[Word], list[Word]]:
        """How many are ready."""
        ready, total = self.store.ready(), len(self.store.relays)
        hosts = Word(f"{ready}/{total} ready", "good" if ready == total else "bad", 2)
        rate = self.store.counters.lines_per_second(self.relay_app.now())
        return [Word("Fleet", "bar_on", 7), hosts, Word(f"{rate_words(rate)} lines/s")], []

    def copied(self) -> list[str]:
        """The chosen relay, and what is said of it."""
        return [
            f"{shown.name} {shown.text}".strip() for shown in self._about() if shown.text.strip()
        ]

    def action_logs(self) -> None:
        """The lines."""
        self.relay_app.open_screen("logs")

    def action_back(self) -> None:
        """The lines."""
        self.relay_app.open_screen("logs")

    def action_reconnect(self) -> None:
        """Connect now."""
        relay = self._chosen()
        fleet = self.relay_app.fleet
        if relay and fleet:
            status = self.store.statuses.get(relay)
            fleet.reconnect(status.via or relay if status else relay)
            self.notify(f"{relay}: connecting", markup=False, timeout=2)


SCREEN = ScreenSpec("fleet", "Fleet", "1", FleetScreen)
