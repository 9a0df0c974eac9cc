"""Settings of the file reach the console; the command line goes before them."""

from pathlib import Path
from typing import Any

import pytest

from relaytui.cli.main import main

TEXT = "hosts: [mx1]\ntheme: day\nlink: slow\nkeymap: {app.leave: x}\n"
FILE = {"theme": "day", "link": "slow", "keymap": {"app.leave": "x"}}
CASES: dict[str, dict[str, Any]] = {
    "": FILE,
    "--theme night": {**FILE, "theme": "night"},
    "--link auto": {**FILE, "link": "auto"},
    "--link fast --theme mono": {**FILE, "link": "fast", "theme": "mono"},
    "-c none": {"theme": None, "link": "auto", "keymap": {}},
}


@pytest.mark.parametrize("words", CASES)
def test_settings(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "relays.yaml"
    path.write_text(TEXT)
    path.chmod(0o600)
    asked: dict[str, Any] = {}

    def opened(hosts: object, **settings: Any) -> int:
        asked.update(settings)
        return 0

    monkeypatch.setattr("relaytui.cli.console.has_terminal", lambda: True)
    monkeypatch.setattr("relaytui.cli.console.open_console", opened)
    named = [] if "-c" in words else ["-c", str(path)]
    assert main([*named, *words.split()]) == 0
    assert {name: asked[name] for name in CASES[words]} == CASES[words]
