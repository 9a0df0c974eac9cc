"""A line: an event with its place in a stream."""

import msgspec

from relaytui.domain.event import Event


class Line(msgspec.Struct, gc=False):
    """An event as one relay's source gave it, or a marker row that stands among the lines.

    `at` is the time it is sorted by: the host's own, corrected by its clock's error, and never
    before an earlier line of the same source (seconds since the epoch). `n` counts the rows
    of a source from 1, gap rows included. `marker` is "" for a log line, else one of `lost`,
    `back`, `gap`, `skipped`; the event's `raw` then holds the words to show. Only `gap` and
    `skipped` take a number (`n`), and their event is of kind `log_gap`.
    """

    relay: str
    source: str
    n: int
    at: float
    event: Event
    marker: str = ""
    late: bool = False
    #: The bytes as they came, where they were not clean UTF-8 and hold no secret.
    unclean: bytes | None = None
