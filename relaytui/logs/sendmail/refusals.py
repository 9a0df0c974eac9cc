"""Sendmail: refusals by rule sets and by milters."""

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.postfix.reject import is_enhanced
from relaytui.logs.reasons import is_policy_limit, reason_class
from relaytui.logs.sendmail.fields import fields_of, plain, sole_host

_STAGES = {
    "check_relay": "CONNECT",
    "check_mail": "MAIL",
    "check_rcpt": "RCPT",
    "check_data": "DATA",
    "check_eom": "END-OF-MESSAGE",
    "check_etrn": "ETRN",
    "check_vrfy": "VRFY",
    "check_expn": "EXPN",
    "check_compat": "RCPT",
    "tls_client": "STARTTLS",
    "tls_rcpt": "RCPT",
    "trust_auth": "AUTH",
}
_LIMITS = (
    ("connection rate limit", "connection_rate"),
    ("too many open connections", "connection_concurrency"),
    ("tls handshake rate", "tls_session_rate"),
    ("recipient rate", "recipient_rate"),
)
_FIELDS = ("ruleset", "arg1", "arg2", "relay", "reject", "discard", "quarantine")


def ruleset(event: Event, text: str) -> None:
    """`ruleset=check_rcpt, arg1=<R>, relay=N [A] (may be forged), reject=550 5.7.1 …`."""
    fields = fields_of(text, _FIELDS)
    name = fields.get("ruleset", "")
    event.stage = _STAGES.get(name, name.upper() or None)
    address = fields.get("arg1", "")
    if name == "check_rcpt":
        event.recipient = plain(address)
    elif name == "check_mail":
        event.sender = plain(address)
    event.client_name, event.client_ip = sole_host(text, ", relay=")
    if name == "check_relay" and event.client_ip is None:
        event.client_ip = canonical_address(fields.get("arg2", "").strip("[] "))
    if "reject" in fields:
        refused(event, fields["reject"])
    elif "discard" in fields or "quarantine" in fields:
        event.kind = "held" if "quarantine" in fields else "policy"
        event.action = "hold" if "quarantine" in fields else "discard"
        event.reason = fields.get("quarantine", fields.get("discard")) or None


def refused(event: Event, words: str) -> None:
    """`CODE [X.Y.Z ]TEXT`; the limits of ours have texts of their own."""
    event.kind = "reject"
    if words[:3].isdecimal():
        event.code = int(words[:3])
        event.temporary = event.code < 500
        words = words[4:]
    word, _, rest = words.partition(" ")
    if is_enhanced(word):
        event.dsn, words = word, rest
    _, dots, behind = words.partition("... ")
    event.reason = (behind if dots else words) or None
    lower = (event.reason or "").lower()
    for mark, limit in _LIMITS:
        if mark in lower:
            event.kind, event.limit = "rate_limited", limit
            return
    event.reason_class = reason_class(event.reason or "")
    if event.reason_class is None and is_policy_limit(lower):
        event.kind, event.limit = "rate_limited", "policy"


def milter(event: Event, text: str) -> None:
    """`Milter: to=<R>, reject=451 …`, `milter=NAME, …, reject=…`, `Milter (NAME): error …`."""
    if text.startswith("Milter ("):
        lower = text.lower()
        if any(words in lower for words in ("error", "timeout", "failed", "to error state")):
            event.kind, event.reason = "warning", text
        return
    fields = fields_of(text.removeprefix("Milter: "), ("to", "from", "reject", "discard"))
    if "to" in fields:
        event.recipient, event.stage = plain(fields["to"]), "RCPT"
    if "from" in fields:
        event.sender, event.stage = plain(fields["from"]), "MAIL"
    at = text.rfind(", reject=")
    if at < 0 and text.startswith("Milter: data, "):
        event.stage = "END-OF-MESSAGE"
    if at >= 0:
        event.action = "milter-reject"
        refused(event, text[at + 9 :])
        if event.reason_class is None and event.stage is None:
            event.reason_class = "content"
    elif ", discard" in text:
        event.kind, event.action = "policy", "discard"
    elif ", quarantine=" in text:
        event.kind, event.action = "held", "hold"
