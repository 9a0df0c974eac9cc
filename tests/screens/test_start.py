"""The start page."""

from pathlib import Path

import pytest

from tests.screens.driving import SIZES, console
from tests.screens.fake_fleet import FakeFleet


@pytest.fixture
def aliases(own_home: Path) -> None:
    """An ssh configuration with two aliases, and one that is a pattern."""
    folder = own_home / ".ssh"
    folder.mkdir()
    (folder / "config").write_text("Host mx1 mx2\n  User root\nHost *.example.net\n")


@pytest.mark.usefixtures("aliases")
@pytest.mark.parametrize("size", SIZES)
async def test_what_is_chosen_is_watched(size: tuple[int, int]) -> None:
    made: list[FakeFleet] = []

    def make(hosts: list) -> FakeFleet:  # type: ignore[type-arg]
        made.append(FakeFleet([host.name for host in hosts]))
        return made[0]

    async with console(None, size, make_fleet=make) as driver:
        await driver.shows("[ ] mx1")
        assert "example.net" not in driver.text()
        assert "demo" in driver.text()
        names = [row.split("] ")[1].split()[0] for row in driver.rows() if "[ ]" in row]
        await driver.press("g", *["j"] * names.index("mx1"), "space", "space")
        await driver.until(lambda: driver.text().count("[x]") == 2)
        await driver.press("enter")
        await driver.shows("Logs  2/2 ready")
        assert [host.name for host in made[0].hosts] == ["mx1", "mx2"]
        assert made[0].calls == ["start"]


@pytest.mark.usefixtures("aliases")
async def test_enter_alone_takes_the_row_of_the_cursor() -> None:
    made: list[FakeFleet] = []

    def make(hosts: list) -> FakeFleet:  # type: ignore[type-arg]
        made.append(FakeFleet([host.name for host in hosts]))
        return made[0]

    async with console(None, make_fleet=make) as driver:
        names = [row.split("] ")[1].split()[0] for row in driver.rows() if "[ ]" in row]
        await driver.press(*["j"] * names.index("mx2"), "enter")
        await driver.shows("Logs  1/1 ready")
        assert [host.name for host in made[0].hosts] == ["mx2"]


async def test_screens_of_hosts_are_not_opened_without_any() -> None:
    async with console(None) as driver:
        await driver.shows("No relay was named")
        await driver.press("1", "2")
        await driver.shows("No relay was named")
