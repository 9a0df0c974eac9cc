"""All hostile lines through every headless command: gated, none lost, nothing raised."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from relaytui.cli.output import json_line, line_object
from relaytui.domain.text import decode, redact
from relaytui.engine.readings import Readings
from relaytui.sources.base import RawLine
from relaytui.sources.splitter import Splitter
from relaytui.widgets.card import line_paragraphs
from tests.hostile.corpus import Attack, corpus
from tests.hostile.recorded import leaks

NOW = 1_770_800_000.0


@pytest.fixture(scope="module")
def attacks(soak: bool) -> list[Attack]:
    """The hostile lines."""
    return corpus(12_000 if soak else 1_000)


@pytest.fixture
def log(attacks: list[Attack], tmp_path: Path) -> Path:
    """A log of nothing else."""
    path = tmp_path / "mail.log"
    path.write_bytes(b"".join(attack.line + b"\n" for attack in attacks))
    return path


def _command(*words: str, stdin: bytes = b"") -> str:
    command = [sys.executable, "-m", "relaytui", *words]
    run = subprocess.run(command, input=stdin, capture_output=True, timeout=170)
    assert run.returncode == 0, run.stderr
    assert not leaks(run.stderr.decode())
    assert b"Traceback" not in run.stderr
    text = run.stdout.decode("utf-8", "strict")
    assert not leaks(text)
    return text


def _raws(text: str) -> list[str]:
    rows = [json.loads(line) for line in text.split("\n")[:-1]]
    return [str(row["raw"]) for row in rows]


def _check(rows: list[str], attacks: list[Attack]) -> None:
    """A row for each line, and in it the attack in its gated form, between its marks."""
    assert len(rows) == len(attacks)
    for row, attack in zip(rows, attacks, strict=True):
        assert attack.begin in row
        gated = redact(decode(attack.line))[0]
        assert gated in row, attack
        cut = row.endswith("…") or "[hidden]" in row
        assert attack.end in row or cut, attack


@pytest.mark.parametrize("source", ["file", "stdin"])
def test_parse(log: Path, attacks: list[Attack], source: str) -> None:
    name, stdin = (str(log), b"") if source == "file" else ("-", log.read_bytes())
    _check(_command("parse", name, stdin=stdin).split("\n")[:-1], attacks)
    _check(_raws(_command("parse", name, "--json", stdin=stdin)), attacks)


def test_tail(log: Path, attacks: list[Attack], tmp_path: Path) -> None:
    config = tmp_path / "relays.yaml"
    config.write_text(f"hosts:\n  - {{name: here, local: true, logs: {{file: {log}}}}}\n")
    words = ("tail", "-c", str(config), "--since", "999w", "--no-follow")
    # The first line with a time is where reading begins.
    begin = next(at for at, one in enumerate(attacks) if one.place not in ("raw", "old header"))
    assert begin < 3
    _check(_command(*words).split("\n")[:-1], attacks[begin:])
    _check(_raws(_command(*words, "--json")), attacks[begin:])


def _in_pieces(whole: bytes, size: int) -> Iterator[bytes]:
    splitter = Splitter()
    for at in range(0, len(whole), size):
        for line, _ in splitter.feed(whole[at : at + size]):
            yield line


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_sequences_cut_anywhere(attacks: list[Attack], size: int) -> None:
    """Chunks end in the middle of sequences and of characters; a line is whole all the same."""
    some = [one for one in attacks if len(one.line) < 4000][:400]
    whole = b"".join(attack.line + b"\n" for attack in some)
    assert list(_in_pieces(whole, size)) == [attack.line for attack in some]


@pytest.mark.parametrize("form", ["array", "text"])
def test_the_journal(attacks: list[Attack], form: str) -> None:
    """The same in journald's records, in every field that a stranger can fill."""
    readings = Readings("mx1", "journal", UTC, aggregator=True)
    for attack in attacks:
        message = attack.line if len(attack.line) < 20_000 else attack.line[:20_000]
        value = list(message) if form == "array" else message.decode("utf-8", "replace")
        record = {
            "__REALTIME_TIMESTAMP": "1770624067250000", "MESSAGE": value,
            "SYSLOG_IDENTIFIER": value, "_HOSTNAME": value, "_SYSTEMD_UNIT": value,
        }  # fmt: skip
        line = readings.line(RawLine(json.dumps(record).encode(), "", ""), NOW)
        assert line is not None
        shown = [line.relay, *(paragraph.text for paragraph in line_paragraphs(line))]
        assert not leaks(json_line(line_object(line)) + "".join(shown))
        assert attack.begin in line.event.raw
