"""Words to the user, on stderr: gated, since they quote hosts, files and arguments."""

import argparse
import io
import sys
from typing import NoReturn

from relaytui.domain.text import safe

#: Characters of a line of words.
LIMIT = 20_000


def tell(words: str) -> None:
    """Say something on stderr, after the program's name; line feeds stay."""
    lines = [safe(line, LIMIT) for line in words.split("\n")]
    print("relaytui: " + "\n".join(lines), file=sys.stderr)


def never_fail() -> None:
    """What the terminal's encoding can't say is escaped, rather than an end of the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class ArgumentParser(argparse.ArgumentParser):
    """A parser that quotes arguments gated: a shell's `*` may stand for any file's name."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end."""
        super().error(safe(message, LIMIT))
