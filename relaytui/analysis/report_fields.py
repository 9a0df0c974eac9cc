"""What a report takes from the fields of an event."""

from math import floor, log10
from typing import TYPE_CHECKING

from relaytui.domain.delivery_reason import next_hop, shape_of
from relaytui.domain.event import Event
from relaytui.domain.next_hop import provider_of

if TYPE_CHECKING:
    pass

#: Daemons of Postfix whose lines belong to a client's session.
_SERVERS = frozenset({"smtpd", "postscreen", "tlsproxy", "qmqpd"})


CLIENTS = frozenset({"smtp", "lmtp"})


#: What a Postfix process says without its client.
_WITHOUT_CLIENT = frozenset({"tls_failed", "auth_error", "auth_failed", "warning"})


def process_of(event: Event, host: str) -> str | None:
    """The process or session that a line is of; None where its lines stand alone."""
    if event.session:
        return f"{host} {event.program} {event.session}"
    if event.pid is not None and (event.daemon in _SERVERS or event.daemon in CLIENTS):
        return f"{host} {event.program}[{event.pid}]"
    return None


def protocol_of(word: str | None) -> str | None:
    """`TLSv1.3` of what Exim calls `TLS1.3` or `TLS1.3:X25519__…`."""
    if not word:
        return None
    name = word.partition(":")[0]
    return f"TLSv{name[3:]}" if name.startswith("TLS1") else name


def two_digits(seconds: float) -> float:
    """A delay as Postfix rounds it, to two digits: so few values that each can be counted."""
    if seconds <= 0:
        return 0.0
    return round(seconds, 1 - floor(log10(seconds)))


def otherwise_of(event: Event) -> str:
    """The protocol of a delivery of Postfix that no line of TLS came before."""
    if event.tls_status:
        return "TLS"
    return "reused" if (event.conn_use or 1) > 1 else "untold"


def lacks_client(event: Event) -> bool:
    return event.kind in _WITHOUT_CLIENT and event.direction != "out"


def why_of(event: Event) -> tuple[str, str]:
    """Whose servers, and what they said, for a recipient that got nothing."""
    reason = event.reason or event.status or ""
    hop = event.peer_name or event.peer_ip
    if hop is None:
        hop = next_hop(reason).removeprefix("no host for ")
    if not hop and event.recipient:
        hop = event.recipient.rpartition("@")[2]
    return provider_of(hop or ""), shape_of(reason)
