"""Pasted text: it may come from anywhere, so it is gated like the text of hosts.

A control that is pasted turns into the picture that the rows show in its place: a filter finds
what was copied from a screen or a file.
"""

import re

from textual import events
from textual.widget import Widget
from textual.widgets import Input

from relaytui.domain.text import safe

_ENDS = re.compile("\r\n|\r|\n")


def gated(event: events.Paste, focused: Widget | None) -> events.Paste:
    """The event with safe text; a secret, which is not shown, stays as it is."""
    if isinstance(focused, Input) and focused.password:
        return event
    return events.Paste("\n".join(safe(line) for line in _ENDS.split(event.text)))
