"""Plots as inline SVG; colours come from the page's style."""

from collections.abc import Sequence
from html import escape

_WIDTH, _HEIGHT, _LEFT, _FOOT, _HEAD = 960, 200, 56, 22, 18
_BAR = 120

#: What is plotted: its name, its class in the style, its counts.
Series = tuple[str, str, Sequence[int]]


def bars(count: int, most: int) -> str:
    """A bar beside a row."""
    width = round(_BAR * max(0, count) / most, 1) if most > 0 else 0
    return (f'<svg width="{_BAR}" height="10" role="img" aria-label="{count:,}">'
            f'<rect class="bar" width="{width}" height="10"/></svg>')  # fmt: skip


def columns(title: str, names: Sequence[str], series: Sequence[Series]) -> str:
    """Counts over time: for each time a group of columns, one a series."""
    most = max(max(counts, default=0) for _, _, counts in series) or 1
    room, height = _WIDTH - _LEFT, _HEIGHT - _FOOT - _HEAD
    step = room / len(names)
    width = max(0.5, step * 0.8 / len(series))
    parts = [f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">']
    for number, (name, look, counts) in enumerate(series):
        x = _LEFT + number * 130
        parts.append(f'<rect class="{look}" x="{x}" y="2" width="10" height="10"/>'
                     f'<text x="{x + 15}" y="11">{escape(name)}</text>')  # fmt: skip
        for at, count in enumerate(counts):
            tall = round(height * count / most, 1)
            left = round(_LEFT + at * step + number * width, 1)
            parts.append(
                f'<rect class="{look}" x="{left}" y="{round(_HEAD + height - tall, 1)}" '
                f'width="{round(width, 1)}" height="{tall}">'
                f"<title>{escape(names[at])}: {count:,} {escape(name)}</title></rect>"
            )
    parts += _axes(names, most, step, height)
    return "".join([*parts, "</svg>"])


def _axes(names: Sequence[str], most: int, step: float, height: int) -> list[str]:
    parts = []
    for part in (0.0, 0.5, 1.0):
        y = round(_HEAD + height * (1 - part), 1)
        told = f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{most * part:,.0f}</text>'
        parts.append(f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH}" y1="{y}" y2="{y}"/>{told}')
    every = max(1, -(-len(names) // 8))
    for at in range(0, len(names), every):
        x = round(_LEFT + at * step, 1)
        parts.append(f'<text x="{x}" y="{_HEIGHT - 6}">{escape(names[at])}</text>')
    return parts
