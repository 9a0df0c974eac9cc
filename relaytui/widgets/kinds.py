"""How each kind of event is called and coloured in a row."""

#: Kind → the word in a row (at most five characters) and the token of its colour.
KINDS: dict[str, tuple[str, str]] = {
    "connect": ("CON", "muted"),
    "disconnect": ("DIS", "muted"),
    "lost": ("LOST", "muted"),
    "queued": ("ACC", "accepted"),
    "sent": ("SNT", "accepted"),
    "deferred": ("DEF", "warning"),
    "bounced": ("BNC", "rejected"),
    "expired": ("EXP", "warning"),
    "notified": ("DSN", "muted"),
    "removed": ("END", "muted"),
    "held": ("HLD", "warning"),
    "reject": ("REJ", "rejected"),
    "policy": ("POL", "text"),
    "rate_limited": ("LIM", "limited"),
    "blocked": ("BLK", "blocked"),
    "allowed": ("ALW", "accepted"),
    "offence": ("OFF", "warning"),
    "ban": ("BAN", "blocked"),
    "unban": ("UNB", "accepted"),
    "auth_ok": ("AUTH", "accepted"),
    "auth_failed": ("AUTH!", "auth_failed"),
    "auth_error": ("AERR", "error"),
    "tls": ("TLS", "muted"),
    "tls_failed": ("TLS!", "warning"),
    "statistics": ("STA", "muted"),
    "service": ("SVC", "accent"),
    "warning": ("WRN", "warning"),
    "error": ("ERR", "error"),
    "log_gap": ("GAP", "error"),
    "repeat": ("RPT", "muted"),
    "noise": ("", "muted"),
    "other": ("", "muted"),
}

#: Marker → its word; a marker row is coloured as a whole.
MARKERS = {"lost": "LOST", "back": "BACK", "gap": "GAP", "skipped": "SKIP", "settled": "SETTLED"}


def badge(kind: str, part: bool) -> tuple[str, str]:
    """The word and the token of a kind; helper lines of an accepted message are no message."""
    if part:
        return "", "muted"
    return KINDS.get(kind, ("", "muted"))
