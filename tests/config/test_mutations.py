"""Good files broken at random: never a traceback, always place and next step, never a secret."""

import random
import re
from pathlib import Path

import pytest

from relaytui.config.load import load
from relaytui.config.model import Configuration
from relaytui.config.problem import Refused
from tests.config.cases import cases, text_of, write

SECRET = "hunter2-31337"
GOOD = [text_of(case) for case in cases("valid")]
GOOD += [f"{text}\npassword: {SECRET}\n" for text in GOOD if text.startswith("hosts:")]
PIECES = [
    "\t", "\n", "  ", ":", ": ", "- ", "[", "]", "{", "}", ",", "#", "&a ", "*a", "!!python/a:b ",
    "!x ", "'", '"', "|", ">", "%", "@", "`", "? ", "---\n", "...\n", "~", "null", "no", "1", "0x1",
    "2026-01-01", "2026-99-99", "1:2:3", ".inf", "<<: ", "=", "\u202e", "\u0085", "\u2028",
    "\ufeff", "\x1b", "\0", "9" * 5000, "\\", "\\ud800", "\\x1b", "ü", "hosts", "groups", "logs",
    "tags", "local", "name", "ssh", "::/0", "10.0.0.1/8", "e\u0301" * 20,
]  # fmt: skip


def _mutated(text: str, rng: random.Random) -> str:
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        at, end = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
        way = rng.randrange(5)
        if way == 0:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif way == 1:
            text = text[:at] + text[at + rng.choice((1, 1, 2, 5)) :]
        elif way == 2:
            text = text[:at] + rng.choice(PIECES) + text[at + 1 :]
        elif way == 3:
            text = text[:end] + text[at:end] + text[end:]
        else:
            lines = text.split("\n")
            rng.shuffle(lines)
            text = "\n".join(lines)
    return text


@pytest.mark.parametrize("seed", range(20))
def test_nothing_but_good_or_refused(seed: int, tmp_path: Path, soak: bool) -> None:
    rng = random.Random(seed)
    refusals = 0
    for _ in range(5000 if soak else 150):
        text = _mutated(rng.choice(GOOD), rng)
        path = write({"text": text}, tmp_path)
        try:
            loaded = load(path)
        except Refused as error:
            refusals += 1
            _well_told(error, text)
        else:
            assert isinstance(loaded.configuration, Configuration)
            assert all(host.spec().name for host in loaded.hosts)
    assert refusals


def _well_told(error: Refused, text: str) -> None:
    lines = len(re.split("\r\n|[\r\n\x85\u2028\u2029]", text))
    for one in error.problems:
        told = one.text("relays.yaml")
        assert 1 <= one.line <= lines + 1, (told, text)
        assert one.column >= 1
        assert one.words
        assert one.next_step
        assert told.isprintable(), (told, text)
        if "password" in text and SECRET in text:
            assert SECRET not in told, text


def test_any_bytes_at_all(tmp_path: Path) -> None:
    rng = random.Random(7)
    path = tmp_path / "relays.yaml"
    for _ in range(300):
        path.write_bytes(rng.randbytes(rng.randint(0, 400)))
        path.chmod(0o600)
        with pytest.raises(Refused) as caught:
            load(path)
        assert caught.value.next_step
