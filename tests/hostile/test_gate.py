"""The gate over every code point there is, at a cost that no stranger can drive up."""

import random
import sys
import time
import unicodedata

from relaytui.domain.text import LIMIT, MARKS, decode, is_shown, safe
from tests.hostile.recorded import leaks

_BANNED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SHOWN_PICTURES = set("␀␡") | {chr(0x2400 + one) for one in range(0x20)}


def test_every_code_point() -> None:
    """None of a banned category gets through, and each leaves something to be seen."""
    for point in range(sys.maxunicode + 1):
        shown = safe(chr(point))
        assert shown
        assert all(unicodedata.category(one) not in _BANNED for one in shown), hex(point)
        kept = shown == chr(point) or shown in _SHOWN_PICTURES or point == 9
        assert kept or f"{point:X}" in shown or 0xDC80 <= point < 0xDD00, hex(point)


def test_every_byte_and_every_pair_of_bytes() -> None:
    whole = [bytes([one]) for one in range(256)]
    whole += [bytes([one, two]) for one in range(0x7F, 256) for two in range(256)]
    for raw in whole:
        assert not leaks(decode(b"a" + raw + b"b"))
    assert decode(b"a\xed\xa0\x80\xc0\xafb") == r"a\xed\xa0\x80\xc0\xafb"


def test_few_marks_on_one_base() -> None:
    chance = random.Random(2)
    marks = [chr(one) for one in range(0x300, 0x370)]
    for _ in range(200):
        shown = safe("x" + "".join(chance.choices(marks, k=1000)))
        run = most = 0
        for one in shown:
            run = run + 1 if unicodedata.category(one)[0] == "M" else 0
            most = max(most, run)
        assert most == MARKS


def _cost(raws: list[bytes]) -> float:
    best = 9.0
    for _ in range(4):
        begun = time.process_time()
        for raw in raws:
            decode(raw)
        best = min(best, time.process_time() - begun)
    return best


def test_thousands_of_kinds_in_a_line_cost_as_little_as_one() -> None:
    """It took 67 ms a line, and 40 with thousands of marks, when each kind cost a pass."""
    chance = random.Random(3)
    kinds = [chr(one) for one in range(0xE000, 0xF8FF)]
    points = [chr(one) for one in range(0x300, 0x1E000) if is_shown(chr(one))]
    marks = [one for one in points if unicodedata.category(one)[0] == "M"]
    one = _cost(["\u202e".encode() * LIMIT] * 20)
    many = _cost(["".join(chance.sample(kinds, LIMIT)).encode() for _ in range(20)])
    drawn = _cost(["".join(chance.choices(marks, k=LIMIT)).encode() for _ in range(20)])
    assert many < 30 * one
    assert drawn < 45 * one
