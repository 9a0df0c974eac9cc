"""Hostile log lines: each holds an attack between two marks, in one of the fields of a line.

The same seed gives the same lines. Every attack of payloads.py comes first, then each banned
code point (by steps where there are too many), then mixtures until there are enough.
"""

import itertools
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from relaytui.domain.text import is_shown
from tests.hostile.payloads import payloads

_STAMP = "2026-02-09T05:31:56.154748+00:00"
#: Where an attack stands: field → line, `{0}` for the attack.
PLACES = {
    "host": f"{_STAMP} {{0}} postfix/smtpd[1]: connect from unknown[192.0.2.71]",
    "program": f"{_STAMP} mx1 {{0}}[1]: connect from unknown[192.0.2.71]",
    "queue id": f"{_STAMP} mx1 postfix/qmgr[1]: {{0}}: from=<a@example.net>, size=9, nrcpt=1 "
    "(queue active)",
    "sender": f"{_STAMP} mx1 postfix/qmgr[1]: 4104E3D: from=<{{0}}@example.net>, size=9, nrcpt=1 "
    "(queue active)",
    "sasl user": f"{_STAMP} mx1 postfix/smtpd[1]: warning: unknown[192.0.2.72]: SASL LOGIN "
    "authentication failed: x, sasl_username={0}",
    "helo": f"{_STAMP} mx1 postfix/smtpd[1]: NOQUEUE: reject: RCPT from unknown[192.0.2.73]: "
    "554 5.7.1 <a@example.net>: Relay access denied; from=<b@example.org> to=<a@example.net> "
    "proto=ESMTP helo=<{0}>",
    "answer": f"{_STAMP} mx1 postfix/smtp[1]: 4104E3D: to=<a@example.net>, "
    "relay=mx.example.net[198.51.100.7]:25, delay=1, delays=0/0/1/0, dsn=4.0.0, status=deferred "
    "(host mx.example.net[198.51.100.7] said: 450 {0} (in reply to RCPT TO command))",
    "message": f"{_STAMP} mx1 postfix/smtpd[1]: {{0}}",
    "old header": "Feb  9 05:31:56 mx1 postfix/smtpd[1]: warning: {0}",
    "raw": "{0}",
}  # fmt: skip


@dataclass(frozen=True)
class Attack:
    """One hostile line. `text` is what is between the marks, `line` the whole, without its end."""

    number: int
    place: str
    text: bytes

    @property
    def begin(self) -> str:
        """The mark before it."""
        return f"QZ{self.number:06d}A"

    @property
    def end(self) -> str:
        """The mark behind it."""
        return f"Z{self.number:06d}Q"

    @property
    def line(self) -> bytes:
        """The line as a log holds it."""
        marked = self.begin.encode() + self.text + self.end.encode()
        return PLACES[self.place].encode().replace(b"{0}", marked)


def corpus(count: int, seed: int = 1) -> list[Attack]:
    """So many attacks."""
    chance = random.Random(seed)
    texts = list(payloads())
    room = max(0, count - len(texts)) * 2 // 3
    points = banned()
    texts += points[:: max(1, len(points) // max(1, room))][:room] if room else []
    texts += itertools.islice(_mixtures(chance), max(0, count - len(texts)))
    places = list(PLACES)
    return [
        Attack(number, places[(number + number // len(places)) % len(places)], text)
        for number, text in enumerate(texts[:count])
    ]


@lru_cache(maxsize=1)
def banned() -> list[bytes]:
    """Every code point that must not be shown, as its bytes; controls and formats come first.

    Surrogates are the three bytes that an encoder without scruples would make of them.
    """
    points = [one for one in range(0x110000) if one != 0x0A and not is_shown(chr(one))]
    first = {"Cc": 0, "Cf": 1, "Zl": 1, "Zp": 1, "Mn": 1, "Lo": 1, "So": 1}
    points.sort(key=lambda one: first.get(unicodedata.category(chr(one)), 2))
    return [chr(one).encode("utf-8", "surrogatepass") for one in points]


def _mixtures(chance: random.Random) -> Iterator[bytes]:
    """Attacks in a row, cut in the middle, among letters, or simply bytes."""
    known, points = payloads(), banned()
    while True:
        parts = [chance.choice(known) for _ in range(chance.randrange(1, 5))]
        kind = chance.randrange(6)
        if kind == 0:
            parts = [part[: chance.randrange(len(part)) + 1] for part in parts]
        elif kind == 1:
            parts = [chance.choice(points) for _ in range(chance.randrange(1, 40))]
        elif kind == 2:
            parts = [chance.randbytes(chance.randrange(1, 60))]
        elif kind == 3:
            whole = bytearray("Grüße, 漢字 and e\u0301 text".encode())
            at = chance.randrange(len(whole))
            parts = [bytes(whole[:at]), chance.choice(known), bytes(whole[at:])]
        elif kind == 4 and chance.random() < 0.05:
            parts = [part * (6000 // len(part) + 1) for part in parts[:1]]
        yield b"".join(parts).replace(b"\n", b"")
