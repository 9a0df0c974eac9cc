"""The queue on the screen: groups, their messages, a message in full, its headers."""

import time
from concurrent.futures import Future
from typing import Any

import pytest

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.text import safe
from relaytui.facts.base import AnyFact
from relaytui.facts.message_headers import HEADERS, Headers
from relaytui.facts.queue import QUEUE, Queues
from tests.analysis.made_queues import queues, record, usual
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import FakeFleet

DOWN = "connect to …: Connection timed out"


class Asked(FakeFleet):
    """Notes what is asked once, and answers as it is told."""

    answer: Any = Headers((safe("Subject: hello"),), (safe("host_address [192.0.2.7]"),))

    def ask_once(self, relay: str, fact: AnyFact, **values: str) -> "Future[Any]":
        """Note it."""
        assert fact is HEADERS
        self.calls.append(f"{relay} {values['system']} {values['place']} {values['id']}")
        future: Future[Any] = Future()
        future.set_result(self.answer)
        return future


def filled() -> Asked:
    fleet = Asked(["mx1", "mx2", "mx3"])
    fleet.knows("mx1", QUEUE, usual())
    reason = "connect to a[192.0.2.4]:25: Connection timed out"
    other = [record("EEEE1", "erp@example.com", ("p@down.example", reason))]
    fleet.knows("mx2", QUEUE, queues(**{"postfix-out": other}))
    fleet.knows("mx3", QUEUE, Failed("no permission: exim -bp", Remedy("Do this"), "exim"))
    return fleet


def cursor_row(driver: Driver) -> str:
    at: int = driver.app.screen.query_one("#rows").cursor  # type: ignore[attr-defined]
    return str(driver.rows()[2 + at])


@pytest.mark.parametrize("size", SIZES)
async def test_one_cause_is_one_row(size: tuple[int, int]) -> None:
    async with console(filled(), size) as driver:
        await driver.press("7")
        await driver.shows("connect to …: ")
        rows = driver.rows()
        assert "Queue" in rows[0]
        assert rows[2].split()[0] == "7"
        assert any("bounces: conn" in row for row in rows)
        await driver.shows("no permission: exim -bp")
        if size[0] >= 80:
            assert "13 waiting" in rows[0]
            assert "mx1" in rows[2]


async def test_into_a_group_into_a_message_and_out_again() -> None:
    async with console(filled(), (160, 50)) as driver:
        await driver.press("7")
        await driver.shows(DOWN)
        await driver.press("j")
        chosen = cursor_row(driver)
        assert "wait … seconds" in chosen
        await driver.press("enter")
        await driver.shows("BBBB2")
        assert "AAAA1" not in driver.text()
        await driver.press("s", "s", "s")  # by recipient
        await driver.press("slash")
        await driver.type("q2@")
        await driver.press("enter")
        await driver.lacks("BBBB1")
        await driver.press("enter")
        await driver.shows("said: 450 4.7.1 <u2@g")
        await driver.shows("wait 120 seconds")
        await driver.press("escape", "escape")
        await driver.shows("BBBB1")
        await driver.press("escape")
        await driver.shows(DOWN)
        await driver.until(lambda: cursor_row(driver).split()[4:] == chosen.split()[4:])
        await driver.press("home", "enter")
        await driver.shows("CCCC1")


async def test_headers_are_asked_for_one_message() -> None:
    fleet = filled()
    async with console(fleet, (160, 50)) as driver:
        await driver.press("7")
        await driver.shows(DOWN)
        await driver.press("h")
        assert fleet.calls == ["start"]
        await driver.press("enter")
        await driver.shows("AAAA4")
        await driver.press("slash")
        await driver.type("EEEE1")
        await driver.press("enter")
        await driver.lacks("AAAA4")
        await driver.press("h")
        await driver.shows("Subject: hello")
        await driver.shows("host_address [192.0.2.7]")
        assert fleet.calls[1:] == ["mx2 json postfix-out EEEE1"]
        await driver.press("escape")
        Asked.answer = Failed("no permission: only root", Remedy("Log in as root"))
        await driver.press("h")
        await driver.shows("Log in as root")


async def test_groupings_and_orders() -> None:
    async with console(filled(), (160, 50)) as driver:
        await driver.press("7")
        await driver.shows(DOWN)
        await driver.press("enter")
        await driver.shows("AAAA4")
        await driver.press("o")
        await driver.until(lambda: "by sender" in driver.rows()[0])
        await driver.shows("erp@example.com")
        await driver.press("o")
        await driver.shows("forged.example")
        await driver.press("s")
        await driver.until(lambda: "down.example" in driver.rows()[2])


async def test_what_is_being_delivered_leaves_the_list() -> None:
    fleet = filled()
    async with console(fleet, (80, 24)) as driver:
        await driver.press("7")
        await driver.shows("connect to …: ")
        await driver.press("enter", "end")
        fleet.knows("mx1", QUEUE, queues(postfix=[]))
        fleet.knows("mx2", QUEUE, queues(postfix=[]))
        await driver.shows("0")
        await driver.until(lambda: not driver.app.screen.items)  # type: ignore[attr-defined]
        await driver.press("enter", "h", "escape")
        fleet.knows("mx3", QUEUE, Absent("no mail server with a queue is installed"))
        await driver.shows("all queues are empty")


async def test_a_list_that_is_not_whole_says_at_least() -> None:
    found = usual()
    found.places[0].queue.unread.append("the list was cut")
    fleet = FakeFleet(["mx1"])
    fleet.knows("mx1", QUEUE, found, at=time.time() - 5)
    async with console(fleet, (160, 50)) as driver:
        await driver.press("7")
        await driver.shows("≥12 waiting")
        await driver.shows("≥6")
        await driver.shows("mx1: postfix: the list was cut")


async def test_hostile_text_is_shown_as_it_is() -> None:
    rows = [
        record("AAAA1", "[@click=app.quit]x[/]@example.com",
               ("\x1b[2J\u202e@x.example", "host a[192.0.2.1] said: 450 [bold red]no[/]"))
    ]  # fmt: skip
    fleet = FakeFleet(["mx1"])
    found: Queues = queues(postfix=rows)
    fleet.knows("mx1", QUEUE, found)
    async with console(fleet, (160, 50)) as driver:
        await driver.press("7")
        await driver.shows("[bold red]no[/]")
        await driver.press("enter")
        await driver.shows("[@click=app.quit]x[/]@example.com")
        await driver.press("enter")
        await driver.shows("␛[2J<U+202E>@x.example")
