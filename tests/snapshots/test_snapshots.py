"""Every screen and dialog at three sizes, cell by cell, as a terminal shows it.

`make snapshots` takes them anew; look at the difference before you keep it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.screens.driving import SIZES
from tests.screens.on_terminal import Console
from tests.snapshots.walk import EMPTY_WALK, NAMES, WALK, taken

HERE = Path(__file__).parent
ANEW = bool(os.environ.get("SNAPSHOTS"))
_ALIASES = "Host mx1 mx2\n  User ops\nHost backup-mx\n  HostName 192.0.2.9\n"


def kept(size: tuple[int, int], name: str) -> Path:
    """The file of a snapshot."""
    return HERE / f"{size[0]}x{size[1]}" / f"{name}.txt"


def difference(name: str, wanted: str, got: str) -> str:
    """The rows that differ, with a sign below each cell that does."""
    lines = [f"{name}: row: wanted, got, and where they differ (make snapshots takes it anew)"]
    width = max(map(len, [*wanted.split("\n"), *got.split("\n")]))
    for number, (old, new) in enumerate(zip(wanted.split("\n"), got.split("\n"), strict=False), 1):
        if old != new:
            signs = ["^" if a != b else " " for a, b in zip(old.ljust(width), new.ljust(width))]  # noqa: B905
            lines += [f"{number:4} -{old}", f"     +{new}", f"      {''.join(signs).rstrip()}"]
    return "\n".join(lines)


def noted(size: tuple[int, int], folder: Path) -> Iterator[tuple[str, str]]:
    """All snapshots of a size; each wait ends when the screen is as it is kept."""

    def good(name: str, text: str) -> bool:
        file = kept(size, name)
        return file.exists() and file.read_text("utf-8") == text

    for arguments, walk in (([], WALK), (["--empty"], EMPTY_WALK)):
        one = Console(size, *arguments, module="tests.snapshots.frozen_console", folder=str(folder))
        try:
            yield from taken(one, walk, None if ANEW else good)
            one.types("\x03")
            one.leaves()
        finally:
            one.it.close()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_it_looks_as_it_did(size: tuple[int, int], own_home: Path) -> None:
    (own_home / ".ssh").mkdir()
    (own_home / ".ssh" / "config").write_text(_ALIASES)
    wrong = []
    for name, got in noted(size, own_home):
        file = kept(size, name)
        if ANEW:
            file.parent.mkdir(exist_ok=True)
            file.write_text(got, "utf-8")
        wanted = file.read_text("utf-8") if file.exists() else ""
        if got != wanted:
            wrong.append(difference(name, wanted, got))
    assert not wrong, "\n\n".join(wrong)


def test_there_is_no_snapshot_of_a_screen_that_is_not_walked_to() -> None:
    wanted = {kept(size, name) for size in SIZES for name in NAMES}
    assert set(HERE.glob("*/*.txt")) == wanted


def test_a_difference_is_shown_cell_by_cell() -> None:
    shown = difference("one", "same\nabcd\n", "same\nabXd\n")
    assert shown.split("\n")[1:] == ["   2 -abcd", "     +abXd", "        ^"]
