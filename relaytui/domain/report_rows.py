"""What the parts of a report are made of."""

import msgspec

Counts = dict[str, int]


class Row(msgspec.Struct):
    """One of a list that is ordered by size. `at_least`: the count may be higher, since a row
    that was too small for a time is not kept."""

    key: str
    counts: Counts
    at_least: bool = False


class Top(msgspec.Struct):
    """The largest of a kind. `rows` in all were seen at the end; `thrown` more were too small to be
    kept, with their counts together."""

    top: list[Row]
    rows: int
    thrown: int = 0
    thrown_counts: Counts = {}


class Reason(msgspec.Struct):
    """Why something was refused or not delivered: how often, its class or whose servers said it,
    and the words without what varies."""

    count: int
    about: str
    reason: str


class Reasons(msgspec.Struct):
    """The most frequent ones, and how often it was in all; `groups` sums up by `about`."""

    count: int
    top: list[Reason]
    groups: dict[str, int]


class Share(msgspec.Struct):
    """How mail came or went. `told`: whether the logs tell of TLS at all; if not, nothing is known
    of it. `percent` of the mail whose way is known went by TLS; `plain` did not, `unknown` can't be
    told. `protocols` by name; `sessions` counts TLS sessions, mail or not."""

    told: bool
    percent: float | None
    protocols: dict[str, int]
    plain: int
    unknown: int
    sessions: dict[str, int]


class Delay(msgspec.Struct):
    """Seconds that deliveries took, rounded to two digits: half of them no more than `p50`, …"""

    stage: str
    count: int
    p50: float
    p90: float
    p95: float
    p99: float
    most: float


class Warned(msgspec.Struct):
    """Lines of warning that differ only in what varies, and one of them."""

    count: int
    kind: str
    program: str
    shape: str
    example: str


class Lines(msgspec.Struct):
    """What was read. `outside` the period; `unmatched`: not asked for by the filter; `noise` is no
    log line; `other` is of no interest or not understood; `lost` lines are known to be missing, so
    that all counts are "at least"."""

    read: int
    outside: int
    unmatched: int
    noise: int
    other: int
    lost: int
    kinds: dict[str, int]


class Span(msgspec.Struct):
    """Counts of a stretch of time, which begins at `begin` (ISO 8601)."""

    begin: str
    counts: Counts
