"""Fixtures for all tests: the network guard, and the user's folders kept out of it."""

import importlib.util
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

_GUARD = Path(__file__).parent / "guard"
# How long an example takes says how busy the machine is.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")
#: Where the tests are that use the lab.
LAB_FOLDERS = ("tests/panels/", "tests/relays/")
_SEEN = Path(tempfile.mkdtemp(prefix="relaytui-guard-")) / "seen"


def pytest_configure(config: pytest.Config) -> None:
    """Switch the guard on: here, and in every Python that a test starts."""
    _SEEN.touch()
    os.environ["RELAYTUI_GUARD_FILE"] = str(_SEEN)
    paths = [str(_GUARD), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    os.environ["PYTHONPATH"] = os.pathsep.join(one for one in paths if one)
    spec = importlib.util.spec_from_file_location("guard_of_tests", _GUARD / "sitecustomize.py")
    assert spec
    assert spec.loader
    spec.loader.exec_module(importlib.util.module_from_spec(spec))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """What runs beside each other are whole files; the lab's are one, since there is one lab."""
    from xdist.scheduler import LoadScopeScheduling

    class WholeFiles(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.partition("::")[0]
            return "lab" if path.startswith(LAB_FOLDERS) else path

    return WholeFiles(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without the lab, its tests are left out, with one line that says how to have them; with it
    they are first, since they take the longest."""
    items.sort(key=lambda item: item.get_closest_marker("lab") is None)
    for item in items:
        inside = item.location[0].startswith(LAB_FOLDERS)
        assert inside or not item.get_closest_marker("lab"), f"{item.nodeid}: not with the lab's"
    if os.environ.get("RELAYTUI_LAB"):
        return
    skip = pytest.mark.skip(reason="the lab is off: as root, RELAYTUI_LAB=1 make test")
    for item in items:
        if item.get_closest_marker("lab"):
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def network_guard() -> Iterator[None]:
    """Fail a test in which somebody connected to, or asked for, an address outside."""
    before = _SEEN.read_text()
    yield
    after = _SEEN.read_text()
    assert after == before, f"left loopback and the lab: {after[len(before) :]}"


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, so that no test reads or writes the user's files."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "SSH_AUTH_SOCK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(home / "etc"))
    return home


@pytest.fixture(scope="session")
def soak() -> bool:
    """Whether the full numbers are wanted (make soak)."""
    return bool(os.environ.get("SOAK"))
