"""Formats at work: what they make of lines, and how a slow one ends."""

import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from relaytui.cli.main import main
from relaytui.domain.event import Event
from relaytui.formats.file import Pattern
from relaytui.formats.load import use_formats
from relaytui.formats.matching import Matcher
from relaytui.logs.base import use_own_formats
from relaytui.logs.parser import LineParser
from tests.formats.test_files import GOOD, put

LINE = "2026-02-09T10:00:00+00:00 mx1 my-policyd[12]: "


@pytest.fixture(autouse=True)
def no_formats_afterwards() -> Iterator[None]:
    """Other tests have the formats that are shipped alone."""
    yield
    use_own_formats([])


def test_lines_are_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put("own.yaml", GOOD)
    log = tmp_path / "log"
    log.write_text(
        f"{LINE}limit reached: client=::ffff:192.0.2.7 user=bob count=31\n{LINE}what else\n"
        f"{LINE}limit reached: client=nobody user=bob count=1\n"
    )
    assert main(["parse", str(log), "--json"]) == 0
    out, err = capsys.readouterr()
    assert not err
    first, second, third = map(json.loads, out.splitlines())
    assert (first["kind"], first["client_ip"], first["user"], first["count"], first["limit"]) == (
        "rate_limited", "192.0.2.7", "bob", 31.0, "policy",
    )  # fmt: skip
    assert second["kind"] == "other"
    assert "client_ip" not in third


def test_a_mail_is_traced_by_an_own_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(
        "own.yaml",
        GOOD.replace("count=(?P<count>[0-9]+)", "id=(?P<queue_id>[0-9A-F]+)")
        .replace("count=31", "id=4104E3D")
        .replace("count: '31'", "queue_id: 4104E3D"),
    )
    log = tmp_path / "log"
    log.write_text(
        "2026-02-09T10:00:00+00:00 mx1 postfix/smtpd[1]: 4104E3D: client=a.example[192.0.2.7]\n"
        f"{LINE}limit reached: client=192.0.2.7 user=bob id=4104E3D\n"
    )
    assert main(["trace", "bob", "--files", str(log)]) == 0
    out, err = capsys.readouterr()
    assert not err
    assert "4104E3D" in out
    assert "refused: limit reached" in out or "refused" in out


def test_broken_ones_are_told_and_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put("own.yaml", GOOD)
    put("slow.yaml", "name: slow\nprograms: [x]\npatterns:\n  - {match: '^(a+)+$', kind: reject}\n"
        "samples:\n  - line: '2026-02-09T10:00:00+00:00 mx1 x: aaa'\n")  # fmt: skip
    log = tmp_path / "log"
    log.write_text(f"{LINE}limit reached: client=192.0.2.7 user=bob count=31\n")
    assert main(["parse", str(log), "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["kind"] == "rate_limited"
    assert "slow.yaml:4:" in err
    assert "over 50 ms" in err
    assert err.rstrip().endswith("Not used")


def test_a_slow_one_is_switched_off_after_three() -> None:
    told: list[str] = []
    matcher = Matcher("slow", [Pattern("^(a+)+$", "reject")], told.append)
    try:
        assert matcher.parse(Event(), "aaa")
        for number in range(3):
            assert told == []
            assert not matcher.off
            assert not matcher.parse(Event(), "a" * 40 + "!" * (number + 1))
        assert matcher.off
        assert "format slow: switched off" in told[0]
        assert not matcher.parse(Event(), "aaa")
        assert len(told) == 1
    finally:
        matcher.close()


def test_the_order_is_the_users_first_then_ours() -> None:
    postfix = "2026-02-09T10:00:00+00:00 mx1 postfix/qmgr[12]: "
    put("own.yaml", GOOD.replace("my-policyd", "qmgr", 1).replace("my-policyd", "postfix/qmgr"))
    use_formats(lambda words: pytest.fail(words))
    parser = LineParser(UTC)
    own = parser.parse(f"{postfix}limit reached: client=192.0.2.7 user=bob count=1", 4e9)
    assert (own.kind, own.client_ip) == ("rate_limited", "192.0.2.7")
    assert parser.parse(f"{postfix}4104E3D: removed", 4e9).kind == "removed"
