"""Keys that were typed before the one before them had moved the focus.

A burst (a slow link, a paste, a fast typist) is handed to the widget that has the focus when it
comes: of `/sasl` all would go to the rows, and only the `/` be understood. What comes back from
a widget that has lost the focus meanwhile goes to the one that has it now.
"""

from collections import deque

from textual import events
from textual.app import App
from textual.widget import Widget

from relaytui.widgets.paste import gated


class TypedAhead:
    """Whom each of the last keys was given to."""

    def __init__(self) -> None:
        self._given: deque[tuple[events.Key, Widget | None]] = deque(maxlen=256)

    def note(self, event: events.Key, focused: Widget | None) -> None:
        """A key is about to be given to the focus."""
        self._given.append((event, focused))

    def passed_on(self, event: events.Key, focused: Widget | None) -> bool:
        """Give a key that nobody took to the present focus, unless that has seen it."""
        before = next((widget for key, widget in self._given if key is event), None)
        if before is None or focused is None or before is focused:
            return False
        again = events.Key(event.key, event.character)
        self.note(again, focused)
        focused._forward_event(again)
        return True


class TypedAheadApp(App[int]):
    """An app whose keys reach the focus that they were meant for."""

    def __init__(self, *, ansi_color: bool) -> None:
        super().__init__(ansi_color=ansi_color)
        self._typed = TypedAhead()

    async def on_event(self, event: events.Event) -> None:
        """Events of the terminal, before any widget has them."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._typed.note(event, self.focused)
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            event = gated(event, self.focused)
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """A key that no widget took."""
        if self._typed.passed_on(event, self.focused):
            event.prevent_default()
