"""The event: what one log line means.

The vocabulary (kinds, fields, values) is described in docs/json.md and follows the recorded
cases in tests/data/mail/README.md. A field that does not apply is None or False and is left
out of JSON.
"""

from typing import Any

import msgspec

# Kinds, in the order in which the documentation explains them.
KINDS = [
    "connect",
    "disconnect",
    "lost",
    "queued",
    "sent",
    "deferred",
    "bounced",
    "expired",
    "notified",
    "removed",
    "held",
    "reject",
    "policy",
    "rate_limited",
    "blocked",
    "allowed",
    "offence",
    "ban",
    "unban",
    "auth_ok",
    "auth_failed",
    "auth_error",
    "tls",
    "tls_failed",
    "statistics",
    "service",
    "warning",
    "error",
    "log_gap",
    "repeat",
    "noise",
    "other",
]


class Event(msgspec.Struct, gc=False, omit_defaults=True):
    """One log line, understood.

    Times are seconds since the epoch (`time`, UTC, microseconds kept). Addresses are in
    RFC 5952 form, IPv4-mapped ones as IPv4. All text is safe text (see domain/text.py):
    it holds no control, bidi, private or unassigned character.
    """

    kind: str = "other"
    time: float | None = None
    raw: str = ""
    # header
    year_inferred: bool = False
    host: str | None = None
    program: str | None = None
    pid: int | None = None
    instance: str | None = None
    service: str | None = None
    daemon: str | None = None
    unit: str | None = None
    message: str | None = None
    severity: str | None = None
    repeat: int | None = None
    # what should not be counted, or not be trusted
    also: list[str] | None = None
    duplicate: bool = False
    duplicate_of_next: bool = False
    part: bool = False
    continuation: bool = False
    truncated: bool = False
    unsafe: bool = False
    redacted: bool = False
    # who
    client_ip: str | None = None
    client_net: str | None = None
    client_name: str | None = None
    client_port: int | None = None
    server_ip: str | None = None
    server_port: int | None = None
    orig_client_ip: str | None = None
    helo: str | None = None
    user: str | None = None
    sasl_method: str | None = None
    session: str | None = None
    # the message
    queue_id: str | None = None
    orig_queue_id: str | None = None
    message_id: str | None = None
    sender: str | None = None
    recipient: str | None = None
    recipients: list[str] | None = None
    orig_recipient: str | None = None
    subject: str | None = None
    size: int | None = None
    nrcpt: int | None = None
    uid: int | None = None
    # the verdict
    stage: str | None = None
    code: int | None = None
    dsn: str | None = None
    temporary: bool | None = None
    reason: str | None = None
    reason_class: str | None = None
    reason_decoded: str | None = None
    dnsbl: str | None = None
    cause: str | None = None
    counters: dict[str, tuple[int, int]] | None = None
    bytes: int | None = None
    action: str | None = None
    version: str | None = None
    # delivery
    relay: str | None = None
    peer_name: str | None = None
    peer_ip: str | None = None
    peer_port: int | None = None
    delay: float | None = None
    delays: list[float] | None = None
    conn_use: int | None = None
    status: str | None = None
    remote_code: int | None = None
    remote_stage: str | None = None
    remote_queue_id: str | None = None
    remote_rate_limited: bool = False
    discarded: bool = False
    forced: bool = False
    notification: str | None = None
    notification_id: str | None = None
    # limits, lists, bans
    limit: str | None = None
    limit_service: str | None = None
    limit_max: float | None = None
    count: float | None = None
    offence: str | None = None
    score: float | None = None
    list: str | None = None
    # TLS
    direction: str | None = None
    trust: str | None = None
    protocol: str | None = None
    cipher: str | None = None
    bits: int | None = None
    sni: str | None = None
    reused: bool = False
    weak: bool = False
    tls_status: str | None = None
    plaintext: bool = False
    # statistics
    metric: str | None = None
    value: float | None = None
    per_seconds: int | None = None
    anvil_service: str | None = None
    # warnings and holes
    config_problem: bool = False
    config_file: str | None = None
    config_line: int | None = None
    capacity: bool = False
    crash: bool = False
    lost: int | None = None
    file: str | None = None
    rotated: bool = False
    permission_hint: bool = False
    # what only some programs say (jail, score limits, …), by the names of the vocabulary
    extra: dict[str, Any] | None = None
