"""Where themes come from: those that are shipped, the user's own, a file that was named."""

from dataclasses import replace
from pathlib import Path

from relaytui.config.paths import user_themes
from relaytui.errors import ConfigError
from relaytui.theming import ConsoleTheme, shipped_names, shipped_theme

_ENDS = (".yaml", ".yml")
#: What tells one state of a file from another: inode, size, time of the last change.
Signature = tuple[int, int, int]


def theme_file(wanted: str) -> Path | None:
    """The file of a theme: a path that was named, or the user's own of that name."""
    if wanted.endswith(_ENDS) or "/" in wanted:
        return Path(wanted).expanduser()
    own = user_themes() / f"{wanted}.yaml"
    return own if own.is_file() else None


def theme_names() -> list[str]:
    """All names, the user's own among them."""
    try:
        own = [path.stem for path in user_themes().iterdir() if path.suffix == ".yaml"]
    except OSError:  # no such folder, or it may not be read: there are no own ones
        own = []
    return sorted({*own, *shipped_names()})


def find_theme(wanted: str) -> ConsoleTheme:
    """A theme by its name (the user's own before the shipped one), or by the path of its file.

    ConfigError for a name that nobody knows, and for a broken file, with its line.
    """
    file = theme_file(wanted)
    if file is not None:
        return read_file(file)
    if wanted in shipped_names():
        return shipped_theme(wanted)
    names = ", ".join(theme_names())
    raise ConfigError(
        f"There is no theme {wanted!r}", f"There are: {names}. Your own belong in {user_themes()}"
    )


def read_file(file: Path) -> ConsoleTheme:
    """The theme of a file; it has the name of its file."""
    from relaytui.config.problem import Refused
    from relaytui.config.text_file import read_text
    from relaytui.theme_reader import read_theme

    if not file.is_file():
        raise ConfigError(f"{file}: there is no such file", "Name the file of a theme")
    if not file.stem.replace("-", "_").isidentifier():
        raise ConfigError(f"{file}: no name for a theme", "Give the file a name of letters")
    text, problems = read_text(file)
    if problems:
        raise Refused(str(file), problems)
    return replace(read_theme(text, str(file)), name=file.stem, file=file)


def signature(file: Path) -> Signature | None:
    """The state of a file; None while it is not there, as for a moment while it is saved."""
    try:
        about = file.stat()
    except OSError:
        return None
    return about.st_ino, about.st_size, about.st_mtime_ns
