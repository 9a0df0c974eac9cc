"""The lists of mail queues."""

from typing import Any

from relaytui.domain.finding import Failed
from relaytui.domain.queued import Queued
from relaytui.domain.text import SafeText
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.queue import read_place


def _read(form: str, answer: Answer) -> dict[str, Any]:
    place = read_place(SafeText("here"), form, False, answer, Answers({}))
    if isinstance(place, Failed):
        return {"error": place.reason.partition(":")[0].replace("no permission", "permission")}
    queue = place.queue
    messages = [one for row in range(len(queue)) if (one := place.message(row))]
    states = queue.by_queue()
    told: dict[str, Any] = {
        "by_queue": states,
        "active": states.get("active", 0),
        "hold": states.get("hold", 0),
        "frozen": states.get("frozen", 0),
        "bounces": queue.bounces,
        "forced": [one.id for one in messages if one.forced],
        "oldest": queue.oldest,
        "delivered": [to.address for one in messages for to in one.recipients if to.delivered],
        "messages": [_message(one) for one in messages],
        "warning": place.warning.partition(":")[0],
        "incomplete": queue.at_least,
    }
    return told | {"total_at_least" if queue.at_least else "total": len(queue)}


def _message(one: Queued) -> dict[str, Any]:
    return {
        "queue_id": one.id,
        "sender": one.sender,
        "size": one.size,
        "frozen": one.queue == "frozen",
        "forced_expire": one.forced,
        "recipients": [to.address for to in one.recipients],
        "pending": [to.address for to in one.waiting],
        "delivered": [to.address for to in one.recipients if to.delivered],
        "recipient": one.recipients[0].address if one.recipients else None,
        "retries": one.retries,
        "state": one.state or one.queue,
        "next_try_seconds": one.next_try,
    }


READERS = (
    (r"^postqueue\b.* -j\b", lambda words, answer: _read("json", answer)),
    (r"^postqueue\b.* -p\b", lambda words, answer: _read("listing", answer)),
    (r"^(?:mailq|sendmail\b.* -bp\b)", lambda words, answer: _read("any", answer)),
    (r"^exim4?\b.* -bp\b", lambda words, answer: _read("exim", answer)),
    (r"^smtpctl show queue\b", lambda words, answer: _read("opensmtpd", answer)),
)
