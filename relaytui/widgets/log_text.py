"""What a row of the log says: the message as it was logged, or a few words on a phone."""

from relaytui.domain.event import Event

_REASONS = {
    "relay_denied": "relay denied",
    "unknown_user": "unknown user",
    "access_denied": "access denied",
    "helo": "bad helo",
    "sender_login_mismatch": "sender not owned",
    "tls_required": "TLS required",
    "lookup_error": "lookup error",
    "loop": "mail loop",
}


def full_text(event: Event) -> str:
    """The message as logged; the whole line where it has no header that we know."""
    return event.message if event.message is not None else event.raw


def short_text(event: Event) -> str:
    """The words that matter most first: who, then what."""
    who = event.client_ip or event.client_net or event.peer_ip
    if event.recipient and event.kind in ("sent", "deferred", "bounced", "expired"):
        who = None  # whose mail it was says more than the next server's address
    words = _verdict(event)
    if not words:
        return full_text(event)
    return f"{who} {words}" if who and who not in words else words


def _verdict(event: Event) -> str:
    if event.kind in ("reject", "policy", "blocked", "rate_limited", "offence"):
        return _refusal(event)
    if event.kind in ("auth_failed", "auth_ok"):
        return event.user or event.sasl_method or event.reason or ""
    if event.kind == "queued" and not event.part:
        return f"from {event.sender}" if event.sender else event.queue_id or ""
    if event.kind == "sent":
        return f"to {event.recipient}" if event.recipient else ""
    if event.kind in ("deferred", "bounced", "expired"):
        return " ".join(filter(None, (event.reason, event.recipient)))
    if event.kind in ("connect", "disconnect", "lost"):
        return event.client_name or event.kind
    if event.kind in ("ban", "unban", "allowed"):
        return event.list or event.kind
    return ""


def _refusal(event: Event) -> str:
    reason = event.reason_class
    if reason == "dnsbl" and event.dnsbl:
        return event.dnsbl
    if reason:
        return _REASONS.get(reason, reason)
    return event.limit or event.offence or event.reason or event.kind
