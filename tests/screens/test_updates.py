"""Updates on the screen: packages over all hosts, hosts in lines, a card with a changelog."""

import time
from concurrent.futures import Future
from typing import Any

import pytest

from relaytui.domain.finding import Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import AnyFact
from relaytui.facts.changelog import CHANGES, Changes
from relaytui.facts.updates import UPDATES, Updates
from relaytui.updates.base import Pending, Update
from relaytui.updates.daemons import Outdated
from tests.screens.driving import SIZES, console
from tests.screens.fake_fleet import FakeFleet


def update(name: str, new: str = "2", **more: Any) -> Update:
    return Update(safe(name), SafeText(new), SafeText("1"), SafeText("amd64"), **more)


class Asked(FakeFleet):
    """Notes what is asked once, and answers as it is told."""

    answer: Any = Changes(installed=(safe("postfix (3.7.10) bookworm"),))

    def ask_once(self, relay: str, fact: AnyFact, **values: str) -> "Future[Any]":
        """Note it."""
        assert fact is CHANGES
        self.calls.append(f"{relay} {values['manager']} {values['package']}")
        future: Future[Any] = Future()
        future.set_result(self.answer)
        return future


def filled() -> Asked:
    now = time.time()
    fleet = Asked(["mx1", "mx2", "mx3"])
    updates = (
        update("tzdata", security=False),
        update("openssl", security=True),
        update("[bold]evil[/]\u202e", security=False, held=True),
        update("postfix", "3.7.11", security=False),
    )
    old = Outdated(safe("postfix"), safe("3.7.11"), now - 9e5, now - 100, safe("3.7.10"))
    fleet.knows(
        "mx1",
        UPDATES,
        Updates((Pending("apt", updates, now - 7200),), asked_at=now, outdated=(old,)),
    )
    dnf = Pending("dnf", (update("openssl", "9", security=True),), None, True, True)
    unseen = Failed("no permission: sudo needrestart", Remedy("Run doctor"))
    fleet.knows("mx2", UPDATES, Updates((dnf,), reboot=True, unseen=unseen, asked_at=now))
    fleet.knows("mx3", UPDATES, Failed("no package manager that is known here"))
    return fleet


@pytest.mark.parametrize("size", SIZES)
async def test_mail_first_then_security(size: tuple[int, int]) -> None:
    async with console(filled(), size) as driver:
        await driver.press("6")
        await driver.shows("openssl")
        rows = driver.rows()
        order = ["postfix", "openssl", "[bold]ev", "tzdata"]
        places = [
            next(at for at, row in enumerate(rows) if row[1:].startswith(one)) for one in order
        ]
        assert places == sorted(places)
        text = driver.text()
        assert "mx1: apt 4 pending, 1 security" in text
        assert "no package manager" in text
        if size[0] >= 80:
            assert "lists 2 h old · postfix runs 3.7.10" in text
            assert "mx2: dnf ≥1 pending, 1 security, lists of unknown age · REBOOT" in text
            assert "2 versions" in text
        assert {fact.name for fact in driver.app.screen.wants()} == {"updates", "packages"}  # type: ignore[attr-defined]


async def test_grouping_by_host_filter_and_cards() -> None:
    fleet = filled()
    async with console(fleet, (80, 24)) as driver:
        await driver.press("6")
        await driver.shows("openssl")
        await driver.press("o")
        await driver.shows("host · package")
        rows = [row.strip().split("  ")[0] for row in driver.rows()[2:10]]
        assert rows[:3] == ["mx1", "postfix", "openssl"]
        assert rows[5:7] == ["mx2", "openssl"]
        await driver.press("home", "enter")
        await driver.shows("postfix runs 3.7.10, installed 3.7.11: restart it")
        await driver.press("escape", "o", "slash")
        await driver.type("postfix")
        await driver.press("enter")
        await driver.lacks("tzdata")
        await driver.press("enter")
        await driver.shows("postfix (3.7.10) bookworm")
        await driver.shows("1 → 3.7.11 (amd64)")
        assert fleet.calls[1:] == ["mx1 apt postfix"]


async def test_both_managers_are_asked_and_odd_names_are_not() -> None:
    fleet = filled()
    fleet.answer = Failed("the host has no changelog of it", Remedy("Ask the archive"))
    async with console(fleet, (160, 50)) as driver:
        await driver.press("6")
        await driver.shows("openssl")
        await driver.press("home", "j", "enter")
        await driver.shows("the host has no changelog of it")
        assert sorted(fleet.calls[1:]) == ["mx1 apt openssl", "mx2 dnf openssl"]
        await driver.press("escape", "j", "enter")
        await driver.shows("held: somebody said it must stay")
        assert len(fleet.calls) == 3
        await driver.press("escape", "exclamation_mark")
        await driver.shows("services to restart: no permission: sudo needrestart")
        await driver.shows("Run doctor")


async def test_many_hosts_leave_room_for_the_list() -> None:
    fleet = Asked([f"mx{at}" for at in range(50)])
    for at in range(50):
        pending = Pending("apt", (update("openssl", security=at == 40),), time.time())
        fleet.knows(f"mx{at}", UPDATES, Updates((pending,), asked_at=time.time()))
    async with console(fleet, (80, 24)) as driver:
        await driver.press("6")
        await driver.shows("openssl")
        rows = driver.rows()
        assert rows[1].startswith("mx40: apt 1 pending, 1 security")
        assert any("and 47 more hosts: o shows all of them" in row for row in rows[:6])
