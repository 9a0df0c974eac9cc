"""Small figures of counts, a character a bucket or several buckets."""

from collections.abc import Sequence

_BARS = "▁▂▃▄▅▆▇█"
_ASCII_BARS = "_.:-=+*#"


def sparkline(counts: Sequence[float], width: int, *, ascii_only: bool = False) -> str:
    """The last counts as bars: nothing for none, the highest bar for the highest count.

    Where there are more counts than cells, only the newest are drawn.
    """
    bars = _ASCII_BARS if ascii_only else _BARS
    shown = list(counts)[-width:] if width > 0 else []
    top = max(shown, default=0)
    figure = "".join(
        " " if count <= 0 else bars[max(0, round(count / top * len(bars)) - 1)] for count in shown
    )
    return figure.rjust(width)
