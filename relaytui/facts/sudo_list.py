"""What `sudo -n -ll` says an account may do as root without a password.

The long form names one command a line, so commas in commands can't mislead:

    Sudoers entry: /etc/sudoers.d/relaytui
        RunAsUsers: root
        Options: !authenticate
        Commands:
            /usr/sbin/nft -j list ruleset

As in sudo, the last entry that fits a command is the one that holds. Wildcards are not tried:
what only they allow is told as not allowed.
"""

import re
from dataclasses import dataclass

_ENTRY = re.compile(r"(?:Sudoers entry|LDAP Role|SSSD Role)\b", re.IGNORECASE)
#: Entries and commands that are looked at.
MOST = 2000


@dataclass(frozen=True, slots=True)
class Allowed:
    """One command of the list: `ALL`, a path, or a path and its exact words."""

    command: str
    password: bool


def parse_sudo_list(text: str) -> tuple[Allowed, ...]:
    """The commands that may be run as root, in sudo's order."""
    found: list[Allowed] = []
    as_root, password, commands = True, True, False
    for line in text.split("\n")[: 2 * MOST]:
        words = line.strip()
        name, colon, rest = words.partition(":")
        if _ENTRY.match(words):
            as_root, password, commands = True, True, False
        elif colon and name == "RunAsUsers":
            as_root = bool({"ALL", "root", "#0"} & set(rest.replace(",", " ").split()))
        elif colon and name == "Options":
            password = "!authenticate" not in rest.replace(",", " ").split()
        elif words == "Commands:":
            commands = True
        elif commands and words and as_root:
            found.append(Allowed(re.sub(r"\\(.)", r"\1", words), password))
    return tuple(found[:MOST])


def may_run(allowed: tuple[Allowed, ...], command: str) -> bool | None:
    """Whether a command (a full path and its words) may be run: None means with a password."""
    answer: bool | None = False
    for one in allowed:
        wanted = one.command.removeprefix("!")
        if wanted in ("ALL", command, command.partition(" ")[0]):
            answer = False if one.command.startswith("!") else (None if one.password else True)
        elif wanted == f'{command} ""':
            answer = None if one.password else True
    return answer
