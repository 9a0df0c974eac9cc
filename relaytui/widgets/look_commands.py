"""Themes and kinds of links in the command palette, each by its name."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import Hit, Hits, Provider
from textual.content import Content

from relaytui.theme_shelf import theme_names

if TYPE_CHECKING:
    from relaytui.app import RelayApp

#: What the line to the terminal can be taken for.
LINKS = ("auto", "fast", "slow")


class LookCommands(Provider):
    """Found when they are typed; the list without a text has no room for them."""

    async def search(self, query: str) -> Hits:
        """Those that match."""
        app, matcher = cast("RelayApp", self.app), self.matcher(query)
        entries: dict[str, Callable[[], object]] = {
            f"Theme: {name}": partial(app.looks.wear, name)
            for name in await asyncio.to_thread(theme_names)
        }
        entries |= {f"Link: {word}": partial(app.link.set, word) for word in LINKS}
        for words, run in entries.items():
            if (score := matcher.match(words)) > 0:
                yield Hit(score, Content(words), run, text=words)
