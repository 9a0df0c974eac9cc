"""Exim's SMTP sessions: begin, end, offences on the way, TLS."""

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.exim.hosts import take_client, take_client_behind, take_peer
from relaytui.logs.scan import between, first_word, number_at, say

_TIMEOUTS = (
    "SMTP command timeout on connection from ",
    "SMTP data timeout (message abandoned) on ",
)


def session_line(event: Event, text: str) -> bool:
    """What begins with `SMTP `."""
    if text.startswith("SMTP connection "):
        _connection(event, text)
    elif text.startswith("SMTP call from "):
        event.kind, event.offence = "offence", "command-count-limit"
        end = take_client(event, text, 15)
        event.reason = text[end:].lstrip(": ")
    elif text.startswith(("SMTP protocol synchronization error", "SMTP protocol violation")):
        _too_soon(event, text)
    elif text.startswith(("SMTP protocol error in ", "SMTP syntax error in ")):
        _wrong_command(event, text)
    elif text.startswith(_TIMEOUTS):
        event.kind, event.cause = "lost", "timeout"
        event.stage = "DATA" if text.startswith("SMTP data") else None
        take_client(event, text, text.find(" from ") + 6)
    else:
        return False
    return True


def _connection(event: Event, text: str) -> None:
    """`SMTP connection [Ci=N ]from HOST[ …] {(TCP/IP connection count = N)|closed …|lost}`."""
    at = text.find("from ", 16, 40)
    if text.startswith("SMTP connection lost after final dot"):
        event.kind, event.cause, event.stage = "lost", "lost connection", "END-OF-MESSAGE"
        take_client_behind(event, text, " H=")
        return
    if at < 0:
        return
    end = take_client(event, text, at + 5)
    rest = text[end:]
    if event.client_ip is None:  # a local caller, or a name that can't be told from an address
        event.client_name = None
    counted = rest.rfind("(TCP/IP connection count = ")
    if counted >= 0:
        event.kind = "connect"
        say(event, connections=number_at(rest, counted + 27))
        return
    words = _end_of_session(rest)
    if words.startswith("lost"):
        event.kind, event.cause = "lost", "lost connection"
        event.stage = "DATA" if "message data" in words else None
    elif words.startswith("closed "):
        event.kind, event.cause = "disconnect", words[7:]
    else:
        event.kind = "connect"


def _end_of_session(rest: str) -> str:
    """What follows ` I=[A]:25 Ci=1 D=2s` behind a host."""
    words = rest.lstrip(": ")
    while words and (word := first_word(words)) and "=" in word and word[0].isupper():
        words = words[len(word) :].lstrip(" ")
    if words and not words.startswith(("lost", "closed")):
        closed = max(rest.rfind(" closed by "), rest.rfind(" closed after "), rest.rfind(" lost"))
        words = rest[closed + 1 :] if closed >= 0 else ""
    return words


def _too_soon(event: Event, text: str) -> None:
    """A client that speaks before the greeting or the answer."""
    event.kind = "offence"
    early = "waiting for greeting" in text or "input sent without waiting" in text
    event.offence = "pregreet" if early and "next input" not in text[:80] else "pipelining"
    if text.find(": rejected connection from H=") >= 0:
        take_client_behind(event, text, "rejected connection from H=")
    else:
        take_client_behind(event, text, " H=")


def _wrong_command(event: Event, text: str) -> None:
    """`SMTP {protocol|syntax} error in "COMMAND" H=… WHY`."""
    quote = text.find('"') + 1
    command = text[quote : quote + 12].upper()
    end = take_client_behind(event, text, '" H=')
    event.reason = _without_own_fields(text[end:]) if end > 0 else None
    event.kind, event.offence = "offence", "non-smtp"
    why = text[end:] if end > 0 else text
    if command.startswith("AUTH"):
        event.kind, event.offence = "auth_failed", None
        if "not advertised" not in why:
            event.kind = "offence"
            event.offence = "non-smtp"
        event.sasl_method = first_word(text[quote + 5 : quote + 40]).rstrip('"').upper() or None
    elif command.startswith(("MAIL FROM", "RCPT TO")):
        event.offence = "illegal-address"
        event.stage = command[:4]


def _without_own_fields(rest: str) -> str | None:
    words = rest.lstrip(" ")
    while words.startswith(("I=[", "Ci=")):
        words = words.partition(" ")[2]
    return words or None


def no_mail(event: Event, text: str) -> bool:
    """`no MAIL in SMTP connection from HOST D=2m42s C=EHLO,AUTH`."""
    event.kind = "disconnect"
    at = text.find(" from ")
    if at > 0:
        take_client(event, text, at + 6)
    return True


def disconnected(event: Event, text: str) -> bool:
    """`unexpected disconnection while reading SMTP command from HOST D=3s`."""
    event.kind, event.cause = "lost", "lost connection"
    at = text.find(" from ")
    if at > 0:
        take_client(event, text, at + 6)
    return True


def name_not_found(event: Event, text: str) -> bool:
    """`no host name found for IP address A`, `no IP address found for host N (during SMTP
    connection from HOST)`."""
    event.kind, event.reason = "warning", text
    if text.startswith("no host name found for IP address "):
        event.client_ip = canonical_address(first_word(text[34:]))
        return True
    at = text.find("(during SMTP connection from ")
    if at > 0:
        take_client(event, text[:-1] if text.endswith(")") else text, at + 29)
    if event.client_name is None:
        event.client_name = between(text, "found for host ", " ")
    return True


def tls_line(event: Event, text: str) -> bool:
    """`TLS error on connection {from|to} HOST (WHERE): WHY`, `TLS session failure: … to HOST`,
    `[ADDRESS] SSL verify error: …`."""
    if text.startswith("["):
        close = text.find("] ", 0, 60)
        if close < 0 or not text.startswith("SSL verify error", close + 2):
            return False
        event.peer_ip = canonical_address(text[1:close])
        event.direction, event.reason = "out", text[close + 2 :]
    elif text.startswith("TLS error on connection to "):
        event.direction, end = "out", take_peer(event, text, 27)
        event.reason = text[end:].lstrip(": ") or None
    elif text.startswith(("TLS session failure: ", "TLS session: ")):
        event.direction, event.reason = "out", text
        at = text.find(" to ")
        if at > 0:
            take_peer(event, text, at + (6 if text.startswith("H=", at + 4) else 4))
    elif text.startswith(("TLS error", "TLS client", "SSL ", "TLS certificate", "TLS recv")):
        event.direction = "in"
        at = text.find(" from ", 0, 40)
        end = take_client(event, text, at + 6) if at > 0 else 0
        event.reason = text[end:].lstrip(": ") or None
    else:
        return False
    event.kind = "tls_failed"
    return True
