"""pacman: Arch and what descends from it. `checkupdates` fetches lists, so it is not called, and
lists are not fetched by themselves: what is installed after that may not fit what is there."""

from relaytui.domain.finding import Failed
from relaytui.facts.answers import Answers
from relaytui.updates.base import Manager, Pending
from relaytui.updates.small_words import read_pacman
from relaytui.updates.times import times
from relaytui.updates.trouble import failed

_SCRIPT = r"""
ask pacman-list nice pacman -Qu
ask pacman-times stat -c '%Y %n' /var/lib/pacman/sync /var/lib/pacman/sync/*.db
"""
_CHANGES = r"""
ask about pacman -Si -- "$package"
ask changes pacman -Qc -- "$package"
"""


def parse_pacman(answers: Answers) -> Pending | Failed:
    """What pacman has pending, by the lists that root fetched last."""
    said = read_pacman(answers["pacman-list"])
    if said.trouble:
        return failed("pacman", said.trouble)
    found = times(answers["pacman-times"])
    # A list keeps the server's time; that of the folder is when one was fetched.
    fetched = found.get("/var/lib/pacman/sync") if len(found) > 1 else None
    return Pending(
        "pacman",
        tuple(said.updates),
        fetched,
        incomplete=said.incomplete or fetched is None,
        tells_security=False,
        held=tuple(one.name for one in said.updates if one.held),
    )


MANAGER = Manager(
    "pacman",
    "have pacman && ls -d /var/lib/pacman/local/*-* >/dev/null 2>&1",
    _SCRIPT,
    parse_pacman,
    (),
    _CHANGES,
)
