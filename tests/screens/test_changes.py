"""Changing hosts from the console: by keys, with a road that notes what it was told."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from relaytui.changes.draft import Target
from relaytui.changes.holding import Holding
from relaytui.changes.holding_look import Judged
from relaytui.changes.plan import Command, HostPlan, Plan, Proof, Run
from relaytui.changes.result import Result
from relaytui.domain.intent import Block, Intent
from relaytui.domain.net import parse_net
from relaytui.domain.text import safe
from relaytui.lists.edit import Refused
from relaytui.widgets.change_desk import ChangeDesk
from tests.screens.driving import SIZES, Driver, console
from tests.screens.fake_fleet import FakeFleet, fed

_ATTACKER = "203.0.113.9"
_ALL = ["mx1", "mx2", "mx3", "mx4"]


class Road:
    """Plans a command a host; `fails` are hosts that then fail."""

    def __init__(self, fails: Sequence[str] = (), refused: Refused | None = None) -> None:
        self.planned: list[Mapping[str, Sequence[Intent]]] = []
        self.only: list[set[str]] = []
        self.done: list[list[str]] = []
        self.undone: list[tuple[str, list[str]]] = []
        self._fails, self._refused = fails, refused

    def plan(
        self, intents: Mapping[str, Sequence[Intent]], only: frozenset[str] = frozenset()
    ) -> dict[str, HostPlan]:
        self.planned.append(intents)
        self.only.append(set(only))
        return {relay: self._one(relay, wanted) for relay, wanted in intents.items()}

    def _one(self, relay: str, wanted: Sequence[Intent]) -> HostPlan:
        if self._refused and not getattr(wanted[0], "split", False):
            return HostPlan(relay, refused=(("nft", self._refused),))
        steps = (Run(Command(("nft", "-f", "-"), f"add element [/] {wanted[0].net}\n")),)
        plan = Plan(wanted[0], "nft", steps, Proof((), lambda facts: ""))
        return HostPlan(relay, (plan,), others=("ufw", "postfix-block"))

    def carry_out(self, plans: Sequence[HostPlan], told: Callable[[Result], None]) -> list[Result]:
        self.done.append([one.relay for one in plans if one.plans])
        for one in plans:
            failed = one.relay in self._fails
            words = safe("nft: [/] no room") if failed else safe("")
            told(Result(one.relay, "failed" if failed else "set", words, "20261125-aa", 0.4))
        return []

    def undo(
        self, change: str, relays: Sequence[str], what: str, told: Callable[[Result], None]
    ) -> list[Result]:
        self.undone.append((change, list(relays)))
        for one in relays:
            told(Result(one, "undone", safe(""), change))
        return []


@pytest.fixture
def road(monkeypatch: pytest.MonkeyPatch) -> Road:
    one = Road()
    monkeypatch.setattr(ChangeDesk, "_road", lambda desk: one)
    monkeypatch.setattr("relaytui.widgets.change_dialog.GUARD", 0.0)
    return one


async def armed(driver: Driver) -> None:
    assert "b block" not in driver.rows()[-1]
    await driver.type(":rw 15m")
    await driver.press("enter")
    await driver.shows("WRITE 15 min")
    if driver.app.size.width > 100:
        await driver.shows("b block")


async def typed(driver: Driver, line: str) -> None:
    await driver.type(f":{line}")
    await driver.press("enter")


async def test_nothing_is_changed_before_it_is_armed(road: Road) -> None:
    async with console(fed(["mx1"], 50)) as driver:
        for keys in ("b", "U", "a", "u"):
            await driver.press(keys)
        await typed(driver, f"block {_ATTACKER}")
        await driver.until(lambda: "read-only" in _told(driver))
        assert "Plan" not in driver.text()
        assert not road.planned


def _told(driver: Driver) -> str:
    return " ".join(one.message for one in driver.app._notifications)


@pytest.mark.parametrize("size", SIZES)
async def test_a_block_is_shown_then_done_then_taken_back(
    road: Road, size: tuple[int, int]
) -> None:
    async with console(fed(["mx1", "mx2"], 5), size) as driver:
        await armed(driver)
        await typed(driver, f"block {_ATTACKER} guessing [/] passwords")
        await driver.shows("add element")
        assert _ATTACKER in driver.text()
        assert "guessing [/] passwords" in driver.text()
        await driver.press("enter")
        assert not road.done
        await driver.press("y")
        await driver.shows("set in 0.4 s")
        assert road.done == [["mx1", "mx2"]]
        await driver.press("u")
        await driver.until(lambda: road.undone)
        assert road.undone == [("20261125-aa", ["mx1", "mx2"])]
        await driver.shows("undone")
        await driver.lacks("take it back")
        await driver.press("u")
        assert len(road.undone) == 1
        await driver.press("escape")
        await driver.lacks("set in")


async def test_from_three_hosts_on_their_number_is_typed(road: Road) -> None:
    async with console(fed(_ALL, 5)) as driver:
        await armed(driver)
        await typed(driver, f"block {_ATTACKER}")
        await driver.shows("type 4 to go on")
        await driver.press("y")
        await driver.press("3", "y")
        assert not road.done
        await driver.press("backspace", "4")
        await driver.shows("y do it")
        await driver.press("y")
        await driver.until(lambda: road.done == [_ALL])


@pytest.mark.parametrize("key", ["n", "escape"])
async def test_it_is_left(road: Road, key: str) -> None:
    async with console(fed(["mx1"], 5)) as driver:
        await armed(driver)
        await typed(driver, f"block {_ATTACKER}")
        await driver.shows("add element")
        await driver.press(key)
        await driver.lacks("add element")
        assert not road.done


async def test_the_layer_of_a_block_is_chosen_by_a_key(road: Road) -> None:
    async with console(fed(["mx1"], 50), size=SIZES[2]) as driver:
        await armed(driver)
        await typed(driver, f"block {_ATTACKER}")
        await driver.shows("l layer")
        for number in range(2, 5):
            await driver.press("l")
            await driver.until(lambda: len(road.only) == number)  # noqa: B023
            if road.only[-1]:
                await driver.shows(f"only in  {min(road.only[-1])}")
            else:
                await driver.lacks("only in")
            await driver.shows("do it")
        assert road.only == [set(), {"ufw"}, {"postfix-block"}, set()]
        assert road.done == []


async def test_span_and_reason_are_planned_anew(road: Road) -> None:
    async with console(fed(["mx1"], 5)) as driver:
        await armed(driver)
        await typed(driver, f"block {_ATTACKER}")
        await driver.shows("24 h")
        await driver.press("t")
        await driver.shows("7 d")
        await driver.press("e")
        await driver.type("why [/] not y")
        await driver.press("enter")
        await driver.shows("why [/] not y")
        await driver.until(lambda: len(road.planned) == 3)
        intent: Any = road.planned[-1]["mx1"][0]
        assert intent.seconds == 7 * 86400
        assert intent.reason == "why [/] not y"
        assert not road.done


async def test_what_failed_is_told_and_planned_again(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    road._fails = ("mx2",)
    async with console(fed(["mx1", "mx2"], 5)) as driver:
        await armed(driver)
        await typed(driver, f"block {_ATTACKER}")
        await driver.shows("y do it")
        await driver.press("y")
        await driver.shows("no room")
        road._fails = ()
        await driver.press("r")
        await driver.shows("y do it")
        assert list(road.planned[-1]) == ["mx2"]
        await driver.press("y")
        await driver.until(lambda: road.done[-1] == ["mx2"])


async def test_a_wider_entry_is_parted_on_demand(road: Road) -> None:
    road._refused = Refused("covered_by", "it is in 203.0.113.0/24", ("lift 203.0.113.0/24",))
    async with console(fed(["mx1"], 5)) as driver:
        await armed(driver)
        await typed(driver, f"unblock {_ATTACKER}")
        await driver.shows("part the wider entry")
        await driver.press("y")
        assert not road.done
        await driver.press("s")
        await driver.shows("y do it")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("block 192.0.2.5/24", "host bits"),
        ("block 0.0.0.0/0", "never blocked"),
        ("block 192.0.0.0/20", "type /20"),
        ("block fe80::1%eth0", "zone"),
        ("block nonsense", "address"),
        ("rw forever", "duration"),
    ],
)
async def test_what_is_typed_wrong_is_told(road: Road, line: str, words: str) -> None:
    async with console(fed(["mx1"], 5)) as driver:
        await armed(driver)
        await typed(driver, line)
        await driver.until(lambda: words in _told(driver) + driver.text())
        assert not road.planned


async def test_it_is_disarmed(road: Road) -> None:
    async with console(fed(["mx1"], 5), (160, 50)) as driver:
        await armed(driver)
        await typed(driver, "rw 0")
        await driver.lacks("WRITE")
        await driver.press("b")
        assert not road.planned


async def test_a_host_that_is_read_only_is_left_out(road: Road) -> None:
    from msgspec.structs import replace

    fleet = FakeFleet(["mx1", "mx2"])
    fleet.hosts = (fleet.hosts[0], replace(fleet.hosts[1], read_only=True))
    async with console(fleet) as driver:
        await armed(driver)
        await typed(driver, f"block {_ATTACKER}")
        await driver.shows("add element")
        assert list(road.planned[-1]) == ["mx1"]


async def test_a_row_of_rates_is_blocked_by_its_key(road: Road) -> None:
    async with console(fed(["mx1", "mx2"], 300)) as driver:
        await armed(driver)
        await driver.press("3")
        await driver.shows("Rates")
        await driver.until(lambda: driver.app.screen.items)  # type: ignore[attr-defined]
        await driver.press("b")
        await driver.shows("add element")
        (intent,) = road.planned[-1]["mx1"]
        assert str(intent.net) == driver.app.screen_stack[-2].subject()  # type: ignore[attr-defined]


@pytest.mark.parametrize("stays", [True, False])
async def test_whether_it_holds_is_told_a_minute_later(
    road: Road, monkeypatch: pytest.MonkeyPatch, stays: bool
) -> None:
    asked = asyncio.Event()

    async def watch(
        _app: object, _fleet: object, plans: Sequence[HostPlan], change: str
    ) -> list[Judged]:
        await asked.wait()
        assert change == "20261125-aa"
        no = Holding("not effective", safe("a rule [/] before it lets it by"))
        return [Judged(plans[0].relay, "nft", Block(parse_net(_ATTACKER), 60), no)]  # type: ignore[arg-type]

    monkeypatch.setattr("relaytui.widgets.holding_watch.watch_holding", watch)
    async with console(fed(["mx1"], 5)) as driver:
        await armed(driver)
        await typed(driver, f"block {_ATTACKER}")
        await driver.shows("y do it")
        await driver.press("y")
        await driver.shows("set in 0.4 s")
        if not stays:
            await driver.press("escape")
        asked.set()
        if stays:
            await driver.shows("not effective: a rule [/] before it lets it by")
        else:
            await driver.until(lambda: "a rule [/] before" in _told(driver))


async def test_an_address_of_several_lists_is_named_once(road: Road) -> None:
    net = parse_net("192.0.2.7")
    assert net
    async with console(fed(["mx1"], 5)) as driver:
        await armed(driver)
        lists = [Target(net, safe(place)) for place in ("main.cf:1", "jail.local:2")]
        driver.app.desk.begin("off", lists, ["mx1"])
        await driver.shows("add element")
        (head,) = [row for row in driver.rows() if row.strip().startswith("off ")]
        assert head.count("192.0.2.7") == 1
        assert len(road.planned[-1]["mx1"]) == 2
