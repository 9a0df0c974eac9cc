"""A plot of counts in braille characters: two by four dots a cell."""

from collections.abc import Sequence

_DOTS = ((0x40, 0x80), (0x04, 0x20), (0x02, 0x10), (0x01, 0x08))


def braille(counts: Sequence[float], width: int, height: int) -> list[str]:
    """Columns from the ground up, `width` cells wide and `height` high, the highest line first.

    Each count is equally wide; where there are more counts than dots side by side, a column
    shows the highest of those that fall on it. A count over 0 is at least one dot.
    """
    dots = 2 * width
    top = max(counts, default=0)
    if not counts or top <= 0 or width <= 0 or height <= 0:
        return [" " * max(0, width)] * max(0, height)
    columns = []
    for dot in range(dots):
        begin = dot * len(counts) // dots
        end = max(begin + 1, (dot + 1) * len(counts) // dots)
        highest = max(counts[begin:end])
        columns.append(max(1, round(highest / top * 4 * height)) if highest > 0 else 0)
    lines = []
    for line in range(height - 1, -1, -1):
        cells = []
        for cell in range(width):
            points = 0
            for row, (left, right) in enumerate(_DOTS):
                level = 4 * line + row
                points |= left if columns[2 * cell] > level else 0
                points |= right if columns[2 * cell + 1] > level else 0
            cells.append(chr(0x2800 + points) if points else " ")
        lines.append("".join(cells))
    return lines
