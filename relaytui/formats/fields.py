"""The fields that a format of the user's own may fill, and what each takes."""

from collections.abc import Callable
from typing import Any

from relaytui.domain.address import canonical_address, canonical_network
from relaytui.domain.event import KINDS, Event

#: Kinds that a line can be of by a pattern; the others are not for one line alone.
OWN_KINDS = tuple(one for one in KINDS if one not in ("noise", "repeat", "log_gap"))
_TEXTS = (
    "client_name", "helo", "user", "sasl_method", "session", "queue_id", "orig_queue_id",
    "message_id", "sender", "recipient", "orig_recipient", "subject", "stage", "dsn", "reason",
    "reason_class", "dnsbl", "cause", "action", "relay", "peer_name", "status",
    "remote_queue_id", "limit", "limit_service", "list", "offence", "direction", "protocol",
    "cipher",
)  # fmt: skip
_ADDRESSES = ("client_ip", "orig_client_ip", "server_ip", "peer_ip")
_WHOLE = ("client_port", "server_port", "peer_port", "size", "nrcpt", "code", "bytes",
          "remote_code", "repeat")  # fmt: skip
_NUMBERS = ("count", "limit_max", "score", "delay")
#: Digits of a number; more are a stranger's joke.
_DIGITS = 15


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None


def _number(text: str) -> float | None:
    whole, _, part = text.removeprefix("-").partition(".")
    if not (whole + part).isascii() or not (whole + (part or "0")).isdecimal():
        return None
    return float(text) if len(text) <= _DIGITS else None


#: Field → what its text becomes; None: the text is none, and the field stays empty.
FIELDS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(_TEXTS, str),
    **dict.fromkeys(_ADDRESSES, canonical_address),
    "client_net": canonical_network,
    **dict.fromkeys(_WHOLE, _whole),
    **dict.fromkeys(_NUMBERS, _number),
}


def fill(event: Event, kind: str, texts: dict[str, str | None]) -> None:
    """Make an event of this kind, with the texts of its fields."""
    event.kind = kind
    for name, text in texts.items():
        if text and (value := FIELDS[name](text)) is not None:
            setattr(event, name, value)


def shown(event: Event, name: str) -> str:
    """A field as a sample expects it: as text; empty where it is not there."""
    value = getattr(event, name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)
