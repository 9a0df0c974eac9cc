"""Anchored, linear scanners that several formats use.

Text of strangers can imitate anything, so a scanner is told where a field stands and looks
nowhere else.
"""

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event


def peer_at(text: str, start: int) -> tuple[str | None, str | None, int | None, int] | None:
    """`NAME[ADDRESS]`, `NAME[ADDRESS]:PORT` or `[ADDRESS]:PORT` at a place.

    Name (None: unknown), address (None: unknown), port, and the place behind it; None where
    no such thing stands there.
    """
    opening = text.find("[", start)
    if opening < 0:
        return None
    closing = text.find("]", opening)
    name = text[start:opening]
    if closing < 0 or " " in name:
        return None
    end = closing + 1
    port = None
    if text.startswith(":", end):
        stop = end + 1
        while stop < len(text) and text[stop].isdigit() and stop - end <= 5:
            stop += 1
        if stop > end + 1:
            port = int(text[end + 1 : stop])
            end = stop
    address = canonical_address(text[opening + 1 : closing])
    return (None if name in ("unknown", "") else name), address, port, end


def client_at(event: Event, text: str, start: int) -> int:
    """Take the client that stands at a place; the place behind it, or -1."""
    peer = peer_at(text, start)
    if peer is None:
        return -1
    event.client_name, event.client_ip, event.client_port, end = peer
    return end


def remote_at(event: Event, text: str, start: int) -> int:
    """Take the server that stands at a place as `peer_…`; the place behind it, or -1."""
    peer = peer_at(text, start)
    if peer is None:
        return -1
    event.peer_name, event.peer_ip, event.peer_port, end = peer
    return end


def number_at(text: str, start: int) -> int | None:
    """The whole number at a place, of up to 15 digits."""
    end = start
    while end < len(text) and end - start < 15 and "0" <= text[end] <= "9":
        end += 1
    return int(text[start:end]) if end > start else None


def between(text: str, before: str, after: str, start: int = 0) -> str | None:
    """What stands between two marks, from a place on; None where they are not there."""
    begin = text.find(before, start)
    if begin < 0:
        return None
    begin += len(before)
    end = text.find(after, begin)
    return text[begin:end] if end >= 0 else None
