"""Filters that were saved by name: a file of the user's alone, `NAME FILTER` in each line.

It may be edited by hand. All functions touch the disk.
"""

import re
from pathlib import Path

from relaytui.config.paths import saved_filters
from relaytui.domain.text import redact
from relaytui.errors import UsageError
from relaytui.filtering.parse import MOST, no_name, parse
from relaytui.state.own_lines import read_lines, write_lines

#: Filters that are kept.
MOST_FILTERS = 200
NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_MOST_BYTES = MOST_FILTERS * (MOST + 50)


def read_filters(path: Path | None = None) -> dict[str, str]:
    """The filters by name; none where the file can't be read."""
    found = {}
    for line in read_lines(path or saved_filters(), _MOST_BYTES)[:MOST_FILTERS]:
        name, _, text = line.strip().partition(" ")
        if NAME.fullmatch(name) and text.strip().isprintable():
            found[name] = text.strip()
    return found


def save_filter(name: str, text: str, path: Path | None = None) -> dict[str, str]:
    """Keep a filter under a name, in the place of another of that name; all of them now.

    UsageError where that can't be: the name, a secret in it, itself within it, the disk.
    """
    name = name.removeprefix("@")
    if not NAME.fullmatch(name):
        raise UsageError(f"A filter can't be called {name!r}", "Use letters, digits, - and _")
    if redact(text)[1] or not text.isprintable():
        raise UsageError("This filter holds a secret or invisible signs: it is not saved")
    filters = read_filters(path)
    if name not in filters and len(filters) >= MOST_FILTERS:
        raise UsageError(f"{MOST_FILTERS} filters are saved", ":filter forget NAME")
    filters[name] = text
    parse(text, filters)
    return _written(filters, path)


def forget_filter(name: str, path: Path | None = None) -> dict[str, str]:
    """Keep it no longer; the others. UsageError where there is none of that name."""
    name, filters = name.removeprefix("@"), read_filters(path)
    if name not in filters:
        raise UsageError(*no_name(name, list(filters)))
    del filters[name]
    return _written(filters, path)


def _written(filters: dict[str, str], path: Path | None) -> dict[str, str]:
    path = path or saved_filters()
    try:
        write_lines(path, [f"{name} {text}" for name, text in sorted(filters.items())])
    except OSError as error:
        step = "Make the folder writable, or set XDG_STATE_HOME"
        raise UsageError(f"{path}: {error.strerror}", step) from error
    return filters
