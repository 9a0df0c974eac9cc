"""`relaytui report --match` as people call it: of files, pipes and hosts."""

import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relaytui.cli import report_files
from relaytui.cli.main import main
from relaytui.sources import local_files
from tests.report.logs import made
from tests.report.test_command import run  # noqa: F401

Run = Callable[..., dict[str, Any]]
FILTERS = ("kind=reject", "to~example", "/[02468]$/ !kind=connect")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "mail.log"
    path.write_bytes(made(3000, 2))
    return path


@pytest.mark.parametrize("text", FILTERS)
def test_processes_and_ways_in_count_the_same(
    text: str,
    log: Path,
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = ("--match", text)
    alone = run(str(log), *words, "--jobs", "1")
    lines = alone["lines"]
    assert 0 < lines["unmatched"] < lines["read"]
    assert lines["unmatched"] + sum(lines["kinds"].values()) == lines["read"]
    monkeypatch.setattr(report_files, "_SMALL", 0)
    monkeypatch.setattr(local_files.spans, "__defaults__", (40_000,))
    monkeypatch.setattr(local_files.pieces, "__defaults__", (40_000,))
    assert run(str(log), *words, "--jobs", "3") == alone
    packed = log.with_name("packed.log.gz")
    packed.write_bytes(gzip.compress(log.read_bytes()))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(log.read_bytes())))
    for way in (str(packed), str(log.with_name("pack*")), "-"):
        assert run(way, *words, "--jobs", "2") | {"inputs": []} == alone | {"inputs": []}, way


@pytest.mark.parametrize("text", FILTERS[:2])
def test_a_line_of_two_logs_counts_once(text: str, log: Path, run: Run) -> None:  # noqa: F811
    alone = run(str(log), "--match", text)
    warnings = [line for line in log.read_bytes().split(b"\n") if b": NOQUEUE: " in line]
    log.with_name("mail.warn").write_bytes(b"\n".join(warnings) + b"\n")
    both = run(f"{log.parent}/mail.*", "--match", text)
    assert both["totals"] == alone["totals"]
    assert both["lines"] == alone["lines"]


@pytest.mark.parametrize("text", FILTERS)
def test_a_host_tells_what_its_file_does_and_what_tail_prints(
    text: str, log: Path, run: Run, capsys: pytest.CaptureFixture[str]  # noqa: F811
) -> None:  # fmt: skip
    config = log.with_name("relays.yaml")
    config.write_text(f"hosts:\n  - {{name: here, local: true, logs: {{file: {log}}}}}\n")
    words = ("-c", str(config), "--match", text)
    there = run(*words, "--since", "2020-01-01")
    of_file = run(str(log), "--match", text)
    assert there["totals"] == of_file["totals"]
    assert there["lines"]["unmatched"] == of_file["lines"]["unmatched"]
    assert main(["tail", *words, "--since", "999w", "--no-follow", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    kinds = [row["kind"] for row in rows]
    assert there["lines"]["kinds"] == {kind: kinds.count(kind) for kind in kinds}


def test_it_says_that_it_is_filtered_and_by_what(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    saved = tmp_path / "relaytui" / "filters"
    saved.parent.mkdir()
    saved.write_text("mine kind=reject\n")
    page = tmp_path / "page.html"
    assert main(["report", str(log), "--match", "@mine !'<i>'"]) == 0
    printed = capsys.readouterr()
    assert "Only what matches: kind=reject !'<i>'" in printed.out
    assert "that do not match" in printed.out
    assert not printed.err
    assert main(["report", str(log), "--match", "@mine !'<i>'", "--html", str(page)]) == 0
    assert "Only what matches: kind=reject !&#x27;&lt;i&gt;&#x27;" in page.read_text()
    capsys.readouterr()
    assert main(["report", str(log), "--match", "no such words"]) == 0
    printed = capsys.readouterr()
    assert "no line matches" in printed.err
    assert "understood" not in printed.err


WRONG = {
    "kind=rejekt": "Column 6",
    "(kind=reject": "Column 1",
    "clinet_ip=192.0.2.1": "client_ip",
    "@nobody": "no filter is saved as nobody",
    "/(/": "not valid",
    "n>5": "`n` is not known of lines in files",
    "kind=sent or !(late=yes)": "`late` is not known of lines in files",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_with_a_filter_is_named(
    text: str, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(log), "--match", text]) == 2
    assert WRONG[text] in capsys.readouterr().err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_pattern_that_takes_too_long_is_given_up(
    jobs: str, log: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_files, "_SMALL", 0)
    log.write_bytes(made(5, 1) + b"Feb  9 04:00:00 mx1 x: " + b"a" * 64 + b"!\n")
    assert main(["report", str(log), "--match", "/(a+)+$/", "--jobs", jobs]) == 2
    assert "--match: The pattern took too long" in capsys.readouterr().err
