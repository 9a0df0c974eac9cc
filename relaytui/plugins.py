"""Screens, found through the entry point group `relaytui.screens`.

A value names a module, or a package whose every module is looked at. A module offers
`SCREEN = ScreenSpec(...)`. What can't be loaded is told, and the rest goes on.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relaytui.widgets.relay_screen import RelayScreen

GROUP = "relaytui.screens"

#: Keys of screens, in the order of the screens; those without a key come last.
_KEYS = "1234567890-"


@dataclass(frozen=True, slots=True)
class ScreenSpec:
    """A screen: its name, the title on its bar, the key that opens it ("" for none)."""

    name: str
    title: str
    key: str
    factory: "Callable[[], RelayScreen]"


@dataclass(frozen=True, slots=True)
class Found:
    """The screens, by their keys, and what could not be loaded, in words."""

    screens: tuple[ScreenSpec, ...]
    problems: tuple[str, ...]


def find_screens() -> Found:
    """Load all screens. Of two with one name, the first counts."""
    from importlib.metadata import entry_points  # loaded after the first paint

    screens: dict[str, ScreenSpec] = {}
    problems: list[str] = []
    for entry in entry_points(group=GROUP):
        loaded = _load(entry.load, entry.value, problems)
        for module in _modules(loaded, entry.value, problems) if loaded else ():
            spec = getattr(module, "SCREEN", None)
            if isinstance(spec, ScreenSpec):
                screens.setdefault(spec.name, spec)
    order = sorted(screens.values(), key=lambda one: (_KEYS.find(one.key or "-"), one.name))
    return Found(tuple(order), tuple(problems))


def _load(load: Callable[[], ModuleType], value: str, problems: list[str]) -> ModuleType | None:
    """One module; what goes wrong in it is told, and is nobody else's trouble."""
    try:
        return load()
    except (Exception, SystemExit) as error:  # noqa: BLE001  (the border: a stranger's plug-in)
        problems.append(f"{value} could not be loaded: {type(error).__name__}: {error}")
        return None


def _modules(loaded: ModuleType, value: str, problems: list[str]) -> Iterator[ModuleType]:
    yield loaded
    for entry in pkgutil.iter_modules(getattr(loaded, "__path__", [])):
        name = f"{loaded.__name__}.{entry.name}"
        module = _load(partial(importlib.import_module, name), f"{value}.{entry.name}", problems)
        if module:
            yield module
