"""What stands in the place of log lines while there are none: why."""

from textual.strip import Strip

from relaytui.domain.link_state import HostStatus, LinkState
from relaytui.domain.text import safe
from relaytui.state.store import Store
from relaytui.theming import ConsoleTheme
from relaytui.widgets.strips import Part, fit

_WELL = (LinkState.READY, LinkState.IDLE, LinkState.CONNECTING, LinkState.PROBING)


class WaitingRows:
    """A line a relay; the strips stay the same as long as what they say does."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: tuple[object, list[Strip]] = ((), [])

    def strips(self, width: int, theme: ConsoleTheme, filtered: bool) -> list[Strip]:
        """The lines, each exactly so wide."""
        parts = [_filtered(theme)] if filtered else self._parts(theme)
        key = (width, parts)
        if self._kept[0] != key:
            self._kept = (key, [fit(one, width, theme["text"]) for one in parts])
        return self._kept[1]

    def _parts(self, theme: ConsoleTheme) -> list[list[Part]]:
        relays = self._store.relays
        if not relays:
            return [[("No relays. Name some: relaytui HOST…", theme["muted"])]]
        statuses = [self._store.statuses.get(one) or HostStatus(one) for one in relays]
        head: list[Part] = [("No line has come yet", theme["muted"])]
        return [head, *(_told(status, theme) for status in statuses)]


def _filtered(theme: ConsoleTheme) -> list[Part]:
    return [("No line passes the filter; Esc takes it away", theme["muted"])]


def _told(status: HostStatus, theme: ConsoleTheme) -> list[Part]:
    words = str(status.state)
    if status.reason:
        words += f": {safe(status.reason, 200)}"
    elif status.state is LinkState.READY:
        words += f", reading {safe(status.source, 200)}"
    style = theme["muted" if status.state in _WELL else "bad"]
    return [(f"{safe(status.relay, 60)}  ", theme["text"]), (words, style)]
