"""The lines of sudoers that let an account read what a console shows, and nothing more.

Words are exact, since a wildcard there also takes blanks and options. A command without words
gets `""`, without which sudo would allow it with any. Where a jail's name varies, sudo's regular
expressions are used (from 1.9.10 on), or one line a jail.
"""

import re
from collections.abc import Iterable, Mapping

from relaytui.errors import UsageError
from relaytui.facts.rights import JAIL, RIGHTS, Right

_USER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_PATH = re.compile(r"(/[A-Za-z0-9_+-][A-Za-z0-9_.+-]*){1,9}")
_JAIL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
#: A jail's name, as a regular expression of sudoers; one that begins like an option is none.
_ANY_JAIL = "[A-Za-z0-9_][A-Za-z0-9_.-]*"
#: The first sudo that knows regular expressions.
REGEX_SINCE = (1, 9, 10)


def is_user(name: str) -> bool:
    """Whether a name may stand in a sudoers line as it is."""
    return bool(_USER.fullmatch(name)) and name != "ALL"


def checked_user(name: str) -> str:
    """The name, if it may stand in a sudoers line. Raises UsageError."""
    if not is_user(name):
        raise UsageError(
            f"{name!r} is not a user name for sudoers",
            "Give one with --user: letters, digits, and . _ - between them",
        )
    return name


def is_tool_path(path: str, tool: str) -> bool:
    """Whether a path that a host gave may stand in a line that an admin will paste."""
    return bool(_PATH.fullmatch(path)) and path.rpartition("/")[2] == tool


def command_of(right: Right, path: str, *, regex: bool, jail: str = "") -> str:
    """The command as sudoers takes it."""
    words = right.argv[1:]
    if JAIL in words and regex and not jail:
        return f"{path} ^{' '.join(_ANY_JAIL if one == JAIL else one for one in words)}$"
    text = " ".join(jail if one == JAIL else one for one in words)
    return f"{path} {text}" if text else f'{path} ""'


def commands_of(
    right: Right, path: str, sudo_version: tuple[int, ...], jails: Iterable[str]
) -> list[str]:
    """All commands that a right means on a host."""
    if JAIL not in right.argv or sudo_version >= REGEX_SINCE:
        return [command_of(right, path, regex=True)]
    names = sorted({one for one in jails if _JAIL.fullmatch(one)})
    return [command_of(right, path, regex=False, jail=one) for one in names[:100]]


def sudoers(
    user: str,
    tools: Mapping[str, str],
    sudo_version: tuple[int, ...] = REGEX_SINCE,
    jails: Iterable[str] = (),
    needless: Iterable[str] = (),
    place: str = "",
) -> str:
    """The text for /etc/sudoers.d/relaytui. `tools` are paths by program; `needless` names the
    rights that the account has without sudo."""
    checked_user(user)
    needless, jails = set(needless), tuple(jails)
    reasons: list[str] = []
    commands: list[str] = []
    for right in RIGHTS:
        path = tools.get(right.tool, "")
        if not is_tool_path(path, right.tool) or right.name in needless:
            continue
        new = commands_of(right, path, sudo_version, jails)
        reasons.append(_reason(right, bool(new)))
        commands += [one for one in new if one not in commands]
    head = [
        f"# What relaytui reads as root{place}.",
        "# None of it changes anything, and nothing else is allowed.",
        "# Put it there with: sudo visudo -f /etc/sudoers.d/relaytui",
        *reasons,
    ]
    if not commands:
        return "\n".join([head[0], "# No command here needs root, so no line is needed."]) + "\n"
    alias = "Cmnd_Alias RELAYTUI_READ = \\\n    " + ", \\\n    ".join(commands)
    return "\n".join([*head, alias, f"{user} ALL=(root) NOPASSWD: RELAYTUI_READ"]) + "\n"


def sudoers_to_write(user: str, place: str = "") -> str:
    """The text for an account that changes hosts, too: all of root's rights. Raises UsageError."""
    checked_user(user)
    return (
        f"# What relaytui needs to change a host{place}: a root shell, without a password.\n"
        f"# This is ALL of root. Whoever has {user}'s key, or can run anything as {user}, can do\n"
        "# everything on the host and read everything on it: relaytui's guard and its journal\n"
        "# bind relaytui, not that account. Changes write files, load packet filters and reload\n"
        "# daemons, so a list of commands would be no narrower. Give it to accounts that would\n"
        "# get root's password, with a key of their own; for looking alone there is:\n"
        "#   relaytui doctor --sudoers read\n"
        "# Put it there with: sudo visudo -f /etc/sudoers.d/relaytui-write\n"
        f"{user} ALL=(root) NOPASSWD: ALL\n"
    )


def _reason(right: Right, there: bool) -> str:
    left = "" if there else " (left out: needs sudo 1.9.10, or --sudo to see the jails)"
    return f"# {' '.join(right.argv)}: {right.why}{left}"
