"""The lines of connections by which a mail came and went: they name no mail.

Postfix tells of a connection, its TLS and its login by the process that serves it, OpenSMTPD by
the session's number. A line belongs to a mail where the same process or session, and the same
peer, has it next.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.trace.lives import Life
from relaytui.trace.names import named_ids, next_id

#: What a connection tells that matters for a mail; refusals are for one sender of several.
_REFUSALS = frozenset({"reject", "rate_limited", "policy"})
_TOLD = _REFUSALS | {"connect", "tls", "tls_failed", "auth_ok", "auth_failed", "auth_error",
                     "warning"}  # fmt: skip
_ENDS = frozenset({"disconnect", "lost"})
_HANDED_ON = frozenset({"sent", "deferred", "bounced"})
#: Lines of one process before a mail's that are looked at.
_BACK = 200
_CLIENTS = frozenset({"smtp", "lmtp"})

_Key = tuple[str, str]


def handle_of(event: Event) -> str:
    """What stands in every line of the process or session, in a log; empty where nothing does."""
    if event.session:
        return event.session
    if event.pid is not None and event.daemon in _CLIENTS | {"smtpd"} and event.program:
        return f"{event.program}[{event.pid}]"
    return ""


def handles_of(life: Life) -> set[str]:
    """The processes and sessions that took a mail in or handed it on."""
    return {handle_of(event) for event in life.events() if _is_by_connection(event)} - {""}


def attach(lives: Iterable[Life], lines: Sequence[Line]) -> None:
    """Give each life the lines of its connections; `lines` are in their order."""
    by_handle: dict[_Key, list[Line]] = defaultdict(list)
    place: dict[int, int] = {}
    for line in lines:
        if handle := handle_of(line.event):
            held = by_handle[line.relay, handle]
            place[id(line)] = len(held)
            held.append(line)
    for life in lives:
        found: dict[int, Line] = {}
        for line in life.lines:
            if _is_by_connection(line.event) and (handle := handle_of(line.event)):
                held, at = by_handle[line.relay, handle], place[id(line)]
                before = reversed(held[max(0, at - _BACK) : at])
                found |= {id(one): one for one in _of_connection(life, line.event, before)}
        life.session = sorted(found.values(), key=lambda one: one.at)


def _is_by_connection(event: Event) -> bool:
    return event.kind in _HANDED_ON or (event.kind == "queued" and event.daemon in (None, "smtpd"))


def _of_connection(life: Life, event: Event, before: Iterable[Line]) -> Iterator[Line]:
    """The lines before one of a mail that are of the same connection, the latest first."""
    alone = True
    for line in before:
        one = line.event
        if one.kind in _ENDS:
            return
        if one.queue_id is None:
            if one.kind in _TOLD and _fits(life, event, one, alone=alone):
                yield line
        elif one.queue_id != event.queue_id:
            if event.daemon in _CLIENTS and not event.conn_use:
                return
            alone = False
        if one.kind == "connect":
            return


def _fits(life: Life, event: Event, one: Event, *, alone: bool) -> bool:
    """Whether a line tells of a mail's peer, or of what else its sender wanted."""
    if one.kind in _REFUSALS:
        return alone and life.mail.sender in (None, one.sender)
    theirs, mine = one.client_ip or one.peer_ip, event.client_ip or event.peer_ip
    return bool(event.session) or theirs is None or mine is None or theirs == mine


def own_names(life: Life, *, connections: bool) -> set[str]:
    """What its relay is searched for: its id, those that were made of it, its connections."""
    named = {name for event in life.events() for name in named_ids(event)}
    return {life.queue_id, *named, *(handles_of(life) if connections else ())}


def spread_names(life: Life) -> set[str]:
    """What all relays are searched for: its header, and the next hop's ids. Its own id only
    where it has no header: else a relay before it is known by that."""
    answers = {name for event in life.events() if (name := next_id(event))}
    return answers | (life.message_ids() or {life.queue_id})
