"""The fields that a filter can name: those of the event, by the names of docs/json.md, and those of
the line; what each holds, and other words for it."""

import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from relaytui.domain.event import KINDS, Event
from relaytui.domain.line import Line


class Holds(Enum):
    """What a field's values are, and so how they are compared."""

    TEXT = auto()  # whatever the case
    EXACT = auto()  # the case matters: ids
    MAIL = auto()  # an address of a mail, in angle brackets or not
    CHOICE = auto()  # one of a few words
    NET = auto()  # an address or a network
    NUMBER = auto()
    SIZE = auto()  # bytes
    SPAN = auto()  # seconds
    MOMENT = auto()
    AGE = auto()  # a moment, or how long ago
    YES = auto()
    LOOSE = auto()  # what only some programs say: a text, a number or yes


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `get` gives its value, a list of them, or None where a line has none.

    `choices` are all its values, where there are few. `parts` are the names in the event that
    it is read from; empty where it is not of the event. `verbatim`: whatever it holds stands in the
    raw line as well, in whatever case.
    """

    name: str
    holds: Holds
    get: Callable[[Line], Any]
    about: str = ""
    choices: Sequence[str] = ()
    parts: frozenset[str] = frozenset()
    verbatim: bool = False


REASONS = (
    "relay_denied", "unknown_user", "access_denied", "dnsbl", "helo", "sender_login_mismatch",
    "greylisted", "dns", "size", "content", "tls_required", "capacity", "lookup_error", "loop",
)  # fmt: skip
#: Values that a field usually has; others can be asked for.
USUAL: dict[str, Sequence[str]] = {
    "offence": ("pregreet", "hangup", "non-smtp", "dnsbl", "pipelining", "bare-newline",
                "illegal-address", "command-time-limit", "command-count-limit"),
    "limit": ("connection_rate", "connection_concurrency", "message_rate", "recipient_rate",
              "tls_session_rate", "auth_rate", "policy", "policyd", "postfwd", "rspamd",
              "exim_ratelimit"),
    "action": ("start", "stop", "reload", "map_reload", "reject_warning", "milter-reject",
               "discard", "filter", "warn", "hold", "add header", "deleted", "requeued"),
    "stage": ("CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "END-OF-MESSAGE", "VRFY"),
    "severity": ("debug", "info", "notice", "warning", "error", "critical", "fatal", "panic"),
    "status": ("sent", "deferred", "bounced", "expired"),
    "since": ("5m", "30m", "1h", "6h", "24h"),
    "until": ("5m", "30m", "1h", "6h", "24h"),
}  # fmt: skip
_CHOICES = {
    "kind": KINDS,
    "reason_class": REASONS,
    "direction": ("in", "out"),
    "trust": ("anonymous", "untrusted", "trusted", "verified"),
}
_HOLDS = (
    (Holds.NET, "client_ip client_net server_ip orig_client_ip peer_ip"),
    (Holds.EXACT, "queue_id orig_queue_id remote_queue_id notification_id session"),
    (Holds.MAIL, "sender recipient orig_recipient message_id"),
    (Holds.SIZE, "size bytes"),
    (Holds.SPAN, "delay delays per_seconds"),
    (Holds.CHOICE, " ".join(_CHOICES)),
)
# Held to by a test over all recorded lines.
_VERBATIM = (
    "queue_id orig_queue_id remote_queue_id message_id sender recipient orig_recipient helo"
    " client_name dnsbl dsn peer_name relay sasl_method cipher instance daemon session"
)
#: Other words: what people type, and what stands before `=` in the logs themselves.
ALIASES = {
    "ip": "client_ip", "client": "client_ip", "rip": "client_ip", "net": "client_net",
    "from": "sender", "to": "recipient", "rcpt": "recipient",
    "recipients": "recipient", "orig_to": "orig_recipient",
    "account": "user", "login": "user", "sasl_username": "user", "id": "queue_id",
    "qid": "queue_id", "msgid": "message_id", "class": "reason_class", "name": "client_name",
    "level": "severity", "type": "kind", "prog": "program", "rbl": "dnsbl", "mx": "peer_name",
    "msg": "message", "link": "relay",
}  # fmt: skip
_ABOUT = {
    "client_ip": "the client's address", "client_net": "a network that is limited or banned",
    "client_name": "the client's name", "user": "the account", "helo": "the client's HELO name",
    "sender": "the envelope sender; <> is none", "queue_id": "the queue id",
    "message_id": "the message id", "size": "bytes of a message, as 1M",
    "code": "the answer's code, as 550", "dsn": "the enhanced code, as 5.7.1",
    "reason": "why, as the log says it", "reason_class": "why, in one word",
    "delay": "seconds to a delivery, as 30s", "next_hop": "where a delivery went",
    "peer_ip": "the other server's address", "status": "a delivery's result",
    "program": "the program that wrote the line", "severity": "how grave the program calls it",
    "limit": "the limit that was hit", "offence": "what the client did", "kind": "what happened",
    "dnsbl": "the list that refused", "stage": "the command at which it happened",
}  # fmt: skip
#: What only some programs say.
_LOOSE = (
    "attempts ban_count connections duration_seconds enforced error_number increased jail"
    " limit_name packages per permanent policy rate realm restored rule scenario service_name"
    " target tls_protocol tls_verified"
)
EXTRA = "extra."
COUNTERS = "counters."


def _of_event(name: str, hint: object) -> Field:
    words = {one: holds for holds, names in _HOLDS for one in names.split()}
    holds = words.get(name, Holds.TEXT)
    if name not in words and "str" not in str(hint):
        holds = Holds.YES if "bool" in str(hint) else Holds.NUMBER
    called = {"relay": "next_hop"}.get(name, name)
    return Field(
        called, holds, lambda line: getattr(line.event, name), _ABOUT.get(called, ""),
        _CHOICES.get(name, ()), frozenset([name]), name in _VERBATIM.split(),
    )  # fmt: skip


def _loose(name: str) -> Field:
    def get(line: Line) -> object:
        extra = line.event.extra
        return extra.get(name) if extra else None

    return Field(name, Holds.LOOSE, get, parts=frozenset(["extra"]))


def _counter(name: str) -> Field:
    def get(line: Line) -> object:
        counters = line.event.counters
        pair = counters.get(name) if counters else None
        return pair[1] if pair else None

    about = "how often the client gave this command"
    return Field(COUNTERS + name, Holds.NUMBER, get, about, parts=frozenset(["counters"]))


def _kinds(line: Line) -> list[str]:
    event = line.event
    return [event.kind, *event.also] if event.also else [event.kind]


def _recipients(line: Line) -> list[str] | None:
    event = line.event
    one = [] if event.recipient is None else [event.recipient]
    return [*one, *(event.recipients or ())] or None


def _hosts(line: Line) -> list[str]:
    host = line.event.host
    return [line.relay] if host is None else [line.relay, host]


def _at(line: Line) -> float:
    return line.at


_BESIDE = {"raw", "kind", "time", "recipients", "counters", "extra", "host"}
FIELDS: dict[str, Field] = {
    one.name: one
    for one in (
        Field("kind", Holds.CHOICE, _kinds, _ABOUT["kind"], KINDS),
        Field("relay", Holds.TEXT, lambda line: line.relay, "the relay, by the name you gave it"),
        Field("host", Holds.TEXT, _hosts, "the relay, or the name in the line's header"),
        Field("recipient", Holds.MAIL, _recipients, "a recipient of the mail",
              parts=frozenset(["recipient", "recipients"]), verbatim=True),
        Field("since", Holds.AGE, _at, "from then on: 30m ago, 08:00, 2026-11-25T08:00"),
        Field("until", Holds.AGE, _at, "up to then: 30m ago, 08:00, 2026-11-25T08:00"),
        Field("time", Holds.MOMENT, _at, "when: time>=08:00"),
        Field("n", Holds.NUMBER, lambda line: line.n, "the row's number within its log"),
        Field("counters", Holds.TEXT, lambda line: list(line.event.counters or ()) or None,
              "commands that the client gave", parts=frozenset(["counters"])),
        Field("source", Holds.TEXT, lambda line: line.source, "the journal, or a log's path"),
        Field("late", Holds.YES, lambda line: line.late, "came too late for its place"),
        Field("raw", Holds.TEXT, lambda line: line.event.raw, "the whole line",
              verbatim=True),
        *(_of_event(name, hint) for name, hint in typing.get_type_hints(Event).items()
          if name not in _BESIDE and name != "recipient"),
        *map(_loose, _LOOSE.split()),
    )
}  # fmt: skip


def field_named(word: str) -> Field | None:
    """The field of a typed word, which may be another word for it; None where there is none."""
    word = word.lower().replace("-", "_")
    if word.startswith(EXTRA) and len(word) > len(EXTRA):
        name = word.removeprefix(EXTRA)
        return Field(word, Holds.LOOSE, _loose(name).get, parts=frozenset(["extra"]))
    if word.startswith(COUNTERS) and len(word) > len(COUNTERS):
        return _counter(word.removeprefix(COUNTERS))
    return FIELDS.get(ALIASES.get(word, word))
