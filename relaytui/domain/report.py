"""A report as people and programs get it; docs/report.md describes the fields.

Counts of one thing have the same names everywhere: `connections`, `messages`, `recipients`,
`delivered`, `deferred`, `deferrals`, `bounced`, `expired`, `rejects`, `failed_logins`,
`limit_hits`, `blocked`, `bytes`; a count that is zero is left out of a row, never of the totals.
"""

import msgspec

from relaytui.domain.report_rows import (
    Counts,
    Delay,
    Lines,
    Reason,
    Reasons,
    Row,
    Share,
    Span,
    Top,
    Warned,
)


class Report(msgspec.Struct):
    """All of it. `match`: the filter whose lines alone count, "" without one. `begin` and `end`:
    what was asked for, if anything; `first` and `last`: minutes of the first and last line in it.
    `before`: the totals of as long a time before `begin`."""

    inputs: list[str]
    match: str
    zone: str
    begin: str | None
    end: str | None
    first: str | None
    last: str | None
    at_least: bool
    incomplete: list[str]
    lines: Lines
    totals: Counts
    before: Counts | None
    hosts: list[Row]
    hours: list[Span]
    days: list[Span]
    by_hour: list[Span]
    senders: Top
    recipients: Top
    domains: Top
    clients: Top
    networks: Top
    accounts: Top
    refused_clients: Top
    refused_networks: Top
    failed_logins: dict[str, Top]
    rejects: Reasons
    deferrals: Reasons
    bounces: Reasons
    expired: Reasons
    tls_in: Share
    tls_out: Share
    tls_failed: list[Reason]
    limits: list[Reason]
    delays: list[Delay]
    warnings: list[Warned]
    notices: dict[str, int]
    filtered: int
    others: list[Reason]
