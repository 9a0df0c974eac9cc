"""Steps of a mail's going on: to whom, where, what was said there, and how long it took."""

from relaytui.domain.event import Event
from relaytui.domain.spans import span_words
from relaytui.trace.names import next_id
from relaytui.trace.step_said import host_words, with_reason

_STAGES = ("arriving", "in the queue", "connecting", "sending")
HANDED_ON = {"sent": "delivered", "deferred": "put off", "bounced": "bounced",
              "expired": "given up, returned to the sender"}  # fmt: skip


def handed_on_words(event: Event) -> tuple[str, str]:
    recipients = " ".join(event.recipients or [event.recipient or ""]).strip()
    if event.orig_recipient and event.orig_recipient != event.recipient:
        recipients += f" (was {event.orig_recipient})"
    relay = "" if event.relay in (None, "none") else event.relay or ""
    where = host_words(event.peer_name, event.peer_ip, event.peer_port) if event.peer_ip else relay
    done = "discarded" if event.discarded else HANDED_ON[event.kind]
    if next_id(event):
        done = f"passed on as {next_id(event)}"
    words = f"{recipients} → {where}: {done}" if where else f"{recipients} {done}".strip()
    if event.tls_status:
        words += f", TLS {event.tls_status}"
    words = with_reason(words, event.reason)
    token = {"sent": "good", "deferred": "warning"}.get(event.kind, "bad")
    return words + _delays(event), token


def _delays(event: Event) -> str:
    if event.delay is None:
        return ""
    shown = f" [{span_words(event.delay)}"
    if event.delays and len(event.delays) == len(_STAGES):
        stages = [
            f"{span_words(seconds)} {stage}"
            for stage, seconds in zip(_STAGES, event.delays, strict=True)
            if seconds >= 0.05
        ]
        shown += f": {', '.join(stages)}" if stages else ""
    return shown + "]"
