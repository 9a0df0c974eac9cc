"""Lines that were passed over: a row that counts them, and a key that reads them."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.engine.readings import Readings
from relaytui.engine.skipping import Rereading
from relaytui.errors import LinkError
from relaytui.sources.base import Piece, RawLine, Skipped
from relaytui.ssh.link import Outcome
from relaytui.ssh.script import Script, script
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import FakeFleet
from tests.screens.test_logs import plain

LINES = 3000


class Pages:
    """A source and a link in one: pages of numbered lines, until the link is lost."""

    name, sudo = "/var/log/mail.log", False

    def __init__(self, enough: int) -> None:
        self._given, self._enough = 0, enough

    def page(self, token: str, most: int) -> Script:
        return script("page", "true")

    def run(self, script: Script, **_: Any) -> Outcome:
        if self._given >= self._enough:
            raise LinkError("link lost: [b]timed out[/b]")
        numbers = range(self._given, self._given + 500)
        self._given += 500
        return Outcome(0, "\n".join(map(plain, numbers)).encode(), b"", 0.0)

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        yield from (RawLine(line) for line in chunk.split(b"\n"))

    def cut(self) -> None:
        """Pages hold whole lines."""


class SkippingFleet(FakeFleet):
    """One relay, which was too far behind."""

    def __init__(self, enough: int = LINES) -> None:
        super().__init__(["mx1"])
        self._enough = enough
        self.says("mx1", plain(9998))
        event = Event(kind="log_gap", raw=f"{LINES:,} lines passed over", lost=LINES)
        self.gives(Line("mx1", "journal", 7, time.time(), event, "skipped"))

    def read_again(self, line: Line, wake: Callable[[], None]) -> Rereading | None:
        assert (line.relay, line.n) == ("mx1", 7)
        pages: Any = Pages(self._enough)
        readings = Readings("mx1", "journal", ZoneInfo("UTC"))
        readings.source = pages.name
        return Rereading("mx1", Skipped(LINES, pages), readings, lambda: pages, wake)


async def _opened(driver: Driver) -> None:
    await driver.shows("SKIP: 3,000 lines")
    await driver.press("e", "r")
    await driver.shows("of 3,000")


@pytest.mark.parametrize("size", SIZES)
async def test_they_are_read_on_request(size: tuple[int, int]) -> None:
    async with console(SkippingFleet(), size) as driver:
        await _opened(driver)
        await driver.shows("message 0000.")
        await driver.press("F")
        await driver.shows("message 2999.")
        await driver.press("escape")
        await driver.shows("SKIP: 3,000 lines")


async def test_they_can_be_filtered_and_left_by_a_screens_key() -> None:
    async with console(SkippingFleet(), (100, 30)) as driver:
        await _opened(driver)
        await driver.shows("3,000 of 3,000")
        await driver.press("/")
        await driver.type("message 17")
        await driver.press("enter")
        await driver.shows("message 1700.")
        await driver.lacks("message 0000.")
        await driver.press("2")
        await driver.shows("SKIP: 3,000 lines")
        assert len(driver.app.screen_stack) == 2


async def test_the_command_does_the_same() -> None:
    async with console(SkippingFleet(), (100, 30)) as driver:
        await driver.shows("SKIP")
        await driver.press("e", ":")
        await driver.type("reread")
        await driver.press("enter")
        await driver.shows("message 0000.")


async def test_a_link_that_is_lost_is_told() -> None:
    async with console(SkippingFleet(enough=1000), (100, 30)) as driver:
        await _opened(driver)
        await driver.shows("link lost: [b]timed out[/b]")
        await driver.shows("1,000 of 3,000")


async def test_other_rows_hold_nothing_to_read() -> None:
    async with console(SkippingFleet(), (100, 30), messages=True) as driver:
        await driver.shows("message 9998.")
        await driver.press("g", "r")
        await driver.shows("No lines were passed over here")
