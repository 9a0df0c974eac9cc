"""Exim's lines about one message: flags, what became of it, and what a client was told."""

from relaytui.domain.event import Event
from relaytui.logs.exim.delivery import deferred, delivered, failed, take_reason
from relaytui.logs.exim.fields import Seen, take_fields
from relaytui.logs.exim.hosts import address_at, host_at, is_address, take_peer
from relaytui.logs.exim.server import server_line

_STATES = (
    ("Completed", "removed", None),
    ("Frozen", "held", None),
    ("frozen by", "held", None),
    ("Unfrozen", "other", "release"),
    ("unfrozen by", "other", "release"),
    ("cancelled by", "removed", None),
    ("removed by", "removed", "deleted"),
    ("Message is frozen", "held", None),
    ("Remote host ", "warning", None),
    ("spam acl condition: ", "warning", None),
    ("malware acl condition: ", "warning", None),
    ("SMTP error from remote mail", "warning", None),
    ("SMTP timeout ", "warning", None),
    ("LMTP error ", "warning", None),
    ("local_scan() function ", "warning", None),
    ("Failed to ", "error", None),
    ("failed to ", "warning", None),
    ("unable to ", "error", None),
    ("Unable to ", "error", None),
)
#: Recipients of a mail that are taken from its line.
_RECIPIENTS = 50
#: What a connection that did not come about says, behind the host.
_ERRORS = ("Connection ", "No route to host", "Network is unreachable", "Operation timed out",
           "SMTP error", "SMTP timeout", "Remote host", "error ", "No such ", "Host is down",
           "retry time not reached", "TLS session", "SMTP protocol", "lost connection",
           "socks", "Broken pipe")  # fmt: skip


def message_line(event: Event, text: str) -> None:
    """Fill an event; the message id is taken already."""
    flag = text[:3]
    if flag == "<= ":
        received(event, text)
    elif flag in ("=> ", "-> ", ">> ", "*> "):
        delivered(event, text)
    elif flag == "** ":
        failed(event, text)
    elif flag == "== ":
        deferred(event, text)
    elif not (_state(event, text) or _spam(event, text) or _outgoing(event, text)):
        server_line(event, text)


def received(event: Event, text: str) -> None:
    """`<= SENDER H=… P=… A=… S=… id=… T="…" from <…> for R R`."""
    event.kind = "queued"
    if text.startswith("<= <> "):
        event.sender, at = "", 5
    else:
        event.sender, at = address_at(text, 3, brackets=False)
        if not is_address(event.sender):
            return
    seen = Seen()
    while text.startswith(" ", at):
        before = at
        at = take_fields(event, text, at, seen)
        if text.startswith(" from ", at):
            _, at = address_at(text, at + 6)
        elif text.startswith(" for ", at):
            recipients = _recipients(text, at + 5)
            event.recipients = recipients
            event.recipient = recipients[0] if len(recipients) == 1 else None
            break
        if at == before:
            break
    if event.sasl_method:
        event.also = ["auth_ok"]


def _recipients(text: str, at: int) -> list[str]:
    found: list[str] = []
    while at < len(text) and len(found) < _RECIPIENTS:
        address, at = address_at(text, at)
        found.append(address)
        at += 1
    return found


def _state(event: Event, text: str) -> bool:
    for start, kind, action in _STATES:
        if text.startswith(start):
            event.kind, event.action = kind, action
            event.duplicate = start == "Message is frozen"
            if kind in ("warning", "error"):
                event.reason = text
                if start.startswith("Remote host "):
                    take_peer(event, text, len(start))
            return True
    return False


def _spam(event: Event, text: str) -> bool:
    """`SA: Action: flagged as Spam but accepted: score=8.2 required=5.0 …` of sa-exim."""
    if not text.startswith("SA: Action: "):
        return False
    words = text[12:]
    event.kind, event.reason = "policy", words.partition(": ")[0]
    if "rejected" in event.reason:
        event.kind, event.reason_class = "reject", "content"
    elif "not spam" in words.lower() or words.startswith("scanned but"):
        event.kind = "other"
    return True


def _outgoing(event: Event, text: str) -> bool:
    """`[H=]mx.example.org [192.0.2.1] Connection timed out`: a server that we tried."""
    start = 2 if text.startswith("H=") else 0
    host = host_at(text, start)
    if host.address is None or host.helo is not None:
        return False
    words = text[host.end :].lstrip(": ")
    if not words.startswith(_ERRORS):
        return False
    event.peer_name, event.peer_ip, event.peer_port = host.name, host.address, host.port
    event.kind = "warning"
    take_reason(event, words)
    if "TLS" in words[:16]:
        event.kind, event.direction = "tls_failed", "out"
    return True
