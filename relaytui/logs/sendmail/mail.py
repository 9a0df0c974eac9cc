"""Sendmail: a mail that came in, what became of it, and notes about it."""

from relaytui.domain.event import Event
from relaytui.logs.reasons import reason_class
from relaytui.logs.scan import number_at, say
from relaytui.logs.sendmail.fields import fields_of, host_of, last_field, plain, take_client

_FROM = ("from", "size", "class", "nrcpts", "msgid", "bodytype", "proto", "daemon")
_TO = ("to", "ctladdr", "delay", "xdelay", "mailer", "tls_verify", "pri", "relay", "dsn", "stat")
_NOTES = (": DSN: ", ": postmaster notify: ", ": return to sender: ", ": sender notify: ",
          ": clone: ")  # fmt: skip


def received(event: Event, text: str) -> None:
    """`from=<>, size=, class=, nrcpts=, msgid=<>, …, auth=M, relay=N [A]`."""
    event.kind = "queued"
    fields = fields_of(text, _FROM)
    event.sender = plain(fields.get("from", ""))
    event.size = number_at(fields.get("size", ""), 0)
    event.nrcpt = number_at(fields.get("nrcpts", ""), 0)
    event.message_id = plain(fields["msgid"]) if "msgid" in fields else None
    relay = last_field(text, "relay")
    if "@localhost" in relay.partition(" ")[0]:
        event.user = relay.partition("@")[0]
    elif relay:
        take_client(event, relay)
    method = last_field(text[: len(text) - len(relay)], "auth").partition(",")[0]
    if method and "authid=" not in method:
        event.also, event.sasl_method = ["auth_ok"], method.upper()


def delivery(event: Event, text: str) -> None:
    """`to=<>,<>, …, relay=N. [A], dsn=2.0.0, stat=Sent (…)`."""
    fields = fields_of(text, _TO)
    recipients = [plain(one) for one in fields.get("to", "").split(",") if one]
    if len(recipients) == 1:
        event.recipient = recipients[0]
    event.recipients = recipients or None
    event.delay = _seconds(fields.get("delay", ""))
    event.relay = fields.get("relay") or None
    event.peer_name, event.peer_ip = host_of(fields.get("relay", ""))
    event.dsn = fields.get("dsn") or None
    _status(event, fields.get("stat", ""))
    if fields.get("tls_verify"):
        say(event, tls_verify=fields["tls_verify"])


def _status(event: Event, status: str) -> None:
    """What `stat=` says, where needed with the help of `dsn=`."""
    event.status = status.partition(" (")[0] or None
    event.reason = status or None
    lower = status.lower()
    if lower.startswith("sent"):
        event.kind = "sent"
        at = status.find("queued as ")
        if at >= 0:
            event.remote_queue_id = status[at + 10 :].rstrip(") ").partition(" ")[0]
        return
    if lower.startswith("queued"):
        event.kind, event.part = "queued", True
        return
    event.reason_class = reason_class(status)
    if lower.startswith("deferred") or (event.dsn or "").startswith("4"):
        event.kind = "deferred"
    elif status:
        event.kind = "bounced"
    code = status.partition(": ")[2][:3]
    event.remote_code = int(code) if len(code) == 3 and code.isdecimal() else None


def _seconds(text: str) -> float | None:
    """`[D+]HH:MM:SS` in seconds."""
    days, plus, clock = text.rpartition("+")
    parts = clock.split(":")
    if len(parts) != 3 or not all(one.isdecimal() for one in parts):
        return None
    hours, minutes, seconds = map(int, parts)
    whole = int(days) if plus and days.isdecimal() else 0
    return float(((whole * 24 + hours) * 60 + minutes) * 60 + seconds)


def notification(event: Event, text: str) -> bool:
    """`NEWID: DSN: User unknown`, `NEWID: return to sender: …`, `sender notify: …`."""
    for mark in _NOTES:
        identity, found, words = text.partition(mark)
        if found and " " not in identity:
            event.kind = "other" if "clone" in mark else "notified"
            event.notification_id, event.reason = identity, words
            event.notification = mark.strip(": ")
            return True
    for start in ("sender notify: ", "postmaster notify: ", "return to sender: "):
        if text.startswith(start):
            event.kind, event.notification = "notified", start.rstrip(": ")
            event.reason = text[len(start) :]
            return True
    return False
