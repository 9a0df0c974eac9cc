"""The screens that were found: their names, keys and titles."""

from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.screen import Screen

from relaytui.plugins import Found, ScreenSpec
from relaytui.widgets.bar import Word
from relaytui.widgets.keys import key_label
from relaytui.widgets.relay_screen import RelayScreen

if TYPE_CHECKING:
    from relaytui.app import RelayApp


class ScreenList:
    """The screens of an app."""

    def __init__(self, app: "RelayApp") -> None:
        self._app = app
        self.specs: tuple[ScreenSpec, ...] = ()

    def load(self, found: Found) -> None:
        """Make the screens that were found; say what is broken, and go on."""
        problems = list(found.problems)
        made = []
        for spec in found.screens:
            try:
                self._app.install_screen(spec.factory(), spec.name)
                made.append(spec)
            except Exception as error:  # noqa: BLE001  (the border: a stranger's plug-in)
                problems.append(f"Screen {spec.name} is broken: {type(error).__name__}: {error}")
        self.specs = tuple(made)
        for problem in problems:
            self._app.notify(problem, title="Plug-in", severity="warning", markup=False)

    def first(self, wanted: str) -> str | None:
        """The screen to begin with: the wanted one, else the one with the lowest key."""
        names = [spec.name for spec in self.specs]
        return wanted if wanted in names else next(iter(names), None)

    def of_key(self, pressed: str) -> ScreenSpec | None:
        """The screen that a key opens."""
        return next((spec for spec in self.specs if spec.key == pressed), None)

    def shown(self) -> RelayScreen | None:
        """The screen of ours that is seen, also behind a card."""
        for screen in reversed(self._app.screen_stack):
            if isinstance(screen, RelayScreen):
                return screen
        return None

    def ready(self) -> RelayScreen | None:
        """The screen that is seen, once it has its widgets."""
        screen = self.shown()
        return screen if screen and screen.is_mounted and screen.query("#hints") else None

    def all(self) -> list[RelayScreen]:
        """The screens themselves."""
        found = [self._app.get_screen(spec.name) for spec in self.specs]
        return [screen for screen in found if isinstance(screen, RelayScreen)]

    def title_of(self, screen: Screen[Any]) -> str:
        """The title of a screen of ours."""
        titles = {id(self._app.get_screen(spec.name)): spec.title for spec in self.specs}
        return titles.get(id(screen), "")

    def words(self, room: int) -> list[Word]:
        """The screens and their keys, for the line of keys; the shown one stands out. Where they
        have no room (in cells), their lowest and highest key."""
        if not self._app.fleet:
            return []
        shown = self.shown()
        words = []
        for spec in self.specs:
            if spec.key:
                token = "bar_on" if self._app.get_screen(spec.name) is shown else "bar"
                words.append(Word(spec.title, token, 8, self._label(spec)))
        if len(words) > 2 and sum(word.width + 2 for word in words) > room:
            keys = sorted(word.key for word in words)
            return [Word("screens", "bar", 2, f"{keys[0]}-{keys[-1]}")]
        return words

    def bindings(self) -> list[Binding]:
        """The keys that work everywhere."""
        own = [one for _, one in self._app._bindings if one.tooltip and one.id]
        screens = [
            Binding(spec.key, "", spec.title, tooltip=f"Screen: {spec.title}", id=_id(spec))
            for spec in self.specs
            if spec.key
        ]
        return own + screens

    def _label(self, spec: ScreenSpec) -> str:
        moved = self._app.keymap.get(_id(spec), spec.key)
        return key_label(moved.partition(",")[0])


def _id(spec: ScreenSpec) -> str:
    return f"app.screen_{spec.key}"
