"""Each recorded line and each recorded argument: nothing raises, nothing leaks, nothing is lost."""

import json
import os
import subprocess
import sys
from datetime import UTC
from pathlib import Path
from typing import Any

import msgspec
import pytest

from relaytui.cli.main import main
from relaytui.cli.output import event_object, json_line, line_object
from relaytui.domain.event import Event
from relaytui.engine.readings import Readings
from relaytui.sources.base import RawLine
from relaytui.widgets.card import line_paragraphs
from relaytui.widgets.time_column import TIME_FORMS, time_words
from tests.hostile.recorded import cases, leaks, name_of

NOW = 1_770_800_000.0


def _texts(event: Event) -> str:
    """All that a field of an event holds, as it may stand on a screen."""
    return " ".join(str(value) for value in msgspec.structs.asdict(event).values())


@pytest.mark.parametrize("source", ["journal", "/var/log/mail.log"])
@pytest.mark.parametrize("case", cases("lines"), ids=name_of)
def test_a_line(case: dict[str, Any], source: str) -> None:
    readings = Readings("mx1", source, UTC)
    line = readings.line(RawLine(case["line"].encode(), "", ""), NOW)
    assert line is not None
    words = [time_words(line, form, 160, NOW) for form in TIME_FORMS]
    words += [paragraph.text for paragraph in line_paragraphs(line)]
    text = json_line(line_object(line)) + json_line(event_object(line.event))
    assert not leaks(" ".join(words) + _texts(line.event) + text)
    assert "hello" in line.event.raw
    assert "hello" in json.loads(json_line(line_object(line)))["raw"]


@pytest.mark.parametrize("case", cases("arguments"), ids=name_of)
def test_arguments(case: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status: object = main(case["words"])
    except SystemExit as ended:
        status = ended.code
    out, err = capsys.readouterr()
    assert status == case["exit"], err
    assert not leaks(out + err)
    assert case["says"] in err
    if "--json" in case["words"]:
        for line in out.split("\n")[:-1]:
            json.loads(line.encode("utf-8", "strict"))


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_a_terminal_that_is_not_utf_8(encoding: str, tmp_path: Path) -> None:
    """What its encoding can't say is escaped; it was the end of the program."""
    log = tmp_path / "mail.log"
    log.write_text("".join(f"{case['line']}\n" for case in cases("lines")), "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": f"{encoding}:strict"}
    for more in ([], ["--json"]):
        command = [sys.executable, "-m", "relaytui", "parse", str(log), *more]
        run = subprocess.run(command, capture_output=True, env=environment, timeout=60)
        assert run.returncode == 0, run.stderr
        text = run.stdout.decode(encoding)
        assert not leaks(text)
        assert text.count("\n") == len(cases("lines"))
