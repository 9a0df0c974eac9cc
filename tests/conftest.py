"""Fixtures for all tests: the network guard, and the user's folders kept out of it."""

import importlib.util
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_GUARD = Path(__file__).parent / "guard"
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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without the lab, its tests are left out, with one line that says how to have them.

    Beside each other run whole files, and the lab's tests, which are first, since there is one lab.
    """
    items.sort(key=lambda item: item.get_closest_marker("lab") is None)
    for item in items:
        group = "lab" if item.get_closest_marker("lab") else item.location[0]
        item.add_marker(pytest.mark.xdist_group(group))
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
