"""From the sums of a log to its report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from relaytui.analysis.report_delays import delays
from relaytui.analysis.report_events import STAGES
from relaytui.analysis.report_lists import (
    FAILED,
    ORDERS,
    REFUSED,
    all_counts,
    counts_of,
    reason_list,
    reasons,
    top,
    warnings,
)
from relaytui.analysis.report_periods import Periods
from relaytui.analysis.report_spans import day, hour, hour_of_day, iso, spans
from relaytui.analysis.report_sums import Sums
from relaytui.analysis.report_tls import share
from relaytui.domain.report import Report
from relaytui.domain.report_rows import Lines, Reason, Row


@dataclass(frozen=True, slots=True)
class Wish:
    """What a report is to hold: of which inputs, in which zone, `top` rows of each list; what of
    the inputs could not be read (`incomplete`); `match`, the filter whose lines alone count."""

    inputs: Sequence[str]
    zone: tzinfo
    periods: Periods
    top: int
    incomplete: Sequence[str] = ()
    match: str = ""


def summary(sums: Sums, wish: Wish) -> Report:
    """The report."""
    most, periods = wish.top, wish.periods
    lists = {name: top(sums, 0, name, order, most) for name, order in ORDERS.items()}
    begin, end = iso(periods.begin, wish.zone), iso(periods.end, wish.zone)
    times = [None if one is None else one * 60.0 for one in (sums.first, sums.last)]
    return Report(
        inputs=list(wish.inputs), match=wish.match,
        zone=_zone_name(wish.zone), begin=begin, end=end,
        first=iso(times[0], wish.zone), last=iso(times[1], wish.zone),
        at_least=sums.lost > 0 or bool(wish.incomplete), incomplete=list(wish.incomplete),
        lines=_lines(sums), totals=all_counts(_total(sums, 0)),
        before=None if periods.before is None else all_counts(_total(sums, 1)),
        hosts=_hosts(sums), hours=spans(sums, wish.zone, hour),
        days=spans(sums, wish.zone, day), by_hour=spans(sums, wish.zone, hour_of_day),
        senders=lists["sender"], recipients=lists["recipient"], domains=lists["domain"],
        clients=lists["client"], networks=lists["net"], accounts=lists["account"],
        refused_clients=top(sums, 0, "client", REFUSED, most),
        refused_networks=top(sums, 0, "net", REFUSED, most),
        failed_logins={name: top(sums, 0, table, FAILED, most) for name, table in
                       (("addresses", "client"), ("networks", "net"), ("accounts", "account"))},
        rejects=reasons(sums, 0, "reject", most), deferrals=reasons(sums, 0, "deferred", most),
        bounces=reasons(sums, 0, "bounced", most), expired=reasons(sums, 0, "expired", most),
        tls_in=share(sums, "in"), tls_out=share(sums, "out"),
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
    return Lines(sums.lines, sums.outside, sums.unmatched, noise, other, sums.lost, kinds)


def _hosts(sums: Sums) -> list[Row]:
    hosts: dict[str, int] = {}
    for (period, host, _), packed in sums.volumes.items():
        if period == 0:
            hosts[host] = hosts.get(host, 0) + packed
    return [Row(host, counts_of(packed)) for host, packed in sorted(hosts.items())]


def _word(sums: Sums, kind: str) -> int:
    table = sums.table(0, "word")
    return sum(count for (one, _), count in table.items() if one == kind)


def _others(sums: Sums, most: int) -> list[Reason]:
    table = sums.table(0, "word")
    return reason_list({key: count for key, count in table.items() if key[0] != "filtered"}, most)


def _zone_name(zone: tzinfo) -> str:
    return str(zone)
