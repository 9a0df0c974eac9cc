"""Themes in the command palette, each by its name."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import Hit, Hits, Provider
from textual.content import Content

from relaytui.theme_shelf import theme_names

if TYPE_CHECKING:
    from relaytui.app import RelayApp


class ThemeCommands(Provider):
    """Found when they are typed; the list without a text has no room for them."""

    async def search(self, query: str) -> Hits:
        """Those that match."""
        app, matcher = cast("RelayApp", self.app), self.matcher(query)
        for name in await asyncio.to_thread(theme_names):
            words = f"Theme: {name}"
            if (score := matcher.match(words)) > 0:
                yield Hit(score, Content(words), partial(app.looks.wear, name), text=words)
