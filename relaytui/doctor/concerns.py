"""What is wrong with a host itself, whoever looks at it."""

from collections.abc import Iterator

from relaytui.doctor.case import Case
from relaytui.doctor.clock import skew
from relaytui.doctor.panels import what_fills
from relaytui.doctor.verdict import Verdict
from relaytui.domain.finding import Remedy

#: Percent of a disk, or of its inodes, from which on it is told.
NEARLY_FULL = 92
#: Sessions that a console needs on one connection.
SESSIONS = 3


def concerns(case: Case) -> tuple[Verdict, ...]:
    """One verdict for each thing that is wrong; none when all is well."""
    return tuple(
        Verdict(name, "no", words, (remedy,) if remedy else ())
        for name, words, remedy in _wrong(case)
    )


def _wrong(case: Case) -> Iterator[tuple[str, str, Remedy | None]]:
    answer = case.answer
    if not answer.complete:
        words = "it ended before its end: something cuts what the host says"
        yield "Answer", words, Remedy("Look at ForceCommand, and at the account's shell")
    found = skew(case.begun, case.ended, answer.clocks)
    if found and found.is_off:
        ahead = "ahead of" if found.seconds > 0 else "behind"
        words = f"{abs(found.seconds):.1f} s {ahead} this machine's"
        yield "Clock", words, Remedy("Let the host keep time", "sudo timedatectl set-ntp true")
    for disk in answer.disks:
        if max(disk.percent, disk.inodes or 0) >= NEARLY_FULL:
            words = f"{disk.place} is {disk.percent} % full"
            if disk.inodes:
                words += f", its inodes {disk.inodes} %"
            yield "Disk", words, Remedy("Find what fills it", what_fills(disk))
    sessions = case.root.max_sessions if case.root else answer.max_sessions
    if sessions is not None and sessions < SESSIONS:
        words = f"MaxSessions is {sessions}, a console needs {SESSIONS}"
        yield "sshd", words, Remedy("In sshd_config on the host", "MaxSessions 10")
