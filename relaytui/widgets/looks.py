"""The theme that is worn: changed by name while the console runs, and when its file is saved."""

import asyncio
import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App
from textual.theme import BUILTIN_THEMES

from relaytui.domain.text import safe
from relaytui.errors import ConfigError
from relaytui.theme_shelf import Signature, find_theme, signature, theme_file, theme_names
from relaytui.theming import ConsoleTheme, choose_theme, colourless
from relaytui.widgets.bar import Bar
from relaytui.widgets.line_view import LineView

if TYPE_CHECKING:
    from relaytui.app import RelayApp

#: Seconds between two looks at the file of the theme that is worn.
LOOK_EVERY = 1.0


class Looks:
    """What the app wears. Textual knows each theme by its name, for its own widgets."""

    def __init__(self, app: "RelayApp", worn: ConsoleTheme, *, chosen: bool) -> None:
        self._app = app
        self.worn = worn
        self._chosen = chosen
        self._known = {worn.name: worn}
        #: The file of the worn theme as it was read, and as it was seen last.
        self._read = self._seen = _signature(worn)
        app.register_theme(worn.textual())
        app.set_reactive(App.theme, worn.name)
        app.stylesheet.set_variables(app.get_css_variables())
        for name in BUILTIN_THEMES:  # Textual's own have no colours for what we draw
            if name != worn.name:
                app.unregister_theme(name)

    async def begin(self) -> None:
        """After the first paint: learn the other themes, and look after the file."""
        for theme in await asyncio.to_thread(_whole_themes):
            if theme.name not in self._known:
                self._learn(theme)
        self._app.set_interval(LOOK_EVERY, self._look_after_file)

    async def wear(self, name: str) -> None:
        """Wear the theme of a name or file, or else the next one; a broken one is only told of."""
        if colourless(os.environ):
            self._app.notify("No colours here: NO_COLOR is set, or TERM has none", markup=False)
            return
        try:
            theme, read = await asyncio.to_thread(self._found, name)
        except ConfigError as error:
            words = safe(str(error).replace(str(Path.home()), "~"), 500)
            self._app.notify(words, title="Theme", severity="error", markup=False, timeout=15)
            return
        self._chosen = True
        self._learn(theme)
        if self._app.theme == theme.name:
            self._app.mutate_reactive(App.theme)
        else:
            self._app.theme = theme.name
        self._read = self._seen = read

    async def fit(self, *, slow: bool) -> None:
        """The line has become slow or fast: other colours, unless the user has chosen some."""
        fitting = choose_theme(None, os.environ, slow=slow).name
        if not self._chosen and fitting != self.worn.name:
            await self.wear(fitting)
            self._chosen = False

    def put_on(self, name: str) -> None:
        """The app's theme was set: paint all in its colours."""
        theme = self._known.get(name)
        if theme is None or theme is self.worn or colourless(os.environ):
            return
        self.worn = theme
        # Textual gives its own widgets their colours first.
        self._app.call_next(self._repaint)

    def _found(self, name: str) -> tuple[ConsoleTheme, Signature | None]:
        if not name:
            names = theme_names()
            at = names.index(self.worn.name) if self.worn.name in names else -1
            name = names[(at + 1) % len(names)]
        file = theme_file(name)
        read = signature(file) if file else None
        return find_theme(name), read

    def _learn(self, theme: ConsoleTheme) -> None:
        self._known[theme.name] = theme
        self._app.register_theme(theme.textual())

    def _repaint(self) -> None:
        for screen in self._app.screen_stack:
            for bar in screen.query(Bar):
                bar.restyle()
            for view in screen.query(LineView):
                view.restyle()

    async def _look_after_file(self) -> None:
        """Read the file again when it was saved, and has been left alone since the last look."""
        worn = self.worn
        if worn.file is None:
            return
        now = await asyncio.to_thread(_signature, worn)
        before, self._seen = self._seen, now
        if worn is self.worn and now and now == before and now != self._read:
            self._read = now
            await self.wear(str(worn.file))


def _signature(theme: ConsoleTheme) -> Signature | None:
    return signature(theme.file) if theme.file else None


def _whole_themes() -> list[ConsoleTheme]:
    """All that can be read; what is broken is told of when somebody wants it."""
    found = []
    for name in theme_names():
        with contextlib.suppress(ConfigError):
            found.append(find_theme(name))
    return found
