"""Broken and hostile lines of every program: nothing raises, nobody else is named as the client,
and no line costs much more than another. The long form is `make fuzz`."""

import json
import random
import time
from datetime import UTC
from pathlib import Path

from relaytui.cli.output import event_object, json_line
from relaytui.domain.event import Event
from relaytui.domain.text import is_shown
from relaytui.logs.parser import LineParser
from tests.logs.injection import FORMS, NAMED, REAL, attacker_text

NOW = 1_770_800_000.0
DATA = Path(__file__).resolve().parents[1] / "data"
SEEDS = [
    json.loads(line)["raw"].encode("utf-8", "surrogateescape")
    for file in sorted(DATA.glob("*/events.jsonl"))
    for line in file.read_text("utf-8").split("\n")
    if line.strip()
]


class Unguarded(LineParser):
    """Keeps what the parser's border would forgive."""

    def __init__(self) -> None:
        super().__init__(UTC)
        self.raised: list[str] = []

    def _header(self, event: Event, text: str, now: float) -> None:
        try:
            super()._header(event, text, now)
        except Exception as error:
            self.raised.append(f"{type(error).__name__}: {error}: {text}")
            raise


def _mutated(rng: random.Random) -> bytes:
    line = bytearray(rng.choice(SEEDS))
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(line) + 1)
        act = rng.randrange(6)
        if act == 0:
            del line[at : at + rng.randrange(1, 30)]
        elif act == 1:
            line[at:at] = rng.randbytes(rng.randrange(1, 8))
        elif act == 2:
            other = rng.choice(SEEDS)
            start = rng.randrange(len(other) + 1)
            line[at:at] = other[start : start + rng.randrange(60)]
        elif act == 3:
            line = line[:at]
        elif act == 4:
            line[at:at] = attacker_text(rng).encode()
        else:
            piece = line[at : at + rng.randrange(1, 12)]
            line[at:at] = piece * rng.randrange(1, 40)
    return bytes(line)


def test_no_mutation_raises(soak: bool) -> None:
    rng = random.Random(7)
    parser = Unguarded()
    for number in range(1_000_000 if soak else 12_000):
        raw = _mutated(rng)
        event = parser.parse(raw, NOW)
        if number % 4 == 0:
            for one in (event, parser.parse_journal(raw, NOW)):
                assert all(map(is_shown, json_line(event_object(one)))), raw
    assert not parser.raised, (len(parser.raised), parser.raised[:3])


def test_the_client_is_never_whom_a_stranger_names(soak: bool) -> None:
    rng = random.Random(11)
    parser = Unguarded()
    named = 0
    for number in range(300_000 if soak else 12_000):
        raw = FORMS[number % len(FORMS)].format(attacker_text(rng))
        event = parser.parse(raw.encode(), NOW)
        assert event.client_ip in REAL, (event.client_ip, raw)
        assert event.peer_ip in REAL, (event.peer_ip, raw)
        assert event.orig_client_ip != NAMED, raw
        named += event.client_ip is not None
    assert not parser.raised, parser.raised[:3]
    # Not knowing is no way out: most of these clients are told.
    assert named > 0.5 * number


def test_the_client_is_told_where_a_stranger_says_nothing_odd() -> None:
    parser = LineParser(UTC)
    silent = [form for form in FORMS if "192.0.2.7" in form]
    for form in silent:
        event = parser.parse(form.format("word@example.org").encode(), NOW)
        assert event.client_ip == "192.0.2.7", form


def test_no_line_costs_much_more_than_a_clean_one_of_its_length(soak: bool) -> None:
    size = 4000
    pieces = (
        "[", "]", "(", ")", "<", ">", '"', "\\", ": ", "; ", ", ", "=", " ", ") [", "[1.2.3.4]",
        "): ", " H=(x) [1.2.3.4]", ", rip=1.2.3.4", ",1.2.3.4): ", ">, qid: <", " a=b", ")<",
        " from 1.2.3.4 port 2 ssh2", ", relay=[1.2.3.4]", " rhost=1.2.3.4", 'x="', " for ", "::",
        "1/1h ", "3m", "per 1 h", "rate ", '" result="', ") [1.2.3.4] ", " R=a", "AUTH PLAIN ",
    )  # fmt: skip
    clean = "Feb  9 10:00:00 mx1 postfix/smtpd[1]: connect from a.example[192.0.2.7] "
    clean += "word " * ((size - len(clean)) // 5)
    parser = LineParser(UTC)

    def cost(raw: bytes, times: int = 6) -> float:
        best = 9.0
        for _ in range(3):
            begun = time.process_time()
            for _ in range(times):
                parser.parse(raw, NOW)
            best = min(best, time.process_time() - begun)
        return best / times

    base = cost(clean.encode(), 60)
    dear: dict[str, float] = {}
    for form in FORMS if soak else FORMS[::3]:
        for piece in pieces:
            raw = form.format(piece * (size // len(piece) // form.count("{0}")))[:size]
            times = cost(raw.encode()) / base
            if times > 20:  # a second look: another process may have had the turn
                times = min(times, cost(raw.encode(), 20) / base)
            dear[f"{form[20:60]} {piece}"] = times
    worst = sorted(dear.items(), key=lambda one: -one[1])[:5]
    assert worst[0][1] < 20, worst
