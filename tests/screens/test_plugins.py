"""Screens of others: found, and told when they are broken."""

import ast
import sys
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

import pytest

import relaytui.api
from relaytui import plugins
from relaytui.plugins import find_screens
from tests.screens.driving import console
from tests.screens.fake_fleet import fed

GOOD = """
from relaytui.api import RelayScreen, ScreenSpec, Word

class Mine(RelayScreen):
    def status(self):
        return [Word("my own screen")], []

SCREEN = ScreenSpec("mine", "Mine", "7", Mine)
"""
BROKEN = {
    "raises": "1 / 0",
    "imports": "import nothing_of_that_name",
    "syntax": "def",
    "exits": "raise SystemExit",
}


def offer(monkeypatch: pytest.MonkeyPatch, folder: Path, modules: dict[str, str]) -> None:
    """Register modules beside what is installed."""
    monkeypatch.syspath_prepend(str(folder))
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text)
    found = entry_points(group=plugins.GROUP)
    more = [EntryPoint("x", name, plugins.GROUP) for name in modules]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [*more, *found])


def test_ours_are_found_in_the_order_of_their_keys() -> None:
    found = find_screens()
    keys = [spec.key for spec in found.screens]
    assert keys == sorted(keys, key=lambda key: "1234567890".find(key) if key else 10)
    assert {"fleet", "logs", "start"} <= {spec.name for spec in found.screens}
    assert not found.problems


async def test_a_strangers_screen_opens_by_its_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    offer(monkeypatch, tmp_path, {"plugin_good": GOOD})
    async with console(fed(["mx1"], 5), (160, 50)) as driver:
        await driver.press("7")
        await driver.shows("my own screen")
        await driver.shows("7 Mine")


async def test_broken_ones_are_told_and_the_rest_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    modules = {f"plugin_{name}": text for name, text in BROKEN.items()}
    late = GOOD.replace("    def status", "    def __init__(self):\n        1 / 0\n    def status")
    offer(monkeypatch, tmp_path, {**modules, "plugin_late": late})
    async with console(fed(["mx1"], 5)) as driver:
        wanted = [*modules, "Screen mine is broken: ZeroDivisionError"]

        def told() -> str:
            return " ".join(one.message for one in driver.app._notifications)

        await driver.until(lambda: all(one in told() for one in wanted))
        await driver.shows("Logs  1/1 ready")
        await driver.press("7")
        await driver.shows(" Queue ")


def test_the_api_is_sorted_and_whole() -> None:
    names = relaytui.api.__all__
    assert names == sorted(names, key=lambda name: (not name.isupper(), name.islower(), name))
    public = {
        name
        for name, value in vars(relaytui.api).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert public == set(names)


def test_screens_import_nothing_of_ours_but_the_api() -> None:
    package = sys.modules[find_screens().screens[0].factory.__module__]
    assert package.__file__
    for path in Path(package.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("relaytui"):
                assert node.module == "relaytui.api", path


def test_one_broken_module_of_a_package_hides_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "plugin_pack"
    package.mkdir()
    for name, text in {"__init__": "", "a_exits": "raise SystemExit", "b_good": GOOD}.items():
        (package / f"{name}.py").write_text(text)
    offer(monkeypatch, tmp_path, {})
    entry = EntryPoint("x", "plugin_pack", plugins.GROUP)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [entry])
    found = find_screens()
    assert [spec.name for spec in found.screens] == ["mine"]
    assert "plugin_pack.a_exits" in found.problems[0]
