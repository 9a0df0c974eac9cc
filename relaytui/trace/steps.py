"""A story in steps: one line of a log, one step, in words that need no knowledge of logs."""

from dataclasses import dataclass

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.trace.lives import Life
from relaytui.trace.step_handed_on import HANDED_ON, handed_on_words
from relaytui.trace.step_said import SAID, host_words, with_reason
from relaytui.trace.step_taken import client_words, queued_words, refused_words
from relaytui.trace.story import Story


@dataclass(frozen=True, slots=True)
class Step:
    """What one line tells; `queue_id` is of the mail that it is about or that the connection
    brought, empty for neither. `token` says how to
    colour it: good, bad, warning, text or muted."""

    line: Line
    queue_id: str
    words: str
    token: str = "text"


def steps_of(story: Story) -> list[Step]:
    """All steps, in order of time. Lines that tell nothing new are left out."""
    owners = {id(one): life for life in story.lives for one in (*life.session, *life.lines)}
    tried: set[int] = set()
    steps = []
    for line in story.lines():
        life = owners.get(id(line))
        words, token = _words(line.event, life, tried)
        if words:
            steps.append(Step(line, life.queue_id if life else "", words, token))
    return steps


def _words(event: Event, life: Life | None, tried: set[int]) -> tuple[str, str]:
    kind = event.kind
    if kind == "queued":
        return queued_words(event, life, tried), "text"
    if kind in HANDED_ON:
        return handed_on_words(event)
    if kind in ("reject", "rate_limited", "blocked"):
        return refused_words(event), "warning" if event.temporary else "bad"
    if kind == "connect":
        return f"connection from {client_words(event)}", "muted"
    if kind == "tls":
        return _tls(event), "muted"
    if kind == "removed":
        how = {"deleted": "deleted from the queue"}.get(event.action or "", "left the queue")
        return how, "muted"
    if kind == "held":
        return with_reason("put on hold", event.reason), "warning"
    if kind == "notified":
        as_id = f" as {event.notification_id}" if event.notification_id else ""
        return f"{event.notification or 'notice'} sent{as_id}", "warning"
    return _other(event)


def _tls(event: Event) -> str:
    way = "to" if event.direction == "out" else "from"
    peer = event.peer_ip or event.client_ip
    of = f" {way} {host_words(event.peer_name or event.client_name, peer, None)}" if peer else ""
    words = " ".join(one for one in (event.protocol, event.cipher) if one)
    return f"TLS{of}: {words}{', ' + event.trust if event.trust else ''}"


def _other(event: Event) -> tuple[str, str]:
    token = {"warning": "warning", "error": "bad", "policy": "warning", "tls_failed": "warning",
             "auth_failed": "bad", "auth_error": "bad"}.get(event.kind, "muted")  # fmt: skip
    if event.score is not None:
        limit = f" of {event.limit_max:g}" if event.limit_max is not None else ""
        act = f", {event.action}" if event.action else ""
        return f"{event.program or 'filter'}: score {event.score:g}{limit}{act}", token
    who = event.user or (client_words(event) if event.client_ip else "")
    named = {"auth_ok": "login", "auth_failed": "login refused", "auth_error": "login not possible",
             "tls_failed": "TLS failed", "policy": event.action or "noted"}  # fmt: skip
    if event.kind in named:
        return with_reason(f"{named[event.kind]} {who}".strip(), event.reason), token
    text = (event.message or event.raw).removeprefix(f"{event.queue_id}: ")
    return f"{event.daemon or event.program or ''}: {text[:SAID]}".removeprefix(": "), token
