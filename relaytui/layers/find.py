"""The layers that are there: every file of this package with a LAYER."""

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache

from relaytui.facts.base import AnyFact
from relaytui.layers.base import Layer


@cache
def layers() -> tuple[Layer, ...]:
    """All of them, by name. Loaded when they are first needed."""
    package = importlib.import_module("relaytui.layers")
    found = []
    for one in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"relaytui.layers.{one.name}")
        layer = getattr(module, "LAYER", None)
        found += [*([layer] if layer else []), *getattr(module, "LAYERS", ())]
    return tuple(sorted(found, key=lambda layer: layer.name))


def needs_of(wanted: Iterable[Layer]) -> tuple[AnyFact, ...]:
    """The facts that layers read, each once."""
    by_name = {fact.name: fact for layer in wanted for fact in layer.needs}
    return tuple(by_name.values())
