"""`relaytui report` on files, as people call it."""

import bz2
import gzip
import json
import lzma
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from relaytui.cli import report_files
from relaytui.cli.main import main
from relaytui.cli.report_text import lines_of
from relaytui.domain.report import Report
from relaytui.domain.text import is_shown
from relaytui.sources import local_files
from tests.report.logs import corpus, made

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def report(*words: str, status: int = 0) -> dict[str, Any]:
        assert main(["report", "--tz", "UTC", "--json", *words]) == status
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return report


def halves(folder: Path) -> tuple[bytes, bytes]:
    """A log in two parts, as a rotation leaves it."""
    log = made(4000, 2)
    cut = log.index(b"\n", len(log) // 2) + 1
    (folder / "whole.log").write_bytes(log)
    return log[:cut], log[cut:]


WRITERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, 1),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda data: subprocess.run(["zstd", "-qc"], input=data, stdout=-1, check=True).stdout,
}


@pytest.mark.parametrize("ending", WRITERS)
def test_rotated_and_compressed_files_are_one_log(ending: str, tmp_path: Path, run: Run) -> None:
    if ending == "zst" and not shutil.which("zstd"):
        pytest.skip("zstd is not here")
    old, new = halves(tmp_path)
    (tmp_path / f"mail.log.2.{ending}").write_bytes(WRITERS[ending](old))
    (tmp_path / "mail.log").write_bytes(new)
    whole, parts = run(f"{tmp_path}/whole.log"), run(f"{tmp_path}/mail.log*")
    assert whole["totals"]["messages"] > 200
    assert whole | {"inputs": []} == parts | {"inputs": []}


def test_processes_count_the_same(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    halves(tmp_path)
    path = f"{tmp_path}/whole.log"
    alone = run(path, "--jobs", "1")
    monkeypatch.setattr(report_files, "_SMALL", 0)
    monkeypatch.setattr(local_files.spans, "__defaults__", (40_000,))
    monkeypatch.setattr(local_files.pieces, "__defaults__", (40_000,))
    assert run(path, "--jobs", "3") == alone
    (tmp_path / "whole.log.gz").write_bytes(gzip.compress((tmp_path / "whole.log").read_bytes()))
    assert run(f"{path}.gz", "--jobs", "3") | {"inputs": []} == alone | {"inputs": []}


def test_standard_input(tmp_path: Path, run: Run) -> None:
    halves(tmp_path)
    words = [sys.executable, "-m", "relaytui", "report", "-", "--tz", "UTC", "--json"]
    with open(tmp_path / "whole.log", "rb") as log:
        done = subprocess.run(words, stdin=log, stdout=subprocess.PIPE, check=True)
    assert json.loads(done.stdout) | {"inputs": []} == run(f"{tmp_path}/whole.log") | {"inputs": []}


def test_a_line_that_stands_in_two_logs_counts_once(tmp_path: Path, run: Run) -> None:
    log = made(1500, 6)
    (tmp_path / "mail.log").write_bytes(log)
    warnings = [line for line in log.split(b"\n") if b": warning: " in line]
    (tmp_path / "mail.warn").write_bytes(b"\n".join(warnings) + b"\n")
    assert len(warnings) > 50
    alone = run(f"{tmp_path}/mail.log")
    both = run(f"{tmp_path}/mail.*")
    for part in ("totals", "warnings", "limits", "failed_logins", "hours"):
        assert both[part] == alone[part], part


def test_what_can_not_be_read_to_its_end_is_said(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    data = gzip.compress(made(1500, 6), 1)
    (tmp_path / "mail.log.gz").write_bytes(data[: len(data) // 2])
    report = run(f"{tmp_path}/mail.log.gz", status=4)
    assert report["lines"]["read"] > 100
    assert report["at_least"]
    assert "mail.log.gz" in report["incomplete"][0]
    assert main(["report", f"{tmp_path}/mail.log.gz"]) == 4
    printed = capsys.readouterr()
    assert "≥" in printed.out
    assert "incomplete: " in printed.out
    assert "counted" in printed.err


def test_files_and_hosts_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mx1").write_bytes(made(50, 1))
    (tmp_path / "relays.yaml").write_text("hosts: [mx1]\n")
    told = {
        ("mx1", "-c", "relays.yaml"): "Write ./mx1 for the file, or USER@mx1 for the host",
        ("./mx1", "nowhere.invalid", "-c", "none"): "nowhere.invalid: no such file",
        ("./missing.log", "-c", "none"): "./missing.log: no such file",
        ("missing*", "-c", "none"): "missing*: no such file",
        (f"{tmp_path}/", "-c", "none"): "is a folder",
        ("./mx1", "--local"): "Leave out --local",
        ("-c", "none"): "Name log files",
        ("./mx1", "--top", "0"): "Write 1 or more",
        ("./mx1", "--since", "2026-01-02", "--until", "2026-01-01"): "earlier moment first",
        ("./mx1", "--html", "mx1"): "is no page",
        ("./mx1", "--tz", "Nowhere"): "no such zone",
    }
    for words, answer in told.items():
        assert main(["report", *words]) == 2, words
        assert answer in capsys.readouterr().err, words
    assert main(["report", "./mx1", "-c", "relays.yaml"]) == 0
    assert main(["report", "mx1", "-c", "none"]) == 0


def test_a_period_beside_the_one_before(tmp_path: Path, run: Run) -> None:
    halves(tmp_path)
    path = f"{tmp_path}/whole.log"
    span = ("--since", "2026-11-24T00:00:20", "--until", "2026-11-24T00:00:30")
    late = run(path, *span, "--compare")
    early = run(path, "--since", "2026-11-24T00:00:10", "--until", "2026-11-24T00:00:20")
    assert late["before"]["connections"] == early["totals"]["connections"] > 50
    assert late["lines"]["outside"] > 1000


def test_the_terminal_is_never_overrun(tmp_path: Path, run: Run) -> None:
    log = tmp_path / "mail.log"
    log.write_bytes(made(3000, 8) + corpus())
    import msgspec

    report = msgspec.convert(run(str(log)), Report)
    piped = lines_of(report, 0, False)
    for columns in (40, 80, 160, 250):
        lines = lines_of(report, columns, True).split("\n")
        plain = [re.sub(r"\x1b\[\d*m", "", line) for line in lines]
        assert max(map(len, plain)) <= columns
        assert any("Totals" in line for line in plain)
        assert any("TLSv1.3" in line for line in plain)
    assert "…" not in piped.replace("[…]", "") or max(map(len, piped.split("\n"))) > 100
    assert all(is_shown(one) or one == "\n" for one in piped)


def test_the_page_holds_no_script_and_escapes_all(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    evil = "<script async onload=x&'"
    hostile = "".join(
        f"2026-11-24T0{hour}:00:00.000000+00:00 mx1 postfix/smtpd[7]: NOQUEUE: reject: RCPT from "
        f"x[192.0.2.9]: 550 5.1.1 <a>: {evil}; from=<{evil}> to=<b> proto=SMTP helo=<{evil}>\n"
        f"2026-11-24T0{hour}:00:01.000000+00:00 mx1 postfix/smtpd[7]: warning: {evil}\n"
        for hour in range(4)
    )
    log.write_text(hostile)
    page = tmp_path / "page.html"
    assert main(["report", str(log), "--html", str(page)]) == 0
    assert main(["report", str(log), "--html", str(page)]) == 0  # a page may be written anew
    text = page.read_text()
    assert "Content-Security-Policy" in text
    assert "<script" not in text
    assert "&lt;script async onload=x&amp;" in text
    assert "<svg" in text
    assert not re.search(r"(?:src|href)\s*=|url\(|@import", text)
    assert log.read_text() == hostile


def test_figures_of_one_kind_agree_with_each_other(tmp_path: Path, run: Run) -> None:
    """Sums over hours, hosts and lists are the totals."""
    log = tmp_path / "mail.log"
    log.write_bytes(made(6000, 11, hosts=3))
    report = run(str(log), "--top", "100000")
    for name, count in report["totals"].items():
        for rows in (report["hours"], report["days"], report["hosts"], report["by_hour"]):
            assert sum(row["counts"].get(name, 0) for row in rows) == count, name
    for part, names in (
        ("clients", ("connections", "messages")),
        ("networks", ("connections", "messages")),
        ("refused_clients", ("rejects", "failed_logins", "limit_hits")),
        ("recipients", ("delivered", "deferred", "deferrals", "bounced")),
        ("domains", ("delivered", "deferred", "deferrals", "bounced")),
        ("senders", ("recipients", "bytes")),
    ):
        for name in names:
            counted = sum(row["counts"].get(name, 0) for row in report[part]["top"])
            assert counted == report["totals"][name], (part, name)
    assert report["rejects"]["count"] == report["totals"]["rejects"]
    assert report["deferrals"]["count"] == report["totals"]["deferrals"]
    assert report["bounces"]["count"] == report["totals"]["bounced"]
    came = report["tls_in"]
    assert sum(came["protocols"].values()) + came["plain"] == report["totals"]["messages"]
