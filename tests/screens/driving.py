"""Driving the console in tests: by keys, and by what stands on the screen."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

from textual.pilot import Pilot

from relaytui.app import RelayApp
from relaytui.fleet import Fleet
from relaytui.theming import choose_theme

#: A phone, a terminal as ever, a wide one.
SIZES = [(40, 20), (80, 24), (160, 50)]
#: Seconds after which something that should happen has not.
PATIENCE = 15.0
#: Seconds between Textual's looks at whether the app is idle; its own 20 ms would be most of the
#: time that these tests take.
LOOK = 1 / 250


class Driver:
    """A running console."""

    def __init__(self, app: RelayApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"it never came to that:\n{self.pictured()}"
            await self.pilot.pause(0.01)

    async def shows(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        await self.until(lambda: text in self.text())

    async def lacks(self, text: str) -> None:
        """Wait until a text stands nowhere on the screen."""
        await self.until(lambda: text not in self.text())

    async def press(self, *keys: str) -> None:
        """Type keys, and let the console answer."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*("space" if one == " " else one for one in text))

    def rows(self) -> list[str]:
        """The top screen as text, a row a line."""
        strips = self.app.screen._compositor.render_strips()
        return [strip.text for strip in strips]

    def text(self) -> str:
        """The same in one text."""
        return "\n".join(self.rows())

    def pictured(self) -> str:
        """The screen without what is blank."""
        return "\n".join(row.rstrip() for row in self.rows() if row.strip())

    def log(self) -> list[str]:
        """The rows between the bars."""
        return [row.rstrip() for row in self.rows()[1:-1]]


@asynccontextmanager
async def console(
    fleet: Fleet | None,
    size: tuple[int, int] = (80, 24),
    *,
    make_fleet: Callable[..., Fleet] = Fleet,
    link: str = "auto",
    theme: str = "night",
    messages: bool = False,
    keymap: Mapping[str, str] | None = None,
) -> AsyncIterator[Driver]:
    """The console on a fleet, ready for keys; its messages are shown where that is wanted."""
    look = choose_theme(theme, {}, slow=False)
    app = RelayApp(fleet, look=look, make_fleet=make_fleet, link=link, keymap=keymap)
    faster = patch("textual._wait.SLEEP_GRANULARITY", LOOK)
    async with app.run_test(size=size, notifications=messages) as pilot:
        driver = Driver(app, pilot)
        await driver.until(lambda: app.screens.shown())
        with faster:
            yield driver
