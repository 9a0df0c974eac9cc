"""OpenSMTPD 5.9 to 7.x: `SESSION {smtp|mta} EVENT key=value …`, and what its processes say.

The session is 16 hexadecimal digits. Before 6.4 the event was `event=NAME` and each line had the
address; since then only `connected` has it, so a session is joined by its number.
"""

import re
from collections.abc import Callable

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.opensmtpd_fields import fields_of, plain, seconds
from relaytui.logs.reasons import is_policy_limit, reason_class
from relaytui.logs.scan import number_at, say

_SESSION = re.compile(r"([0-9a-f]{16}) (smtp|mta|mda|mfa) (?:event=)?([a-z-]{2,32})(?: |$)")
_START = re.compile(r"(?:info: )?OpenSMTPD (\d[\w.-]{0,30}) starting")
_LEVELS = {"info: ": "info", "warn: ": "warning", "warning: ": "warning", "fatal: ": "fatal",
           "fatal in ": "fatal", "debug: ": "debug", "error: ": "error"}  # fmt: skip
_RESULTS = {"ok": "auth_ok", "permfail": "auth_failed", "tempfail": "auth_error"}
_DELIVERIES = {"ok": "sent", "tempfail": "deferred", "permfail": "bounced", "loop": "bounced"}
_REGULAR = ("quit", "done", "idle")


def parse(event: Event, message: str) -> bool:
    """Fill an event; no where the line is none of OpenSMTPD's."""
    found = _SESSION.match(message)
    if found is None:
        return _of_itself(event, message)
    event.session = found[1]
    fields = fields_of(message, found.end())
    fill = (_SMTP if found[2] == "smtp" else _MTA).get(found[3])
    if fill:
        fill(event, fields)
    return True


def _client(event: Event, fields: dict[str, str]) -> None:
    """Address and name, where they stand first; `<unknown>` and an address are no names."""
    if next(iter(fields), "") != "address":
        return
    event.client_ip = canonical_address(fields.get("address", "").strip("[]"))
    name = fields.get("host", "")
    if name and not name.startswith(("<", "[")) and canonical_address(name) is None:
        event.client_name = name


def _connected(event: Event, fields: dict[str, str]) -> None:
    event.kind = "connect"
    _client(event, fields)


def _disconnected(event: Event, fields: dict[str, str]) -> None:
    _client(event, fields)
    reason = fields.get("reason", "")
    event.kind = "disconnect" if reason.strip('"') in _REGULAR else "lost"
    event.cause = event.reason = reason or None


def _authentication(event: Event, fields: dict[str, str]) -> None:
    _client(event, fields)
    event.user = fields.get("user") or None
    event.kind = _RESULTS.get(fields.get("result", ""), "auth_failed")


def _failed_command(event: Event, fields: dict[str, str]) -> None:
    """`command="RCPT TO:<R>" result="550 …"`."""
    _client(event, fields)
    event.kind = "reject"
    command = fields.get("command", "")
    event.stage = command.partition(" ")[0].partition(":")[0].upper()[:16] or None
    upper = command[:10].upper()
    if upper.startswith("RCPT TO:") and "<" in command:
        event.recipient = plain(command[8:].strip())
    elif upper.startswith("MAIL FROM:") and "<" in command:
        event.sender = plain(command[10:].strip())
    _result(event, fields.get("result", ""))
    if event.stage == "AUTH" and event.code == 535:
        event.kind = "auth_failed"
    elif is_policy_limit(event.reason or ""):
        event.kind, event.limit = "rate_limited", "policy"
    elif event.stage in ("EHLO", "HELO", "LHLO"):
        event.reason_class = "helo"


def _bad_input(event: Event, fields: dict[str, str]) -> None:
    _client(event, fields)
    event.kind = "offence"
    _result(event, fields.get("result", ""))
    event.offence = "pipelining" if "ipelining" in (event.reason or "") else "non-smtp"


def _result(event: Event, result: str) -> None:
    """`CODE [X.Y.Z ]TEXT`."""
    code, _, words = result.partition(" ")
    if len(code) == 3 and code.isdecimal():
        event.code = int(code)
        event.temporary = event.code < 500
    else:
        words = result
    dsn, _, rest = words.partition(" ")
    if dsn.count(".") == 2 and dsn.replace(".", "").isdecimal():
        event.dsn, words = dsn, rest
    event.reason = words or None
    event.reason_class = reason_class(words)


def _message(event: Event, fields: dict[str, str]) -> None:
    event.kind = "queued"
    _client(event, fields)
    event.queue_id = fields.get("msgid")
    event.size = number_at(fields.get("size", ""), 0)
    event.nrcpt = number_at(fields.get("nrcpt", fields.get("ndest", "")), 0)
    _envelope_addresses(event, fields)


def _envelope(event: Event, fields: dict[str, str]) -> None:
    event.kind, event.part = "queued", True
    event.queue_id = fields.get("evpid")
    _envelope_addresses(event, fields)


def _envelope_addresses(event: Event, fields: dict[str, str]) -> None:
    event.sender = plain(fields["from"]) if "from" in fields else None
    event.recipient = plain(fields["to"]) if "to" in fields else None


def _tls_in(event: Event, fields: dict[str, str]) -> None:
    _tls(event, fields, "in")


def _tls_out(event: Event, fields: dict[str, str]) -> None:
    _tls(event, fields, "out")


def _tls(event: Event, fields: dict[str, str], direction: str) -> None:
    """`ciphers=TLSv1.3:TLS_AES_256_GCM_SHA384:256`."""
    event.kind, event.direction = "tls", direction
    protocol, _, rest = fields.get("ciphers", "").strip('"').partition(":")
    cipher, _, bits = rest.partition(":")
    event.protocol, event.cipher = protocol.partition(",")[0] or None, cipher or None
    event.bits = number_at(bits, 0)
    event.weak = protocol in ("SSLv3", "TLSv1", "TLSv1.1")


def _delivery(event: Event, fields: dict[str, str]) -> None:
    """`evpid= from= to= rcpt= source= relay="A (N)" delay= result= stat="250 …"`."""
    result = fields.get("result", "").lower()
    event.kind = _DELIVERIES.get(result, "other")
    event.queue_id, event.status = fields.get("evpid"), result or None
    _envelope_addresses(event, fields)
    event.relay = fields.get("relay") or None
    address, _, name = (event.relay or "").partition(" ")
    event.peer_ip = canonical_address(address.strip("[]"))
    event.peer_name = name.strip("()") or None
    event.delay = seconds(fields.get("delay", ""))
    reason = fields.get("stat", "")
    event.reason = reason or None
    event.remote_code = int(reason[:3]) if reason[:3].isdecimal() and event.peer_ip else None
    if event.kind != "sent":
        event.reason_class = reason_class(reason)


def _outgoing_error(event: Event, fields: dict[str, str]) -> None:
    event.kind, event.reason = "warning", fields.get("reason") or fields.get("error") or None
    if "TLS" in (event.reason or "") or "SSL" in (event.reason or ""):
        event.kind, event.direction = "tls_failed", "out"


def _verified(event: Event, fields: dict[str, str]) -> None:
    if fields.get("result", "").strip('"') not in ("verified", "ok", "success", "unchecked", ""):
        event.kind, event.direction = "tls_failed", "out"
        event.reason = fields["result"]


_Fill = Callable[[Event, dict[str, str]], None]
_SMTP: dict[str, _Fill] = {
    "connected": _connected,
    "disconnected": _disconnected,
    "closed": _disconnected,
    "authentication": _authentication,
    "failed-command": _failed_command,
    "bad-input": _bad_input,
    "message": _message,
    "envelope": _envelope,
    "tls": _tls_in,
    "starttls": _tls_in,
}
_MTA: dict[str, _Fill] = {
    "delivery": _delivery,
    "deliver": _delivery,
    "tls": _tls_out,
    "starttls": _tls_out,
    "error": _outgoing_error,
    "server-cert-check": _verified,
    "cert-check": _verified,
}


def _of_itself(event: Event, message: str) -> bool:
    if found := _START.match(message):
        event.kind, event.action, event.version = "service", "start", found[1]
        return True
    if message in ("Exiting", "exiting"):
        event.kind, event.action = "service", "stop"
        return True
    start = next((one for one in _LEVELS if message.startswith(one)), None)
    # Postfix has `warning: ` and `fatal: ` too; its smtpd never stands alone in a tag.
    if start is None:
        return False
    event.severity = _LEVELS[start]
    event.reason = text = message[len(start) :]
    lower = text.lower()
    if event.severity == "fatal":
        event.kind = "error"
    elif "exiting" in lower or "shutting down" in lower or lower.startswith("terminating"):
        event.kind, event.action = "service", "stop"
    elif event.severity in ("warning", "error"):
        event.kind = event.severity
        event.capacity = any(one in lower for one in ("no space", "disk space", "too many open"))
    elif "table" in lower and "update" in lower:
        event.kind, event.action = "service", "map_reload"
    if event.kind == "error":
        say(event, fatal=True)
    return True


FORMAT = LogFormat("opensmtpd", frozenset({"opensmtpd"}), parse, alone=frozenset({"smtpd"}))
