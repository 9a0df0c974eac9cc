"""Formats' files: each case of tests/data/formats_own with all that is wrong with it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from relaytui.cli.main import main
from relaytui.config.paths import user_formats
from relaytui.formats.load import check_format

CASES = [
    json.loads(line)
    for path in sorted((Path(__file__).parents[1] / "data" / "formats_own").glob("*.jsonl"))
    for line in path.read_text().splitlines()
]
GOOD: str = next(one["text"] for one in CASES if one["id"] == "good")


@pytest.mark.parametrize("record", CASES, ids=lambda one: str(one["id"]))
def test_file(record: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / record["file"]
    path.write_text(record["text"])
    path.chmod(0o600)
    problems = check_format(path).problems
    told = [(one.line, one.words + ". " + one.next_step) for one in problems]
    assert len(told) >= len(record["problems"]), told
    assert bool(told) is bool(record["problems"]), told
    for (line, words), (wanted_line, wanted) in zip(told, record["problems"], strict=False):
        assert wanted in words
        assert wanted_line in (None, line)
        assert "\x1b" not in words
    assert all(one.next_step for one in problems)


def put(name: str, text: str) -> Path:
    """A format in the user's folder."""
    folder = user_formats()
    folder.mkdir(parents=True, exist_ok=True)
    folder.parent.chmod(0o700)
    folder.chmod(0o700)
    path = folder / name
    path.write_text(text)
    path.chmod(0o600)
    return path


def test_config_check_covers_them(capsys: pytest.CaptureFixture[str]) -> None:
    good = put("own.yaml", GOOD)
    assert main(["config", "check"]) == 0
    assert f"{good}: a log format; nothing is wrong" in capsys.readouterr().err
    bad = put(
        "bad.yaml", GOOD.replace("client_ip>", "cleint_ip>").replace("name: own", "name: bad")
    )
    assert main(["config", "check"]) == 1
    out, _ = capsys.readouterr()
    assert out.startswith(f"{bad}:4:12: there is no field `cleint_ip`. Did you mean `client_ip`?")
    assert main(["config", "check", "--json"]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[0])["line"] == 4


def test_a_file_that_others_may_write_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(GOOD)
    path.chmod(0o666)
    assert any("written" in one.words for one in check_format(path).problems)
    os.mkfifo(tmp_path / "pipe.yaml")
    assert check_format(tmp_path / "pipe.yaml").problems
