"""Lines that are copied, written and shared."""

import argparse
import json
import os
import shlex
import stat
import threading
from pathlib import Path

import pytest

from relaytui.app import RelayApp
from relaytui.cli import tail
from relaytui.cli.console import said_hosts
from relaytui.cli.hosts import named_hosts
from relaytui.cli.main import _parser
from relaytui.domain.host_spec import HostSpec
from relaytui.errors import UsageError
from relaytui.state.filter import parse_filter
from relaytui.state.row_file import RowFile, occupied
from relaytui.widgets.confirm import GUARD, Confirm
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import HOSTILE, FakeFleet
from tests.screens.test_command_line import give, notices
from tests.screens.test_logs import numbered, plain


async def answer(driver: Driver, key: str) -> None:
    """Answer a question, when its guard time is over."""
    await driver.until(lambda: isinstance(driver.app.screen, Confirm))
    dialog = driver.app.screen
    assert isinstance(dialog, Confirm)
    dialog._quiet_since -= GUARD
    await driver.press(key)


@pytest.mark.parametrize("size", SIZES)
async def test_a_row_and_marked_rows_are_copied(size: tuple[int, int]) -> None:
    fleet = numbered("mx1", "mx2")
    async with console(fleet, size) as driver:
        await driver.shows("message 0099.")
        await driver.press("y")
        assert driver.app.clipboard == f"mx2 {plain(99)}"
        await driver.shows("PAUSED")
        await driver.press("k", "k", "m", "m")
        await driver.shows("2 marked")
        assert [row[12 if size[0] > 109 else 8] for row in driver.log()[-3:]] == ["*", "*", " "]
        fleet.says("mx1", plain(500))
        await driver.shows("+1")
        await driver.press("G", "y")
        assert driver.app.clipboard == f"mx2 {plain(97)}\nmx1 {plain(98)}"
        await driver.press("M", "y")
        assert driver.app.clipboard == f"mx2 {plain(99)}"
        await driver.lacks("marked")


async def test_too_much_is_not_copied_and_hostile_text_is_gated() -> None:
    fleet = FakeFleet(["mx1"])
    fleet.says("mx1", *HOSTILE, *["x" * 4000] * 20)
    async with console(fleet) as driver:
        await driver.shows("xxx")
        await driver.press("g", *["m"] * 30, "y")
        await driver.until(lambda: "too much for a clipboard (48 at most)" in notices(driver))
        assert not driver.app.clipboard
        await driver.press("M", "g", *["m"] * 8, "y")
        assert driver.app.clipboard.count("\n") == 7
        assert all(one.isprintable() for one in driver.app.clipboard.replace("\n", ""))


async def test_fleet_copies_its_relay() -> None:
    async with console(numbered("mx1", "mx2")) as driver:
        await driver.press("1", "j", "y")
        await driver.until(lambda: "mx2" in driver.app.clipboard)
        assert "link ready" in driver.app.clipboard


@pytest.mark.parametrize("size", SIZES)
async def test_the_filtered_rows_are_written_as_text(size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "with blank.txt"
    fleet = numbered("mx1", "mx2", count=3000)
    fleet.marks("mx2", "gap", "30 lines missing")
    async with console(fleet, size) as driver:
        await give(driver, "filter message 00")
        await driver.shows("101")
        await give(driver, f"write {path}")
        await driver.until(lambda: f"101 rows written to {path}" in notices(driver))
    lines = path.read_text().splitlines()
    assert lines[0] == f"mx1 {plain(0)}"
    assert lines[-1] == "mx2 -- 30 lines missing --"
    assert len(lines) == 101
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == [path.name]


async def test_all_rows_are_written_as_json_up_to_the_pause(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    fleet = numbered("mx1", count=3000)
    async with console(fleet) as driver:
        await driver.shows("message 2999.")
        await driver.press("space")
        fleet.says("mx1", plain(5000))
        await driver.shows("PAUSED +1")
        await give(driver, "highlight 0007")
        await give(driver, f"write {path}")
        await driver.until(lambda: "rows written" in notices(driver))
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [row["n"] for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) in (3000, 3001)
    assert {row["relay"] for row in rows} == {"mx1"}


@pytest.mark.parametrize("key", ["y", "n"])
async def test_a_file_that_is_there_is_asked_about(key: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.txt"
    path.write_text("precious")
    async with console(numbered("mx1")) as driver:
        await driver.shows("message 0099.")
        await give(driver, f"write {path}")
        await driver.shows("Write over it?")
        await driver.press("enter")
        await answer(driver, key)
        if key == "y":
            await driver.until(lambda: "100 rows written" in notices(driver))
        else:
            await driver.lacks("Write over it?")
    assert path.read_text().startswith(plain(0)[:20] if key == "y" else "precious")
    assert os.listdir(tmp_path) == ["rows.txt"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nowhere/rows.txt", "there is no folder"),
        (".", "is no plain file"),
        ("pipe", "is no plain file"),
        ("x" * 300, "File name too long"),
    ],
)
async def test_what_cannot_be_written_is_told(name: str, words: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    async with console(numbered("mx1"), (160, 50)) as driver:
        await give(driver, f"write {tmp_path}/{name}")
        await driver.until(lambda: words in notices(driver))
    assert os.listdir(tmp_path) == ["pipe"]


def test_a_file_that_came_meanwhile_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    assert not occupied(path)
    file = RowFile(path)
    file.write("ours\n")
    path.write_text("theirs")
    with pytest.raises(UsageError, match="File exists"):
        file.finish(over=False)
    assert path.read_text() == "theirs"
    assert os.listdir(tmp_path) == ["rows"]


async def test_leaving_while_it_is_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, left = threading.Event(), threading.Event()

    def write(*_: object) -> None:
        begun.set()
        left.wait(20)

    monkeypatch.setattr(RowFile, "write", write)
    async with console(numbered("mx1")) as driver:
        await driver.shows("message 0099.")
        await give(driver, f"write {tmp_path}/rows")
        await driver.until(begun.is_set)
        assert len(os.listdir(tmp_path)) == 1
        await driver.press("q")
        await driver.until(lambda: not driver.app.is_running)
        left.set()
    assert os.listdir(tmp_path) == []


LINES = [
    ["mx1", "mx2"],
    ["--local"],
    ["ops@192.0.2.7:2222", "mx1", "-F", "my config", "--accept-new", "--transport", "ssh"],
    ["-c", "relays file.yaml", "@edge", "mx9"],
    ["-c", "relays file.yaml", "--tag", "in"],
    ["-c", "none", "mx1"],
    [],
]
FILTERS = ["", "relay denied", "-sasl !mx2", "/status=(sent|bounced) '$x/", "!/`id`/", "*marked"]
CONFIG = "hosts: {a1: {ssh: x@a1, tags: [in]}, mx9: {logs: journal}}\ngroups: {edge: [a1]}\n"


@pytest.mark.parametrize("typed", FILTERS)
@pytest.mark.parametrize("line", LINES, ids=" ".join)
async def test_a_shared_line_gives_the_same_hosts_and_filter(
    line: list[str], typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "relays file.yaml").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)
    given = _parser().parse_args(line)
    hosts, said = named_hosts(given), said_hosts(given)
    fleet = FakeFleet([host.name for host in hosts])
    async with console(fleet) as driver:
        driver.app.said = said
        if typed:
            await give(driver, f"filter {typed}")
        await give(driver, "share")
        await driver.shows("relaytui tail")
        words = shlex.split(driver.app.clipboard)
    assert words[:2] == ["relaytui", "tail"]
    parser = argparse.ArgumentParser(allow_abbrev=False)
    tail.add_arguments(parser)
    monkeypatch.chdir("/")
    args = parser.parse_args(words[2:])
    assert [_anywhere(host) for host in named_hosts(args)] == [_anywhere(host) for host in hosts]
    assert parse_filter(args.match) == (None if typed[:1] == "*" else parse_filter(typed))


def _anywhere(host: HostSpec) -> tuple[object, ...]:
    """A host, and whether another ssh configuration was named (its path is made whole)."""
    return (host.name, host.target, host.logs, host.accept_new, host.ssh_config is None)


async def test_simulated_relays_cannot_be_shared() -> None:
    async with console(numbered("mx1")) as driver:
        assert isinstance(driver.app, RelayApp)
        await give(driver, "share")
        await driver.until(lambda: "Nothing can be shared" in notices(driver))
