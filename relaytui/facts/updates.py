"""What is pending on a host: packages, a reboot, services and mail daemons to restart.

It is dear (half a second of a core and more), so it is asked every half hour, and at once when
the fact `packages` has changed. No list is fetched for it.
"""

from typing import Any

import msgspec

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.text import SafeText
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.packages import PACKAGES
from relaytui.updates import daemons, restarts
from relaytui.updates.base import Manager, Pending
from relaytui.updates.daemons import Outdated
from relaytui.updates.known import managers

#: Seconds between two looks: while services wait for a restart, and else.
SOON, SELDOM = 300.0, 1800.0
#: Seconds after which lists are called old: every system fetches them daily when it does by itself.
OLD = 3 * 86400.0

# A manager's commands may take longer than others: a small host has thousands of packages.
_HEAD = "limit=${limit:+timeout 45}\n"


class Updates(msgspec.Struct, frozen=True):
    """`pending`: of each manager of the host; `failed`: of those that could not be asked.
    `reboot`: None where nothing tells, and `reboot_for` why. `unseen`: why `services` are not
    told. `asked_at` is the host's clock, by which all times here are."""

    pending: tuple[Pending, ...] = ()
    failed: tuple[Failed, ...] = ()
    reboot: bool | None = None
    reboot_for: tuple[SafeText, ...] = ()
    services: tuple[SafeText, ...] = ()
    sessions: tuple[SafeText, ...] = ()
    unseen: Absent | Failed | None = None
    outdated: tuple[Outdated, ...] = ()
    asked_at: float = 0.0

    @property
    def security(self) -> int:
        """How many packages have a security update."""
        return sum(one.security is True for each in self.pending for one in each.updates)

    @property
    def complete(self) -> bool:
        """Whether what is missing here is really not pending."""
        return not self.failed and not any(one.incomplete for one in self.pending)


def _script() -> str:
    parts = [
        f"if {one.there}; then ask has-{one.name} true; (\n{one.script.strip()}\n); fi"
        for one in managers()
    ]
    rest = (restarts.SCRIPT, daemons.SCRIPT)
    image = "if have rpm-ostree; then ask has-rpm-ostree true; fi"
    return "\n".join([_HEAD, *parts, image, *(f"(\n{one.strip()}\n)" for one in rest)])


def parse_updates(answers: Answers) -> Updates | Failed:
    """All that is pending on a host; Failed where no manager that is known here has it."""
    pending, failed = [], []
    for one in managers():
        if not answers[f"has-{one.name}"].ran:
            continue
        found = _asked(one, answers)
        if isinstance(found, Pending):
            pending.append(found)
        else:
            failed.append(found)
    if not pending and not failed:
        return _unknown(answers)
    wanted = restarts.read_restarts(answers)
    return Updates(
        tuple(pending), tuple(failed),
        wanted.reboot, tuple(wanted.packages[:50]), tuple(wanted.services[:500]),
        tuple(wanted.sessions[:500]), restarts.unseen(answers, wanted),
        tuple(daemons.outdated(answers)), answers.now,
    )  # fmt: skip


def _asked(manager: Manager, answers: Answers) -> Pending | Failed:
    found = manager.parse(answers)
    if isinstance(found, Failed) or found.fetched is None:
        return found
    old = bool(answers.now) and answers.now - found.fetched > OLD
    return msgspec.structs.replace(found, stale=found.stale or old)


def _unknown(answers: Answers) -> Failed:
    if answers["has-rpm-ostree"].ran:
        step = Remedy("See what is pending on the host", "rpm-ostree upgrade --check")
        return Failed("the system is an image of rpm-ostree, which is not read here", step)
    names = ", ".join(one.name for one in managers())
    return Failed(f"no package manager that is known here ({names})")


def _pace(found: Any) -> float:
    """A restart changes no file, so it is looked for where one is due."""
    waits = isinstance(found, Updates) and (found.services or found.outdated)
    return SOON if waits else SELDOM


UPDATES = Fact(
    "updates",
    _script(),
    parse_updates,
    every=SOON,
    after=(PACKAGES.name,),
    patience=90.0,
    pace=_pace,
)
