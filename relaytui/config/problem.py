"""What is wrong with a configuration, and where."""

import difflib
import re
import shlex
from collections.abc import Iterable, Sequence

import msgspec

from relaytui.domain.text import safe
from relaytui.errors import ConfigError

#: Problems of one file that are kept; a file with more has one cause.
MOST = 100
#: What stands in place of a secret.
HIDDEN = "\u2022\u2022\u2022\u2022"
_SECRET = re.compile(
    r"pass(?:wor[dt]|wd|phrase|code|_|\b)|pwd|token|secret|credential|(?:api|private)_?key", re.I
)


class Problem(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong; line and column begin at 1, 0 means the file as a whole."""

    line: int
    column: int
    words: str
    next_step: str

    def text(self, file: str) -> str:
        """`FILE:LINE:COLUMN: words. Next step`, safe to show."""
        return f"{safe(self.place(file))}: {self.words}. {self.next_step}"

    def place(self, file: str) -> str:
        """`FILE:LINE:COLUMN`, or the file alone."""
        return f"{file}:{self.line}:{self.column}" if self.line else file


class Refused(ConfigError):
    """A configuration that is not used; the message is the first of its problems."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        first, others = problems[0], len(problems) - 1
        step = first.next_step
        if others:
            step += f" ({others} more: relaytui config check {safe(shlex.quote(file))})"
        super().__init__(f"{safe(first.place(file))}: {first.words}", step)
        self.file = file
        self.problems = tuple(problems)


def is_secret(key: str) -> bool:
    """Whether what stands under a key of this name must not be shown."""
    return _SECRET.search(key) is not None


def veiled(text: str) -> str:
    """A text as errors show it: cut, safe, and without what follows a word such as `password`,
    since one slip of a key makes `password: x` a single word."""
    found = _SECRET.search(text)
    if found and text[found.end() :] not in ("", "s"):
        text = text[: found.end()] + HIDDEN
    return str(safe(text, 60))


def nearest(word: str, known: Iterable[str]) -> str:
    """``Did you mean `X`?``, or what is known, or nothing where nothing is."""
    words = list(known)
    near = difflib.get_close_matches(word[:64], words, 1, 0.5)
    if near:
        return f"Did you mean `{safe(near[0])}`?"
    return f"Known here: {safe(', '.join(words), 300)}" if words else ""
