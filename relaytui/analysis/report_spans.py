"""Counts by hour and day, and times as they are written."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

from relaytui.analysis.report_lists import counts_of
from relaytui.analysis.report_sums import QUARTER, Sums
from relaytui.domain.report_rows import Span


def hour(moment: datetime) -> str:
    return moment.replace(minute=0).isoformat(timespec="minutes")


def day(moment: datetime) -> str:
    return moment.date().isoformat()


def hour_of_day(moment: datetime) -> str:
    return f"{moment.hour:02}"


def spans(sums: Sums, zone: tzinfo, name: Callable[[datetime], str]) -> list[Span]:
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


def _moment(seconds: float, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone)


def iso(seconds: float | None, zone: tzinfo) -> str | None:
    return None if seconds is None else _moment(seconds, zone).isoformat(timespec="seconds")
