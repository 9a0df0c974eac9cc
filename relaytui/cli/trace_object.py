"""A mail's story as an object (docs/trace.md)."""

from typing import Any

from relaytui.cli.facts import iso
from relaytui.cli.output import iso_microseconds
from relaytui.trace.lives import Life
from relaytui.trace.names import next_id
from relaytui.trace.outcome import outcome_of
from relaytui.trace.recipients import Recipient, recipients_of
from relaytui.trace.steps import Step, steps_of
from relaytui.trace.story import Story


def story_object(story: Story) -> dict[str, Any]:
    """The story; what is not known is left out."""
    recipients = recipients_of(story)
    fields = {
        "row": "mail",
        "outcome": outcome_of(story, recipients),
        "begun": iso_microseconds(story.begun),
        "ended": iso_microseconds(story.ended),
        "seconds": round(story.ended - story.begun, 3),
        "message_id": story.first("message_id") or None,
        "subject": story.first("subject"),
        "sender": story.first("sender"),
        "account": story.first("user"),
        "client_ip": story.first("orig_client_ip") or story.first("client_ip"),
        "relays": story.relays(),
        "recipients": [_recipient(one) for one in recipients],
        "hops": [_hop(life) for life in story.lives],
        "steps": [_step(one) for one in steps_of(story)],
    }
    return _known(fields)


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _recipient(one: Recipient) -> dict[str, Any]:
    event = one.line.event
    return _known(
        {
            "address": one.address,
            "outcome": one.outcome,
            "at": iso_microseconds(one.line.at),
            "relay": one.line.relay,
            "next_hop": event.relay or event.peer_name or event.peer_ip,
            "code": event.remote_code or event.code,
            "dsn": event.dsn,
            "reason": event.reason,
        }
    )


def _hop(life: Life) -> dict[str, Any]:
    deliveries = [event for event in life.events() if event.delay is not None]
    last = deliveries[-1] if deliveries else None
    tls = next((one.event for one in life.session if one.event.kind == "tls"), None)
    passed = [name for event in life.events() if (name := next_id(event))]
    return _known(
        {
            "relay": life.relay,
            "queue_id": life.queue_id,
            "begun": iso(life.begun),
            "ended": iso(life.ended),
            "seconds": round(life.ended - life.begun, 3),
            "left": life.mail.done,
            "client_ip": life.mail.client_ip,
            "account": life.mail.user,
            "size": life.mail.size,
            "tls": tls.protocol if tls and tls.direction != "out" else None,
            "next_ids": list(dict.fromkeys(passed)) or None,
            "delay": last.delay if last else None,
            "delays": last.delays if last else None,
        }
    )


def _step(step: Step) -> dict[str, Any]:
    return _known(
        {
            "time": iso_microseconds(step.line.at),
            "relay": step.line.relay,
            "queue_id": step.queue_id or None,
            "kind": step.line.event.kind,
            "words": step.words,
            "source": step.line.source,
            "raw": step.line.event.raw,
        }
    )
