"""Steps of a mail's coming in: from whom, by which login, for whom; or refused."""

from collections.abc import Iterator

from relaytui.domain.event import Event
from relaytui.trace.lives import Life
from relaytui.trace.step_said import host_words, with_reason


def queued_words(event: Event, life: Life | None, tried: set[int]) -> str:
    if event.part:
        if event.message_id is not None:
            return f"message-id <{event.message_id}>"
        if event.size is None and event.nrcpt is None:
            return ""
        if life is not None and id(life) in tried:
            return "tried again"
        tried.add(id(life))
        return "queued: " + ", ".join(_envelope(event))
    words = [f"taken from {client_words(event)}" if event.client_ip or event.client_name else ""]
    if event.uid is not None:
        words = [f"handed in on the relay by user id {event.uid}"]
    if event.orig_queue_id:
        words.append(f"made of {event.orig_queue_id}")
    if event.user:
        method = f" ({event.sasl_method})" if event.sasl_method else ""
        words.append(f"login {event.user}{method}")
    if protocol := event.protocol or (event.extra or {}).get("tls_protocol"):
        words.append(str(protocol))
    words += _envelope(event)
    return ", ".join(word for word in words if word) or "taken in"


def _envelope(event: Event) -> Iterator[str]:
    if event.sender is not None:
        yield f"from {event.sender or '<> (a bounce)'}"
    if event.recipients or event.recipient:
        yield f"to {' '.join(event.recipients or [event.recipient or ''])}"
    elif event.nrcpt is not None:
        yield f"{event.nrcpt} recipient{'s' * (event.nrcpt != 1)}"
    if event.size is not None:
        yield f"{event.size:,} bytes"
    if event.message_id and not event.part:
        yield f"message-id <{event.message_id}>"


def client_words(event: Event) -> str:
    return host_words(event.client_name, event.client_ip, event.client_port)


def refused_words(event: Event) -> str:
    who = "told to come again" if event.temporary else "refused"
    stage = f" at {event.stage}" if event.stage else ""
    words = f"{who}{stage}"
    if event.client_ip and not event.queue_id:
        words += f": {client_words(event)}"
    if event.sender is not None and not event.queue_id:
        words += f", from {event.sender or '<>'}"
    if event.recipient:
        words += f", to {event.recipient}"
    code = " ".join(str(one) for one in (event.code, event.dsn) if one)
    return with_reason(words, " ".join(one for one in (code, event.reason) if one))
