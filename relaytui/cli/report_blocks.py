"""A report as blocks: a title, columns, rows, and a word on what is not in them.

The terminal and the page for browsers show the same blocks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from relaytui.cli.report_numbers import change, number, short
from relaytui.domain.report import Report
from relaytui.domain.report_rows import Counts, Reason, Reasons, Row, Share, Span, Top

#: Counts as they are called in a column; a terminal that is too narrow has the first of them.
TITLES = {
    "messages": "messages",
    "connections": "sessions",
    "recipients": "rcpts",
    "delivered": "delivered",
    "deferred": "deferred",
    "deferrals": "tries",
    "bounced": "bounced",
    "expired": "expired",
    "rejects": "rejects",
    "failed_logins": "logins!",
    "limit_hits": "limits!",
    "blocked": "blocked",
    "bytes": "bytes",
}
#: The totals, in words.
WORDS = {
    "connections": "sessions begun",
    "messages": "messages taken in",
    "recipients": "their recipients",
    "bytes": "their bytes",
    "delivered": "recipients delivered",
    "deferred": "recipients put off",
    "deferrals": "times they were put off",
    "bounced": "recipients bounced",
    "expired": "messages expired",
    "rejects": "refused by rule",
    "failed_logins": "failed logins",
    "limit_hits": "limits hit",
    "blocked": "tries of blocked clients",
}
_MAIL = ("messages", "recipients", "bytes")
_OUT = ("delivered", "deferred", "deferrals", "bounced", "expired")
_WHO = ("messages", "connections", "recipients", "rejects", "failed_logins", "limit_hits",
        "blocked", "bytes")  # fmt: skip
_REFUSED = ("rejects", "failed_logins", "limit_hits", "blocked", "messages")
_FLOW = ("messages", "delivered", "deferred", "bounced", "connections", "rejects", "failed_logins",
         "limit_hits", "blocked", "bytes")  # fmt: skip
#: Hours that are shown one by one; of longer times, days are.
_HOURS = 48


@dataclass(frozen=True, slots=True)
class Block:
    """A table; its first column is a name, or with `wide` the last one is a text of any length.
    `plot`: numbers of the rows, for a bar at each."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    wide: bool = False
    plot: Sequence[int] = ()


def blocks(report: Report) -> list[Block]:
    """All that have something to say, the most important first."""
    made = [_totals(report), *_times(report), _hosts(report), *_tls(report), *_reasons(report),
            *_failed(report), *_lists(report), _delays(report), _warnings(report),
            _others(report)]  # fmt: skip
    return [one for one in made if one.rows or one.note]


def heading(report: Report) -> list[str]:
    """What it is a report of: the span, the inputs, the lines."""
    first, last = report.begin or report.first, report.end or report.last
    span = f"{short(first)} to {short(last)}" if first and last else "Lines without a time"
    lines = report.lines
    words = f"{lines.read:,} lines"
    if lines.outside:
        words += f", {lines.outside:,} outside"
    if lines.unmatched:
        words += f", {lines.unmatched:,} that do not match"
    if lines.lost:
        words += f", ≥{lines.lost:,} missing"
    if lines.noise:
        words += f", {lines.noise:,} no log lines"
    inputs = ", ".join(report.inputs[:4]) + (
        f" and {len(report.inputs) - 4} more" if len(report.inputs) > 4 else ""
    )
    missing = [f"incomplete: {one}" for one in report.incomplete]
    match = [f"Only what matches: {report.match}"] if report.match else []
    return [span, *match, inputs, f"{words}; {report.zone}", *missing]


def _totals(report: Report) -> Block:
    rows = []
    for name, words in WORDS.items():
        count = report.totals[name]
        row = [words, number(count, name, report.at_least)]
        if report.before is not None:
            before = report.before[name]
            row += [number(before, name), change(count, before)]
        rows.append(row)
    columns = ["", "count", "before", "change"] if report.before is not None else ["", "count"]
    notes = [f"{count:,} {kind}" for kind, count in report.notices.items() if count]
    note = f"Notices of our own, not in these counts: {', '.join(notes)}" if notes else ""
    if report.filtered:
        note = f"{note}. " if note else ""
        note += f"Handed to a filter here, not delivered yet: {report.filtered:,}"
    return Block("Totals", columns, rows, note)


def _times(report: Report) -> list[Block]:
    plus = report.at_least
    made = []
    if len(report.hours) <= _HOURS:
        made.append(_spans("By hour", report.hours, plus, lambda one: short(one)[5:]))
    else:
        made.append(_spans("By hour of the day", report.by_hour, plus, lambda one: f"{one}:00"))
    if len(report.days) > 1:
        made.append(_spans("By day", report.days, plus, str))
    return made


def _spans(title: str, spans: list[Span], plus: bool, name: object) -> Block:
    assert callable(name)
    names = _used((span.counts for span in spans), _FLOW)
    rows = [[name(span.begin), *_cells(span.counts, names, plus)] for span in spans]
    plot = [span.counts.get(names[0], 0) for span in spans] if names else []
    return Block(title, ["", *(TITLES[one] for one in names)], rows, plot=plot)


def _hosts(report: Report) -> Block:
    if len(report.hosts) < 2:
        return Block("", (), ())
    return _rows("By host", "", report.hosts, _FLOW, report.at_least)


def _rows(title: str, key: str, rows: list[Row], order: Sequence[str], plus: bool) -> Block:
    names = _used((row.counts for row in rows), order)
    cells = [[row.key, *_cells(row.counts, names, plus or row.at_least)] for row in rows]
    plot = [row.counts.get(names[0], 0) for row in rows] if names else []
    return Block(title, [key, *(TITLES[one] for one in names)], cells, plot=plot)


def _cells(counts: Counts, names: Sequence[str], plus: bool) -> list[str]:
    return [number(counts.get(one, 0), one, plus) for one in names]


def _used(rows: Iterable[Counts], order: Sequence[str]) -> list[str]:
    """The counts that any row has, in an order."""
    used = {name for row in rows for name, count in row.items() if count}
    return [name for name in order if name in used]


def _lists(report: Report) -> list[Block]:
    plus = report.at_least
    return [
        _top("Senders", "sender", report.senders, _MAIL, plus),
        _top("Accounts", "account", report.accounts, (*_MAIL, *_REFUSED), plus),
        _top("Clients", "address", report.clients, _WHO, plus),
        _top("Networks", "network", report.networks, _WHO, plus),
        _top("Recipients", "recipient", report.recipients, _OUT, plus),
        _top("Recipient domains", "domain", report.domains, _OUT, plus),
    ]


def _failed(report: Report) -> list[Block]:
    plus = report.at_least
    found = [
        _top("Refused clients", "address", report.refused_clients, _REFUSED, plus),
        _top("Refused networks", "network", report.refused_networks, _REFUSED, plus),
    ]
    order = ("failed_logins", "messages", "rejects", "limit_hits", "blocked")
    for name, top in report.failed_logins.items():
        found.append(_top(f"Failed logins by {_ONE[name]}", _ONE[name], top, order, plus))
    return found


_ONE = {"addresses": "address", "networks": "network", "accounts": "account"}


def _top(title: str, key: str, top: Top, order: Sequence[str], plus: bool) -> Block:
    block = _rows(title, key, top.top, order, plus)
    more = top.rows - len(top.top) + top.thrown
    note = f"{more:,} more" if more > 0 else ""
    if top.thrown:
        note = f"{more:,} more; {top.thrown:,} of them were too small to keep, hence ≥"
    return Block(block.title, block.columns, block.rows, note, plot=block.plot)


def _tls(report: Report) -> list[Block]:
    return [
        _share("TLS of mail that came in", report.tls_in),
        _share("TLS of deliveries", report.tls_out),
        Block(
            "TLS failures", ("count", "way", "reason"), _reason_rows(report.tls_failed), wide=True
        ),
    ]


def _share(title: str, share: Share) -> Block:
    total = sum(share.protocols.values()) + share.plain
    if not share.told:
        if not share.unknown:
            return Block("", (), ())
        words = "The logs do not tell (smtpd_tls_loglevel, smtp_tls_loglevel)"
        return Block(title, (), (), f"{words}: of {share.unknown:,} nothing is known")
    counts = [*share.protocols.items(), ("plain text", share.plain)]
    rows = [[name, f"{count:,}", f"{100 * count / total:.1f} %"] for name, count in counts if total]
    note = f"Of {share.unknown:,} it is not known" if share.unknown else ""
    return Block(title, ("", "count", "share"), rows, note, plot=[count for _, count in counts])


def _reasons(report: Report) -> list[Block]:
    return [
        _why("Refused", "class", report.rejects),
        Block("Limits hit", ("count", "limit", "service"), _reason_rows(report.limits), wide=True),
        _by_provider("Put off, by provider", report.deferrals),
        _why("Why it was put off", "provider", report.deferrals),
        _why("Why it bounced", "provider", report.bounces),
        _why("Why it expired", "provider", report.expired),
    ]


def _why(title: str, about: str, reasons: Reasons) -> Block:
    rows = _reason_rows(reasons.top)
    more = reasons.count - sum(one.count for one in reasons.top)
    note = f"{more:,} more for other reasons" if more > 0 else ""
    return Block(title, ("count", about, "reason"), rows, note, wide=True)


def _by_provider(title: str, reasons: Reasons) -> Block:
    rows = [[about, f"{count:,}"] for about, count in reasons.groups.items()]
    return Block(title, ("provider", "tries"), rows, plot=list(reasons.groups.values()))


def _reason_rows(reasons: list[Reason]) -> list[list[str]]:
    return [[f"{one.count:,}", one.about, one.reason] for one in reasons]


def _delays(report: Report) -> Block:
    stages = {"before": "before the queue", "queue": "in the queue", "connect": "connecting",
              "send": "sending", "all": "all of it"}  # fmt: skip
    rows = [
        [stages[one.stage], *(f"{value:g}" for value in
                              (one.p50, one.p90, one.p95, one.p99, one.most))]
        for one in report.delays
    ]  # fmt: skip
    return Block("Seconds until delivery", ("", "p50", "p90", "p95", "p99", "most"), rows)


def _warnings(report: Report) -> Block:
    rows = [[f"{one.count:,}", one.program, one.shape] for one in report.warnings]
    return Block("Warnings", ("count", "program", "shape"), rows, wide=True)


def _others(report: Report) -> Block:
    rows = [[f"{one.count:,}", one.about, one.reason] for one in report.others]
    return Block("Other events", ("count", "kind", "what"), rows, wide=True)
