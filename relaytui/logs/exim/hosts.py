"""Hosts and addresses in Exim's lines: `NAME (HELO) [ADDRESS]:PORT`, with or without each part.

A HELO name and an address may hold anything that looks like a host. A host ends at a blank, a
colon or the end; where a text gives several, none is believed.
"""

from typing import NamedTuple

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.scan import number_at

#: Brackets that are looked at before a HELO name is given up.
_MOST = 24


class Host(NamedTuple):
    """A host, and the place behind it. Without an address it was no host, or not surely one."""

    name: str | None
    helo: str | None
    address: str | None
    port: int | None
    end: int


def host_at(text: str, start: int) -> Host:
    """The host at a place."""
    at, name = start, None
    if text[at : at + 1] not in ("(", "["):
        blank = text.find(" ", at)
        if blank < 0 or text[blank + 1 : blank + 2] not in ("(", "["):
            return Host(None, None, None, None, start)
        name, at = text[at:blank], blank + 1
    if text.startswith("[", at):
        return _bracketed(text, at, name, None) or Host(None, None, None, None, start)
    found: Host | None = None
    close = at
    for _ in range(_MOST):
        close = text.find(") [", close + 1)
        if close < 0:
            return found or Host(None, None, None, None, start)
        host = _bracketed(text, close + 2, name, text[at + 1 : close])
        if host is None:
            continue
        if found and found.address != host.address:
            break
        found = found or host
    return Host(None, None, None, None, found.end if found else start)


def _bracketed(text: str, at: int, name: str | None, helo: str | None) -> Host | None:
    """`[ADDRESS][:PORT]`, followed by what may follow a host."""
    close = text.find("]", at, at + 60)
    address = canonical_address(text[at + 1 : close]) if close > 0 else None
    if address is None:
        return None
    end, port = close + 1, None
    if text.startswith(":", end) and (port := number_at(text, end + 1)) is not None:
        end += 1 + len(str(port))
        port = port if port < 65536 else None
    return Host(name, helo, address, port, end) if text[end : end + 1] in _FOLLOWERS else None


_FOLLOWERS = ("", " ", ":", "*", ",", ";")


def take_client(event: Event, text: str, start: int) -> int:
    """Take the client at a place; the place behind it (the same where there is none)."""
    host = host_at(text, start)
    event.client_name, event.helo = host.name, host.helo
    event.client_ip, event.client_port = host.address, host.port
    return host.end


def take_peer(event: Event, text: str, start: int) -> int:
    """Take a server that we spoke to; the place behind it."""
    host = host_at(text, start)
    event.peer_name, event.peer_ip, event.peer_port = host.name, host.address, host.port
    return host.end


def take_client_behind(event: Event, text: str, mark: str) -> int:
    """Take the client behind a mark that a quoted text of a stranger may imitate; the place
    behind it, or -1."""
    found: Host | None = None
    at = 0
    for _ in range(_MOST):
        at = text.find(mark, at)
        if at < 0:
            break
        at += len(mark)
        host = host_at(text, at)
        if host.address is None:
            if host.end > at:  # a host, but which?
                return -1
        elif found and found.address != host.address:
            return -1
        else:
            found = found or host
    if found is None:
        return -1
    event.client_name, event.helo = found.name, found.helo
    event.client_ip, event.client_port = found.address, found.port
    return found.end


def address_at(text: str, start: int, brackets: bool = True) -> tuple[str, int]:
    """A mail address at a place, with or without `<>`, and the place behind it.

    Only a quoted local part may hold blanks and brackets (RFC 5321). Without `brackets` a `<`
    is no more than a character, as the gate's pictures of others begin with.
    """
    at = start
    bracket = brackets and text.startswith("<", at)
    if bracket:
        at += 1
    begin = at
    if text.startswith('"', at):
        at = _quoted(text, at)
        if at < 0 or text[at : at + 1] not in ("@", ">"):
            return text[begin:], len(text)
    if bracket:
        end = text.find(">", at)
        return (text[begin:end], end + 1) if end >= 0 else (text[begin:], len(text))
    end = text.find(" ", at)
    end = len(text) if end < 0 else end
    return text[begin:end], end


def is_address(text: str) -> bool:
    """Whether Exim would have let a text without `<>` pass as an address: what RFC 5322 calls
    specials stand in no local part without quotes."""
    local = text.partition("@")[0]
    return text.startswith('"') or (bool(local) and _SPECIALS.isdisjoint(local))


_SPECIALS = frozenset('"(),:;<>[]\\ ')


def _quoted(text: str, at: int) -> int:
    """The place behind a quoted local part that begins at a place; -1 where it has no end."""
    place = at + 1
    while (place := text.find('"', place)) >= 0:
        slashes = place
        while text[slashes - 1] == "\\":
            slashes -= 1
        if (place - slashes) % 2 == 0:
            return place + 1
        place += 1
    return -1
