"""Anchored, linear scanners that several formats use.

Text of strangers can imitate anything, so a scanner is told where a field stands and looks
nowhere else.
"""

from functools import lru_cache
from typing import Any

from relaytui.domain.address import canonical_address, canonical_network
from relaytui.domain.event import Event


def peer_at(text: str, start: int) -> tuple[str | None, str | None, int | None, int] | None:
    """`NAME[ADDRESS]`, `NAME[ADDRESS]:PORT` or `[ADDRESS]:PORT` at a place.

    Name (None: unknown), address (None: unknown), port, and the place behind it; None where
    no such thing stands there.
    """
    end = text.find("]", start) + 1
    if end <= 0:
        return None
    found = _peer(text[start:end])
    if found is None:
        return None
    if text[end : end + 1] != ":":
        return found[0], found[1], None, end
    port = number_at(text, end + 1)
    if port is None or port > 65535:
        return found[0], found[1], None, end
    return found[0], found[1], port, end + 1 + len(str(port))


@lru_cache(maxsize=32768)
def _peer(text: str) -> tuple[str | None, str | None] | None:
    """Name and address of `NAME[ADDRESS]`."""
    name, bracket, address = text[:-1].partition("[")
    if not bracket or " " in name:
        return None
    return (None if name in ("unknown", "") else name), canonical_address(address)


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


def say(event: Event, **words: Any) -> None:
    """Add what only some programs say, by the names of the vocabulary; None is left out."""
    kept = {name: value for name, value in words.items() if value is not None}
    if kept:
        event.extra = {**(event.extra or {}), **kept}


def take_target(event: Event, word: str) -> None:
    """An address, a network (of one address: that), or a word that is neither."""
    address, _, bits = word.partition("/")
    if bits in ("", "32" if "." in address else "128"):
        event.client_ip = canonical_address(address)
        if event.client_ip:
            return
    event.client_net = canonical_network(word) if bits else None
    if event.client_net is None:
        say(event, target=word)


def decimal(word: str) -> float | None:
    """A number as programs print it (`31.00`, `9.399`, `-2`), or None."""
    whole, _, fraction = word.removeprefix("-").partition(".")
    if not (whole.isdecimal() and (fraction.isdecimal() or not fraction) and len(word) < 25):
        return None
    return float(word)


def first_word(text: str) -> str:
    """What stands before the first blank."""
    return text.partition(" ")[0]
