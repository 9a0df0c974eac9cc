"""Hostile names, words and pastes in everything else that a console shows, at three sizes."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from relaytui.domain.text import safe
from relaytui.widgets.commands import commands_of
from tests.hostile.corpus import Attack, corpus
from tests.hostile.payloads import of_kind, payloads
from tests.hostile.walking import Walk, is_safe, leaves
from tests.screens.driving import SIZES, console
from tests.screens.fake_fleet import FakeFleet
from tests.screens.on_terminal import Console

_ENTER, _ESCAPE, _PALETTE = "\r", "\x1b", "\x10"


def _paste(text: bytes) -> str:
    """Text as a terminal gives it when it is pasted; nothing in it can end it."""
    inside = text.decode("utf-8", "replace").replace("\x1b[201~", "")
    return f"\x1b[200~{inside}\x1b[201~"


def _names(attacks: Iterable[Attack]) -> list[str]:
    """Arguments that name relays."""
    texts = [one.begin + one.text.decode("utf-8", "surrogateescape") for one in attacks]
    return [word for text in texts for word in ("--name", text.replace("\x00", "")[:120])]


def _some(every: int, soak: bool) -> list[Attack]:
    return corpus(len(payloads()))[:: 1 if soak else every]


@pytest.mark.parametrize("size", SIZES)
def test_names_of_relays(size: tuple[int, int], soak: bool, consoles: list[Console]) -> None:
    """On Fleet, its panel, in the log, and as what a command can be completed to."""
    attacks = _some(16, soak)
    console = Console(size, *_names(attacks), "--lines", "60", "--hostile", "--failed")
    consoles.append(console)
    walk = Walk(console)
    console.shows("ready")
    walk.turn("1", walk.shows(attacks[0].begin))
    for attack in attacks[1:]:
        walk.turn("j", walk.shows(attack.begin))
    walk.press(":reconnect ", *["\t"] * 8, _ENTER, _ESCAPE)
    is_safe(console, attacks)
    assert not {one.number for one in attacks} - walk.numbers()


@pytest.mark.parametrize("size", SIZES)
def test_pastes(size: tuple[int, int], soak: bool, consoles: list[Console]) -> None:
    """Into the filter, the command line and the palette; what can't be done is told."""
    attacks = _some(60, soak)
    console = Console(size, "--hosts", "2", "--lines", "60", "--hostile")
    consoles.append(console)
    walk = Walk(console)
    console.shows("2/2 ready")
    for number, attack in enumerate(attacks):
        marked = attack.begin.encode() + attack.text
        for opens in ("/", ":", _PALETTE)[number % 3 :][:1]:
            walk.press(opens)
            walk.turn(_paste(marked), walk.shows(attack.begin[:8]))
            walk.press(_ENTER, _ESCAPE, _ESCAPE)
    is_safe(console, attacks)
    leaves(console)


@pytest.mark.parametrize("size", SIZES)
def test_every_form_of_the_log(size: tuple[int, int], consoles: list[Console]) -> None:
    """Forms of time, marks, problems, help, themes: with hostile lines on the screen."""
    words = "".join(of_kind("OSC")[:3] + of_kind("C1")[:3] + of_kind("markup")[:4])
    arguments = ("--words", words, "--lines", "40", "--hostile", "--failed")
    console = Console(size, *arguments, "--name", f"mx{words}")
    consoles.append(console)
    walk = Walk(console)
    console.shows("ready")
    walk.press(*"tttttt", "/esc\r", *"nNv", "\x1b", ":highlight [/foo]\r", *"eEzfF", "f", "\x14",
               "\x14", "1", "f", "f", "?", _ESCAPE, "2", "g", "\r", _ESCAPE, "G")  # fmt: skip
    is_safe(console)
    leaves(console)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("flag", ["--ask", "--lock"])
def test_questions(size: tuple[int, int], flag: str, consoles: list[Console]) -> None:
    """The name, the address, the kind of key, the path: all of them can be a stranger's."""
    words = "".join(one.decode("utf-8", "replace")[:12] for one in payloads()[::7])
    words = words.replace("\x00", "")
    console = Console(size, flag, "--words", words, "--name", f"mx{words}")
    consoles.append(console)
    walk = Walk(console)
    console.shows("do not connect" if flag == "--ask" else "go on without")
    walk.look()
    assert "␛" in walk.text
    walk.press(_ESCAPE)
    is_safe(console)


@pytest.mark.parametrize("size", SIZES)
def test_aliases_on_the_start_page(
    size: tuple[int, int], soak: bool, own_home: Path, consoles: list[Console]
) -> None:
    """An ssh configuration that others have written; and one of them is dialled."""
    attacks = _some(20, soak)
    lines = [b'Host "%s%s"\n' % (one.begin.encode(), one.text) for one in attacks
             if not set(one.text) & set(b'"\\*?!\r')]  # fmt: skip
    (own_home / ".ssh").mkdir()
    (own_home / ".ssh" / "config").write_bytes(b"".join(lines))
    console = Console(size, module="relaytui")
    consoles.append(console)
    walk = Walk(console)
    console.shows("No relay was named")
    walk.press(*"j" * len(lines), "g")
    walk.turn(_ENTER, walk.shows("lines/s"))
    walk.press("1")
    is_safe(console, attacks)
    assert len(walk.numbers()) >= len(lines)
    leaves(console)


async def test_every_command_with_a_hostile_text(tmp_path: Path) -> None:
    """Whatever commands there are: none falls over what was typed behind it."""
    fleet = FakeFleet(["mx1"])
    async with console(fleet, messages=True) as driver:
        for command in commands_of(driver.app):
            if command.name in ("quit",) or not command.argument:
                continue
            for text in ("[/foo] \x1b]0;x\x07\x9b2J\u202e", "/(\x1b[/", "\ue000" * 300):
                await driver.press("colon")
                line = driver.app.screen.query_one("#command")
                # What is written stays in the test's own folders: in one that is not there.
                where = f"{tmp_path}/missing/" if command.name == "write" else ""
                line.replace_all(f"{command.name} {where}{text}")  # type: ignore[attr-defined]
                await driver.press("enter", "escape", "escape")
                for note in driver.app._notifications:
                    assert note.message == safe(note.message, 4000).replace("␊", "\n")
