"""Lists that are broken or made to hurt: they are read in linear time, and nothing is raised."""

import json
import random
import time
from pathlib import Path

import pytest

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.mail_queue import MailQueue
from relaytui.domain.text import is_shown
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.message_headers import parse_headers
from relaytui.facts.queue import Queues, parse_queue
from relaytui.facts.queue_forms import FORMS
from relaytui.facts.queue_size import parse_queue_size

DATA = Path(__file__).parents[1] / "data"
LISTS = [
    record["stdout"]
    for folder in ("mail", "queue")
    for line in (DATA / folder / "outputs.jsonl").read_text("utf-8").splitlines()
    if (record := json.loads(line))["command"].split()[-1] in ("-j", "-p", "mailq", "-bp", "queue")
]
PIECES = ("(", ")", "|", "@", "<", ">", "\n", " ", "\x1b[2J", "\u202e", "\x00", "\udcff",
          "9" * 40, "{",
          '"', "\\u001b", "*** frozen ***", "-- 1 Kbytes in 99999999999 Requests.")  # fmt: skip


def found(form: str, text: str) -> Queues | Absent | Failed:
    raw = text.encode("utf-8", "surrogateescape")
    answer = Answer(0, raw, b"relaytui status 0")
    return parse_queue(Answers({f"plain:{form}:here": answer}, 1795600000.0))


def shown(queue: MailQueue) -> list[str]:
    """All text that came out of a list."""
    texts = [*queue.queues.texts, *queue.senders.texts, *queue.domains.texts, *queue.unread]
    texts += [*queue.shapes.texts, *queue.hops.texts]
    return texts + [each for row in range(len(queue)) for each in
                    (queue.id(row), queue.recipient(row))]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_broken_lists_are_read_as_far_as_they_go(form: str) -> None:
    chance = random.Random(form)
    for _ in range(400):
        text = chance.choice(LISTS)
        for _ in range(chance.randrange(1, 5)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(PIECES) + text[at + chance.randrange(20) :]
        one = found(form, text)
        assert isinstance(one, Queues), text
        for words in shown(one.places[0].queue):
            assert all(map(is_shown, words)), repr(words)
        one.places[0].message(0)


LINES = ("(", " ", "|", "@", "<", "a", "1", "{", '"', "a|", "a@|", "<>", "\\", " (", "- ", "#*")


@pytest.mark.parametrize("form", FORMS)
def test_time_is_linear(form: str) -> None:
    def seconds(text: str) -> float:
        begun = time.process_time()
        found(form, text)
        return time.process_time() - begun

    for head in ("", "ABCDEF1   5 Mon Feb  9 08:01:07 ", "1a2b3c4d5e6f7081|inet4|mta||", "{",
                 " 5m   671 1xW3Xr-00009M-2P <"):  # fmt: skip
        for line in LINES:
            short = max(seconds(head + line * 4000), 0.002)
            assert seconds(head + line * 80_000) < 80 * short, (head, line)


def test_numbers_of_any_size() -> None:
    text = json.dumps({"queue_id": "A" * 90, "arrival_time": 1e300, "message_size": 1 << 62,
                       "recipients": [{"address": "x" * 900}] * 1500}) + "\n"  # fmt: skip
    text += '{"queue_id": "B", "arrival_time": -5, "message_size": -7, "sender": "a"}\n'
    one = found("json", text)
    assert isinstance(one, Queues)
    queue = one.places[0].queue
    assert list(queue.count) == [1500, 0]
    assert queue.oldest is None
    assert len(queue.domain) == 1000
    for text in ("active 99999999999999999", "active -1", "active", "x" * 9999, "\udcff 3"):
        answer = Answer(0, text.encode("utf-8", "surrogateescape"), b"relaytui status 0")
        sizes = parse_queue_size(Answers({"list:json:here": answer}))
        assert not isinstance(sizes, Absent)
    parse_headers(Answers({"headers": Answer(0, b"1xW2qR-000064-2v-H\n\xff", b"")}))
