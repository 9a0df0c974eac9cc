"""The text of a configuration file, read so that nothing waits and nobody else has written it."""

import os
import re
import stat
from pathlib import Path

from relaytui.config.problem import Problem, Refused
from relaytui.config.rights import folder_problems, others_write
from relaytui.domain.text import safe
from relaytui.errors import ConfigError

#: A configuration of more bytes is no configuration.
SIZE_LIMIT = 1024 * 1024
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
# What YAML has no place for, line ends and the tab apart.
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Missing(ConfigError):
    """There is no such file."""


def read_text(path: Path) -> tuple[str, list[Problem]]:
    """The text, and what speaks against using it. Refused, Missing where there is no text."""
    file = str(path)
    try:
        _refuse_odd(path)
        # A pipe put there in between would make a plain open wait for its writer.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        with open(handle, "rb") as source:
            info = os.fstat(handle)
            me = os.geteuid()
            problems = [*others_write("it", file, info, me), *folder_problems(path, me)]
            raw = source.read(SIZE_LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Missing(f"{safe(file)}: no such file", "Name one that is there: -c FILE") from error
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or "it can't be read"
        step = "Make it readable for you, or name another: -c FILE"
        raise Refused(file, [Problem(0, 0, words, step)]) from error
    return _text(file, raw, problems)


def _refuse_odd(path: Path) -> None:
    mode = os.stat(path).st_mode
    for test, word in _KINDS:
        if test(mode):
            step = "Name a file: -c FILE"
            raise Refused(str(path), [Problem(0, 0, f"it is {word}, no file", step)])


def _text(file: str, raw: bytes, problems: list[Problem]) -> tuple[str, list[Problem]]:
    if len(raw) > SIZE_LIMIT:
        step = "A configuration is a short file; is it this one?"
        raise Refused(file, [*problems, Problem(0, 0, "it is over 1 MiB", step)])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        found = _at(before, f"the byte 0x{raw[error.start]:02x} is not UTF-8")
        raise Refused(file, [*problems, found]) from error
    if control := _CONTROL.search(text):
        words = f"a control character (U+{ord(control[0]):04X})"
        found = _at(text[: control.start()], words, "Take it away")
        raise Refused(file, [*problems, found])
    return text, problems


def _at(before: str, words: str, step: str = "Save the file as UTF-8") -> Problem:
    line = before.count("\n") + 1
    return Problem(line, len(before) - before.rfind("\n"), words, step)
