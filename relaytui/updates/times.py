"""When lists were fetched, by the times of files: `SECONDS PATH` a line, as `stat` prints them."""

from relaytui.facts.answers import Answer


def times(answer: Answer) -> dict[str, float]:
    """Seconds since the epoch by path."""
    found = {}
    for line in answer.lines[:5000]:
        seconds, _, path = line.partition(" ")
        if seconds.isascii() and seconds.isdecimal() and len(seconds) <= 12 and path:
            found[path] = float(seconds)
    return found


def newest(answer: Answer) -> float | None:
    """The latest of them; None where there is none."""
    return max(times(answer).values(), default=None)
