"""Numbers and times of a report, in words."""

from datetime import datetime


def number(count: int, name: str = "", at_least: bool = False) -> str:
    """A count for people: bytes with their unit, zero as a dash."""
    if not count:
        return "-"
    text = size(count) if name == "bytes" else f"{count:,}"
    return f"≥{text}" if at_least else text


def size(count: int) -> str:
    """Bytes, short: 512 B, 12.3 MB."""
    amount, unit = float(count), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if abs(amount) < 1000 or unit == "TB":
            break
        amount /= 1000
    return f"{count} B" if unit == "B" else f"{amount:.3g} {unit}"


def short(moment: str | None) -> str:
    return "" if moment is None else datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M")


def change(count: int, before: int) -> str:
    if count == before:
        return "="
    if not before:
        return "new"
    percent = 100 * (count - before) / before
    return f"{percent:+.0f} %" if abs(percent) < 1000 else f"× {count / before:,.0f}"
