"""Queues as they are found on hosts, made of records."""

import json
from typing import Any

from relaytui.domain.finding import Absent, Failed
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.queue import Queues, parse_queue

NOW = 1795600000
TIMEOUT = "connect to mx{}.down.example[192.0.2.{}]:25: Connection timed out"
GREY = "host mx.grey.example[198.51.100.{}] said: 450 4.7.1 <u{}@grey.example>: wait {} seconds"


def record(name: str, sender: str, *recipients: tuple[str, str], **more: Any) -> dict[str, Any]:
    """A message of `postqueue -j`; recipients are addresses with reasons."""
    return {
        "queue_name": "deferred",
        "queue_id": name,
        "arrival_time": NOW - 600,
        "message_size": 1000,
        "forced_expire": False,
        "sender": sender,
        "recipients": [{"address": to, "delay_reason": why} for to, why in recipients],
    } | more


def queues(**places: list[dict[str, Any]]) -> Queues:
    """The queues of a host by name."""
    answers = {
        f"plain:json:{name}": Answer(0, "".join(json.dumps(one) + "\n" for one in rows).encode())
        for name, rows in places.items()
    }
    found = parse_queue(Answers(answers, float(NOW)))
    assert not isinstance(found, Absent | Failed)
    return found


def usual() -> Queues:
    """A relay with an outage, greylisting, a held message and two bounces to strangers."""
    rows = [
        record(f"AAAA{n}", "erp@example.com", (f"p{n}@down.example", TIMEOUT.format(n, n)))
        for n in range(5)
    ]
    rows += [
        record(f"BBBB{n}", f"u{n}@example.com", (f"q{n}@grey.example", GREY.format(n, n, 60 * n)))
        for n in range(3)
    ]
    rows.append(
        record("CCCC1", "news@example.com", ("a@down.example", TIMEOUT.format(1, 1)),
               ("b@down.example", TIMEOUT.format(2, 2)), ("c@Grey.example", GREY.format(1, 2, 3)),
               arrival_time=NOW - 90_000)
    )  # fmt: skip
    rows.append(record("HHHH1", "erp@example.com", ("z@ok.example", ""), queue_name="hold"))
    rows += [
        record(f"DDDD{n}", "", (f"x{n}@forged.example", TIMEOUT.format(9, 9)), queue_name=name)
        for n, name in enumerate(("deferred", "active"))
    ]
    return queues(postfix=rows)
