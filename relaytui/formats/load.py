"""The user's own formats: found in the configuration folder, tried, and put to use."""

import atexit
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from relaytui.config.paths import user_formats
from relaytui.config.problem import Problem, Refused
from relaytui.errors import ConfigError
from relaytui.formats.file import Read, read_format
from relaytui.formats.matching import Matcher, format_of
from relaytui.formats.trial import tried
from relaytui.logs.base import use_own_formats


@dataclass(slots=True)
class Checked:
    """A format's file, and all that is wrong with it."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    read: Read | None = None


def format_files() -> list[Path]:
    """The files that are there, by their names."""
    try:
        found = sorted(user_formats().iterdir())
    except OSError:  # no such folder, or it may not be read: there are none
        return []
    return [path for path in found if path.suffix in (".yaml", ".yml")]


def check_format(path: Path) -> Checked:
    """Read and try a file; takes some tenths of a second."""
    try:
        read = read_format(path)
    except Refused as error:
        return Checked(path, list(error.problems))
    except ConfigError as error:
        return Checked(path, [Problem(0, 0, error.reason, error.next_step)])
    return Checked(path, read.problems or tried(read), read)


def use_formats(tell: Callable[[str], None]) -> None:
    """Put those that work to use; `tell` hears of the others, and later of one that is switched
    off (from any thread)."""
    matchers, formats = [], []
    for path in format_files():
        checked = check_format(path)
        if checked.problems:
            more = len(checked.problems) - 1
            step = f" ({more} more: relaytui config check)" if more else ""
            tell(f"{checked.problems[0].text(str(path))}{step}. Not used")
        elif checked.read is not None and checked.read.said is not None:
            said = checked.read.said
            matchers.append(Matcher(said.name, said.patterns, tell))
            formats.append(format_of(said, matchers[-1]))
    if formats:
        use_own_formats(formats)
        for one in matchers:
            atexit.register(one.close)
