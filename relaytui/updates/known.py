"""All package managers: one a file of this folder, each with a MANAGER."""

import importlib
import pkgutil
from functools import cache

import relaytui.updates
from relaytui.updates.base import Manager


@cache
def managers() -> tuple[Manager, ...]:
    """Those that are known, by name."""
    found = []
    for one in pkgutil.iter_modules(relaytui.updates.__path__):
        module = importlib.import_module(f"{relaytui.updates.__name__}.{one.name}")
        if isinstance(manager := getattr(module, "MANAGER", None), Manager):
            found.append(manager)
    return tuple(sorted(found, key=lambda one: one.name))
