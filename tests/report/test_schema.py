"""What `relaytui report --json` prints is what docs/report.schema.json describes."""

import json
from pathlib import Path

import msgspec
import pytest

from relaytui.cli.main import main
from relaytui.domain.report import Report
from tests.report.logs import corpus, made

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("compare", [[], ["--since", "2026-11-01", "--compare"]])
def test_all_that_is_printed_is_described(
    compare: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "mail.log"
    log.write_bytes(made(2000, 3) + corpus())
    assert main(["report", str(log), "--json", *compare]) == 0
    printed = capsys.readouterr().out
    report = msgspec.json.decode(printed, type=Report, strict=True)
    assert msgspec.to_builtins(report) == json.loads(printed)
    assert printed.count("\n") == 1
    schema = json.loads((DOCS / "report.schema.json").read_text())
    described = set(schema["$defs"]["Report"]["properties"])
    assert described == set(json.loads(printed))
    page = (DOCS / "report.md").read_text()
    assert all(f"`{name}`" in page for name in described)
