"""The word on each panel of the console, from what is known of a host."""

import re
import shlex
from collections.abc import Iterator

from relaytui.doctor.access import access
from relaytui.doctor.answer import Disk
from relaytui.doctor.case import Case
from relaytui.doctor.clock import age
from relaytui.doctor.verdict import Verdict, verdict
from relaytui.domain.finding import Absent, Failed, Finding, Remedy, Value
from relaytui.domain.text import SafeText, safe
from relaytui.facts.rights import rights_of
from relaytui.facts.sudoers import is_user
from relaytui.sources.choose import LogChoice

MANAGERS = ("apt-get", "dnf", "zypper", "pacman", "apk", "pkg")
#: Percent at which a disk is as good as full.
FULL = 97


def panels(case: Case) -> tuple[Verdict, ...]:
    """All panels, in the order of their keys."""
    return (
        verdict("Logs", [_log(case)]),
        verdict("Rates", _rates(case)),
        verdict("Blocked", _blocked(case)),
        verdict("Allowlist", _allowlist(case)),
        verdict("Updates", _updates(case)),
        verdict("Queue", _queue(case)),
        verdict("Security", _security(case)),
        verdict("Changes", _changes(case), judged=False),
    )


def named(choice: LogChoice) -> SafeText:
    """The log or logs, and whether it takes sudo."""
    name = " and ".join(choice.name.split("\n"))
    return safe(f"{name}, through sudo" if choice.sudo else name, 300)


def _log(case: Case) -> Finding:
    _, choice = case.log()
    if not choice.problem:
        return Value(named(choice))
    command = re.match(r"On the host: ((?:usermod|setfacl)[^;]*)", choice.next_step)
    if command:  # a right is missing
        line = shlex.join(["sudo", *command[1].split()])
        remedy = Remedy("On the host; then connect again", safe(line, 200))
        return Failed(safe(f"no permission: {choice.problem}", 300), remedy)
    return Failed(safe(choice.problem, 300), Remedy(safe(choice.next_step, 200)))


def _rates(case: Case) -> Iterator[Finding]:
    log = _log(case)
    yield Value("rates from the log") if isinstance(log, Value) else log
    if "postconf" in case.answer.tools:
        yield Value("Postfix's limits")


def _rights(case: Case, panel: str) -> Iterator[Finding]:
    return (access(case, one) for one in rights_of(panel))


def _maps(case: Case) -> Iterator[Finding]:
    """The tables that Postfix's configuration names."""
    tables = [(how, name) for how, name in case.answer.maps if not name.startswith("file:")]
    readable = sum(how == "r" for how, _ in tables)
    if readable:
        yield Value(f"{readable} Postfix table{'s' * (readable != 1)}")
    for name in [name for how, name in tables if how == "-"][:5]:
        line = shlex.join(
            ["sudo", "setfacl", "-m", f"u:{case.answer.user}:r", name.partition(":")[2]]
        )
        step = Remedy("Let the account read it", line)
        yield Failed("no permission to read it", step, about=name)


def _blocked(case: Case) -> Iterator[Finding]:
    yield from _rights(case, "Blocked")
    yield from _maps(case)


def _allowlist(case: Case) -> Iterator[Finding]:
    if "postconf" in case.answer.tools:
        yield Value("mynetworks")
    yield from _maps(case)
    yield from _rights(case, "Allowlist")


def _updates(case: Case) -> Iterator[Finding]:
    found = [one for one in MANAGERS if one in case.answer.tools]
    for one in found:
        words = f"{one} {case.answer.versions.get(one, '')}".strip()
        fetched = case.answer.metadata.get(one.removesuffix("-get"))
        if fetched:
            words += f" (lists fetched {age(case.answer.probe.clock, fetched)})"
        yield Value(words)
    if not found:
        yield Failed("no package manager that is known here", None)
    yield from _rights(case, "Updates")


def _queue(case: Case) -> Iterator[Finding]:
    said = case.answer.queue
    if said:
        step = Remedy("See who may list it", "postconf authorized_mailq_users")
        yield Failed(safe(f"postqueue says: {said}", 200), step)
    elif said is not None:
        yield Value("postqueue")
    yield from _rights(case, "Queue")
    if said is None:
        yield Absent("not installed here", about="postqueue")


def _security(case: Case) -> Iterator[Finding]:
    if "postconf" in case.answer.tools:
        yield Value("Postfix's settings")
    yield from _rights(case, "Security")


def _changes(case: Case) -> Iterator[Finding]:
    full = _full(case)
    if full:
        yield full
    elif case.has_root:
        yield Value("and writes through sudo, as root" if case.root else "and writes as root")
    elif not case.asked_sudo and "sudo" in case.answer.tools:
        yield Failed("sudo was not asked; changes need a root shell", case.remedy())
    else:
        user = case.answer.user
        words = "To read is enough for all other panels. This line of sudoers"
        yield Failed(
            f"{case.sudo_words()}; changes need a root shell",
            Remedy(
                f"{words} makes the account as good as root",
                f"{user} ALL=(root) NOPASSWD: ALL" if is_user(user) else "",
            ),
        )


def what_fills(disk: Disk) -> str:
    """The line that shows what a disk is full of."""
    return f"sudo du -xh {shlex.quote(disk.place)} | sort -h | tail"


def _full(case: Case) -> Failed | None:
    if case.answer.read_only:
        return Failed("/ is mounted read-only", Remedy("See why", "dmesg | tail"))
    for disk in case.answer.disks:
        if max(disk.percent, disk.inodes or 0) >= FULL:
            return Failed(
                f"{disk.place} is full, so nothing could be written",
                Remedy("Find what fills it", what_fills(disk)),
            )
    return None
