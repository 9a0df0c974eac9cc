"""Shell text for hosts: made here and nowhere else.

A script is POSIX sh. Its first line is `: relaytui NAME VERSION`, then the environment, then
its values as assignments (quoted here, so that no value can become code), then a fixed body
that reads them as variables, and last `: relaytui end`. It goes to the stdin of
`exec /bin/sh -s`, the only form that works under every login shell.
"""

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relaytui.version import VERSION

SHELL = "exec /bin/sh -s"
SUDO_SHELL = "exec sudo -n /bin/sh -s"
HOST_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_VARIABLE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Script:
    """A named script; `text` is whole lines of sh, ready for a shell's stdin."""

    name: str
    text: str

    def framed(self, token: str) -> str:
        """The script between marks, for a shell that stays: see ssh/shell.py for the answer."""
        first, _, rest = self.text.partition("\n")
        return (
            f"{first} {token}\n"
            f"printf '%s begin\\n' {token}\n"
            f"(\n{rest}) </dev/null\n"
            f"printf '\\n%s end %d\\n' {token} \"$?\"; printf '\\n%s end\\n' {token} >&2\n"
            f": relaytui end {token}\n"
        )


def script(name: str, body: str, **values: str | int) -> Script:
    """A script with its values; a value of any content stays a value."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a script name: {name!r}")
    lines = [f": relaytui {name} {VERSION}", "LC_ALL=C; export LC_ALL", f"PATH={HOST_PATH}"]
    for variable, value in values.items():
        if not _VARIABLE.fullmatch(variable) or "\0" in str(value):
            raise ValueError(f"not a value for a script: {variable}={value!r}")
        lines.append(f"{variable}={shlex.quote(str(value))}")
    return Script(name, "\n".join(lines) + f"\n{body.strip()}\n: relaytui end\n")


def guarded(follow: str) -> str:
    """A body that runs the shell function `follow` until our stdin ends.

    The end of stdin is all that a host notices of a closed channel, a killed console or a cut
    link, so nothing is left running on it. `follow` runs in the background with its stdin at
    /dev/null; on TERM it must end what it has started. When it is done it says so in its
    output, and the console closes the stream.
    """
    return (
        f"follow() {{\n{follow.strip()}\n}}\n"
        "{ follow & child=$!\n"
        "trap 'kill \"$child\" 2>/dev/null' EXIT HUP TERM\n"
        'cat >/dev/null; kill "$child" 2>/dev/null; wait "$child" 2>/dev/null\n'
        "trap - EXIT HUP TERM; }\n"  # its number may be another's by now
    )


def quoted(argv: Sequence[str], variables: Mapping[str, str] | None = None) -> str:
    """Words of a command as `eval "set -- …"` reads them; each stays one word of any content.
    `variables`: what stands, alone or within a word, for a variable of the script (`tmp`)."""
    return " ".join(_quoted(word, variables or {}) for word in argv)


def _quoted(word: str, known: Mapping[str, str]) -> str:
    for mark, variable in known.items():
        if mark in word:
            before, _, after = word.partition(mark)
            pieces = (_quoted(one, known) if one else "" for one in (before, after))
            return f'"${variable}"'.join(pieces)
    if "\0" in word:
        raise ValueError(f"not a command for a script: {word!r}")
    return shlex.quote(word)
