"""Fields of Exim's message lines: ` R=router T=transport H=host [ip] X=… CV=… C="250 …"`."""

from relaytui.domain.event import Event
from relaytui.logs.exim.hosts import address_at, take_client, take_peer
from relaytui.logs.scan import number_at, say

_FIELDS = frozenset({
    "R", "T", "F", "P", "H", "I", "U", "X", "CV", "DN", "SNI", "A", "S", "C", "M", "D", "QT", "DT",
    "RT", "PRX", "Ci", "SO", "K", "ST", "L", "TFO", "Q",
})  # fmt: skip
#: Fields that stand alone, without a value.
_FLAGS = frozenset({"L", "K", "DS", "M8S", "PRDR", "NOTLS", "CHUNKING"})
_WEAK = ("SSLv", "TLS1.0", "TLS1.1", "TLSv1:", "TLSv1.0", "TLSv1.1", "TLS1:")


class Seen(set[str]):
    """Fields of a line that were taken: the first of a name counts."""


def take_fields(event: Event, text: str, at: int, seen: Seen, outgoing: bool = False) -> int:
    """Take the fields from a place on (a blank stands before each); where they end.

    They are read in their order, so a stranger's text in a later one is never looked at.
    """
    while text.startswith(" ", at):
        equals = text.find("=", at + 1, at + 10)
        blank = text.find(" ", at + 1, at + 10)
        if blank >= 0 and (equals < 0 or blank < equals):
            if text[at + 1 : blank] not in _FLAGS:
                return at
            at = blank
            continue
        name = text[at + 1 : equals]
        if equals < 0:
            return len(text) if text[at + 1 :] in _FLAGS else at
        if not name.isalnum() or not name[0].isupper():
            return at if name != "id" else _id(event, text, equals + 1, seen)
        if name not in _FIELDS:
            return at
        if name == "H" and outgoing and "R" not in seen and "T" not in seen:
            return at
        if name in seen:
            if name in ("H", "R", "T") and "id" not in seen:  # an address that imitates fields
                _forget_host(event, outgoing)
            return at
        seen.add(name)
        behind = _field(event, text, name, equals + 1, outgoing)
        if behind < 0:
            return at
        at = behind
    return at


def _forget_host(event: Event, outgoing: bool) -> None:
    if outgoing:
        event.peer_name = event.peer_ip = event.peer_port = event.relay = None
    else:
        event.client_name = event.client_ip = event.client_port = event.helo = None


def _field(event: Event, text: str, name: str, at: int, outgoing: bool) -> int:
    """Take one field whose value begins at a place; the place behind it, or -1."""
    if name == "H":
        end = (take_peer if outgoing else take_client)(event, text, at)
        if end == at:
            return -1
        if outgoing:
            event.relay = text[at:end]
        return end + 1 if text.startswith("*", end) else end
    if name == "F" or (name == "P" and text.startswith("<", at)):
        sender, end = address_at(text, at)
        event.sender = sender
        return end
    if text.startswith('"', at):
        value, end = quoted_at(text, at)
    else:
        end = text.find(" ", at)
        end = len(text) if end < 0 else end
        value = text[at:end]
        if value.endswith(":"):  # the reason follows
            value, end = value[:-1], end - 1
    _take(event, name, value)
    return end


def _take(event: Event, name: str, value: str) -> None:
    if name == "X":
        protocol, _, rest = value.partition(":")
        cipher, _, bits = rest.partition(":")
        event.cipher, event.bits = cipher or None, number_at(bits, 0)
        event.weak = value.startswith(_WEAK)
        say(event, tls_protocol=protocol)
    elif name == "CV":
        say(event, tls_verified=True if value in ("yes", "dane") else None)
    elif name == "A":
        method, _, user = value.partition(":")
        event.sasl_method, event.user = method, user or None
    elif name == "S":
        event.size = number_at(value, 0)
    elif name == "SNI":
        event.sni = value
    elif name == "R" and event.kind == "queued":
        say(event, bounce_of=value)
    elif name == "C":
        event.reason = value
    elif name == "T" and event.kind == "queued":
        event.subject = value
    elif name == "PRX":
        say(event, proxy=value)


def _id(event: Event, text: str, at: int, seen: Seen) -> int:
    """`id=MESSAGE-ID`, a stranger's text: only subject, sender and recipients come after it."""
    seen.update(["id", "H", "X", "R", "A", "F", "P", "S", "U"])
    end = text.find(" ", at)
    end = len(text) if end < 0 else end
    event.message_id = text[at:end]
    return end


def quoted_at(text: str, at: int) -> tuple[str, int]:
    """A text in quotes at a place, without its backslashes, and the place behind it."""
    place = at + 1
    while (place := text.find('"', place)) >= 0:
        if text[place - 1] != "\\":
            return text[at + 1 : place].replace('\\"', '"'), place + 1
        place += 1
    return text[at + 1 :], len(text)
