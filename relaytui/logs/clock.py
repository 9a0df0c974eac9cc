"""Times of log lines: ISO 8601 and RFC 3164, to seconds since the epoch.

RFC 3164 lines have neither year nor zone: the zone is the relay's, the year the latest that
does not lie ahead of the relay's clock by over a day (its clock may run a little ahead of the
reader's). Where a clock was put back for winter, the order of the lines tells the two hours
apart.
"""

from datetime import UTC, datetime, timedelta, tzinfo

MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}  # fmt: skip
#: How far a line may lie ahead of the relay's clock.
AHEAD = timedelta(days=1)
#: Times (seconds) that have a date in every zone.
_FIRST, _LAST = (
    datetime(year, 1, day, tzinfo=UTC).timestamp() for year, day in ((2, 1), (9999, 1))
)
#: Years to go back for a day that not every year has (29 February).
YEARS = 9


class Clock:
    """Times of one source; neighbours share their second, so the last one is remembered.

    `second_time` is that of the last stamp with microseconds and a numeric zone, without its
    fraction.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._second = ""
        self.second_time = 0.0
        self._offset = ""
        self._old = ""
        self._old_time: float | None = None
        self._last = 0.0

    def iso(self, stamp: str) -> float | None:
        """Seconds since the epoch of `2026-02-09T05:31:56.154748+00:00` and its like."""
        if stamp[:19] == self._second and stamp[26:] == self._offset and stamp[19:20] == ".":
            fraction = stamp[20:26]
            if fraction.isdecimal():
                return self.second_time + int(fraction) / 1_000_000
        second, rest = stamp[:19], stamp[19:]
        moment = self._iso(stamp)
        if moment is None:
            return None
        time = moment.timestamp()
        if not _FIRST <= time <= _LAST:  # a stranger's: no calendar has its day in every zone
            return None
        if len(rest) == 13 and rest[0] == ".":
            self._second, self._offset = second, rest[7:]
            self.second_time = moment.replace(microsecond=0).timestamp()
        return time

    def _iso(self, stamp: str) -> datetime | None:
        try:
            moment = datetime.fromisoformat(stamp.replace(",", "."))
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=self._zone)

    def old(self, stamp: str, now: float) -> float | None:
        """Seconds since the epoch of `Feb  9 04:02:33`; `now` is the relay's clock."""
        if stamp == self._old:
            return self._old_time
        self._old, self._old_time = stamp, None
        month = MONTHS.get(stamp[:3])
        day, hour, minute, second = stamp[4:6], stamp[7:9], stamp[10:12], stamp[13:15]
        words = (day.strip(), hour, minute, second)
        if not month or stamp[9] != ":" or stamp[12] != ":" or not all(map(str.isdecimal, words)):
            return None
        numbers = [int(word) for word in words]
        time = self._latest(month, *numbers, now=now)
        self._old_time = time
        if time is not None:
            self._last = time
        return time

    def _latest(
        self, month: int, day: int, hour: int, minute: int, second: int, *, now: float
    ) -> float | None:
        try:
            limit = datetime.fromtimestamp(now, UTC) + AHEAD
        except (ValueError, OverflowError, OSError):
            return None
        for year in range(limit.year + 1, limit.year - YEARS, -1):
            try:
                moment = datetime(
                    year, month, day, hour, minute, min(second, 59), tzinfo=self._zone
                )
            except ValueError:
                continue
            if moment.astimezone(UTC) <= limit:
                return self._in_order(moment).timestamp()
        return None

    def _in_order(self, moment: datetime) -> datetime:
        later = moment.replace(fold=1)
        if later.utcoffset() != moment.utcoffset() and moment.timestamp() < self._last:
            return later
        return moment
