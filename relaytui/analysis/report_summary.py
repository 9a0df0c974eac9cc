"""From the sums of a log to its report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from relaytui.analysis.report_events import STAGES
from relaytui.analysis.report_lists import (
    FAILED,
    ORDERS,
    REFUSED,
    all_counts,
    counts_of,
    delays,
    reason_list,
    reasons,
    top,
    warnings,
)
from relaytui.analysis.report_part import Periods
from relaytui.analysis.report_sums import QUARTER, Sums
from relaytui.domain.report import Lines, Reason, Report, Row, Share, Span

_UNKNOWN = ("untold", "reused")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a report is to hold: of which inputs, in which zone, `top` rows of each list; what of
    the inputs could not be read (`incomplete`)."""

    inputs: Sequence[str]
    zone: tzinfo
    periods: Periods
    top: int
    incomplete: Sequence[str] = ()


def summary(sums: Sums, wish: Wish) -> Report:
    """The report."""
    most, periods = wish.top, wish.periods
    lists = {name: top(sums, 0, name, order, most) for name, order in ORDERS.items()}
    begin, end = _iso(periods.begin, wish.zone), _iso(periods.end, wish.zone)
    times = [None if one is None else one * 60.0 for one in (sums.first, sums.last)]
    return Report(
        inputs=list(wish.inputs), zone=_zone_name(wish.zone), begin=begin, end=end,
        first=_iso(times[0], wish.zone), last=_iso(times[1], wish.zone),
        at_least=sums.lost > 0 or bool(wish.incomplete), incomplete=list(wish.incomplete),
        lines=_lines(sums), totals=all_counts(_total(sums, 0)),
        before=None if periods.before is None else all_counts(_total(sums, 1)),
        hosts=_hosts(sums), hours=_spans(sums, wish.zone, _hour),
        days=_spans(sums, wish.zone, _day), by_hour=_spans(sums, wish.zone, _hour_of_day),
        senders=lists["sender"], recipients=lists["recipient"], domains=lists["domain"],
        clients=lists["client"], networks=lists["net"], accounts=lists["account"],
        refused_clients=top(sums, 0, "client", REFUSED, most),
        refused_networks=top(sums, 0, "net", REFUSED, most),
        failed_logins={name: top(sums, 0, table, FAILED, most) for name, table in
                       (("addresses", "client"), ("networks", "net"), ("accounts", "account"))},
        rejects=reasons(sums, 0, "reject", most), deferrals=reasons(sums, 0, "deferred", most),
        bounces=reasons(sums, 0, "bounced", most), expired=reasons(sums, 0, "expired", most),
        tls_in=_share(sums, "in"), tls_out=_share(sums, "out"),
        tls_failed=reason_list(sums.table(0, "tls_failed"), most),
        limits=reason_list(sums.table(0, "limit"), most),
        delays=delays(sums, STAGES), warnings=warnings(sums, most),
        notices=dict(sums.table(0, "notice")),
        filtered=_word(sums, "filtered"), others=_others(sums, most),
    )  # fmt: skip


def _total(sums: Sums, period: int) -> int:
    return sum(packed for where, packed in sums.volumes.items() if where[0] == period)


def _lines(sums: Sums) -> Lines:
    kinds = dict(sorted(sums.kinds.items(), key=lambda one: -one[1]))
    noise, other = kinds.get("noise", 0), kinds.get("other", 0)
    return Lines(sums.lines, sums.outside, noise, other, sums.lost, kinds)


def _hosts(sums: Sums) -> list[Row]:
    hosts: dict[str, int] = {}
    for (period, host, _), packed in sums.volumes.items():
        if period == 0:
            hosts[host] = hosts.get(host, 0) + packed
    return [Row(host, counts_of(packed)) for host, packed in sorted(hosts.items())]


def _hour(moment: datetime) -> str:
    return moment.replace(minute=0).isoformat(timespec="minutes")


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _hour_of_day(moment: datetime) -> str:
    return f"{moment.hour:02}"


def _spans(sums: Sums, zone: tzinfo, name: Callable[[datetime], str]) -> list[Span]:
    """Sums of the quarters of an hour that have one name; lines without a time are in none."""
    quarters: dict[int, int] = {}
    for (period, _, quarter), packed in sums.volumes.items():
        if period == 0 and quarter:
            quarters[quarter] = quarters.get(quarter, 0) + packed
    spans: dict[str, int] = {}
    for quarter, packed in sorted(quarters.items()):
        key = name(_moment(quarter * QUARTER, zone))
        spans[key] = spans.get(key, 0) + packed
    return [Span(key, counts_of(packed)) for key, packed in sorted(spans.items())]


def _share(sums: Sums, way: str) -> Share:
    """Mail by protocol. A host that tells of no TLS at all tells nothing by its silence."""
    sessions = _by_protocol(sums, "session", way)
    mail = _by_protocol(sums, "tls", way)
    telling = {host for host, _ in (*sessions, *(one for one in mail if one[1] not in _UNKNOWN))}
    protocols: dict[str, int] = {}
    plain = unknown = 0
    for (host, protocol), count in mail.items():
        if protocol == "none" or (protocol == "untold" and host in telling):
            plain += count
        elif protocol in _UNKNOWN:
            unknown += count
        else:
            protocols[protocol] = protocols.get(protocol, 0) + count
    by_name: dict[str, int] = {}
    for (_, protocol), count in sessions.items():
        by_name[protocol] = by_name.get(protocol, 0) + count
    known = plain + sum(protocols.values())
    percent = round(100 * sum(protocols.values()) / known, 1) if known else None
    ordered = dict(sorted(protocols.items(), reverse=True))
    return Share(bool(telling), percent, ordered, plain, unknown,
                 dict(sorted(by_name.items(), reverse=True)))  # fmt: skip


def _by_protocol(sums: Sums, name: str, way: str) -> dict[tuple[str, str], int]:
    table = sums.table(0, name)
    return {(host, protocol): count for (host, to, protocol), count in table.items()
            if to == way and count > 0}  # fmt: skip


def _word(sums: Sums, kind: str) -> int:
    table = sums.table(0, "word")
    return sum(count for (one, _), count in table.items() if one == kind)


def _others(sums: Sums, most: int) -> list[Reason]:
    table = sums.table(0, "word")
    return reason_list({key: count for key, count in table.items() if key[0] != "filtered"}, most)


def _moment(seconds: float, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone)


def _iso(seconds: float | None, zone: tzinfo) -> str | None:
    return None if seconds is None else _moment(seconds, zone).isoformat(timespec="seconds")


def _zone_name(zone: tzinfo) -> str:
    return str(zone)
