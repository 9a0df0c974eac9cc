"""What is wrong with a host, as its facts tell it: a few words each, the worst first.

Figures and their reasons: a disk under 10 % free is worth a look, under 3 % mail servers begin
to refuse (Postfix wants 1.5 times message_size_limit free in its queue); one that will be full
within a day wants somebody today, within an hour now; certificates of ACME
are renewed 30 days before they end, so under 21 days something has gone wrong.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from relaytui.analysis.disk_growth import Growth
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.spans import bytes_words, long_span_words, span_words
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.facts.certificates import CERTIFICATES, NO_PERMISSION, Certificates
from relaytui.facts.fail2ban import FAIL2BAN, NOT_RUNNING, Fail2ban
from relaytui.facts.fail2ban_files import FAIL2BAN_FILES, JailFiles, rejected
from relaytui.facts.fail2ban_times import FAIL2BAN_TIMES
from relaytui.facts.machine import MACHINE, Machine
from relaytui.facts.packages import PACKAGES
from relaytui.facts.queue_size import QUEUE_SIZE, QueueSizes
from relaytui.facts.updates import UPDATES, Updates

DISK_WARNING, DISK_BAD = 90, 97
#: Seconds until a disk that fills is full.
FULL_WARNING, FULL_BAD = 86_400.0, 3600.0
DAYS_WARNING, DAYS_BAD = 21.0, 7.0
#: Processes that want to run, for each core.
LOAD_WARNING, LOAD_BAD = 2.0, 8.0
#: Seconds that a clock may be off; logs of several hosts are merged within this.
SKEW = 2.0
#: Messages that wait.
QUEUE_WARNING, QUEUE_BAD = 1000, 20_000
#: Ports of which a relay has at least one.
MAIL_PORTS = frozenset({25, 465, 587})


class Trouble(NamedTuple):
    """`bad` is what stops mail or opens a relay; the rest are warnings. `short` fits a row."""

    bad: bool
    short: SafeText
    words: SafeText


def facts_of_health() -> tuple[AnyFact, ...]:
    """What must be known to judge."""
    return (
        MACHINE, CERTIFICATES, QUEUE_SIZE, FAIL2BAN, FAIL2BAN_FILES, FAIL2BAN_TIMES, PACKAGES,
        UPDATES,
    )  # fmt: skip


def troubles(
    facts: HostFacts, now: float, skew: float = 0.0, growths: Sequence[Growth] = ()
) -> list[Trouble]:
    """What is wrong; `now` by a right clock, `skew`: the host's minus that, in seconds; `growths`:
    its disks that fill. The worst first."""
    found: list[Trouble] = []
    if abs(skew) > SKEW:
        off, way = span_words(abs(skew)), "ahead" if skew > 0 else "behind"
        words = f"its clock is {off} {way}: times of lines and bans are wrong"
        found.append(_trouble(False, f"clock {off} {way}", words))
    found += (_of_growth(one) for one in growths if one.full_in < FULL_WARNING)
    judges: tuple[tuple[AnyFact, Callable[[Any, float], Iterator[Trouble]]], ...] = (
        (MACHINE, _of_machine),
        (CERTIFICATES, _of_certificates),
        (QUEUE_SIZE, _of_queue),
        (UPDATES, _of_updates),
    )
    found += _of_fail2ban(facts)
    for fact, judge in judges:
        value = facts.get(fact)
        if isinstance(value, Failed):
            words = safe(f"{fact.name} can't be seen: {value.reason}", 300)
            found.append(Trouble(False, safe(f"{fact.name}?"), words))
        elif value is not None and not isinstance(value, Absent):
            found += judge(value, now)
    return sorted(found, key=lambda one: not one.bad)


def _trouble(bad: bool, short: str, words: str) -> Trouble:
    return Trouble(bad, safe(short, 40), safe(words, 300))


def _of_fail2ban(facts: HostFacts) -> Iterator[Trouble]:
    fail2ban, files = facts.get(FAIL2BAN), facts.get(FAIL2BAN_FILES)
    if isinstance(fail2ban, Failed) and fail2ban.reason.startswith(NOT_RUNNING):
        yield _trouble(True, "fail2ban is down", fail2ban.reason)
    if not isinstance(fail2ban, Fail2ban):
        return
    if isinstance(files, JailFiles):
        for jail in rejected(files.enabled, [one.name for one in fail2ban.jails]):
            words = (
                f"fail2ban's jail {jail} is to run, but its server does not have it: see its log"
            )
            yield _trouble(False, f"jail {jail} rejected", words)
    for one in fail2ban.jails:
        if one.blind:
            yield _trouble(
                False, f"jail {one.name} blind", f"fail2ban's jail {one.name}: {one.blind}"
            )


def _of_machine(machine: Machine, now: float) -> Iterator[Trouble]:
    if not machine.mail_servers:
        yield _trouble(True, "no mail server", "no mail server runs (by its processes)")
    elif machine.listening is not None and not machine.listening & MAIL_PORTS:
        yield _trouble(True, "not listening", "nothing listens on port 25, 465 or 587")
    for disk in machine.disks:
        for percent, what in ((disk.percent, "bytes"), (disk.inodes_percent or 0, "inodes")):
            if percent >= DISK_WARNING:
                kind = "" if what == "bytes" else " inodes"
                words = f"{disk.place} has {percent} % of its {what} in use"
                yield _trouble(percent >= DISK_BAD, f"{disk.place}{kind} {percent}%", words)
    if machine.load is not None and machine.cores:
        each = machine.load / machine.cores
        if each >= LOAD_WARNING:
            words = f"load {machine.load:.1f} on {machine.cores} cores"
            yield _trouble(each >= LOAD_BAD, f"load {machine.load:.0f}", words)


def growth_words(growth: Growth) -> str:
    """How fast a disk fills, and when it will be full."""
    if growth.rate >= 1e6:
        rate = f"{bytes_words(growth.rate * 60)}/min"
    else:
        rate = f"{bytes_words(growth.rate * 3600)}/h"
    return f"{growth.place} grows by {rate}: full in {long_span_words(growth.full_in)}"


def _of_growth(growth: Growth) -> Trouble:
    short = f"{growth.place} full in {long_span_words(growth.full_in)}"
    return _trouble(growth.full_in < FULL_BAD, short, growth_words(growth))


def _of_queue(sizes: QueueSizes, now: float) -> Iterator[Trouble]:
    waiting = sizes.total
    if waiting >= QUEUE_WARNING:
        words = f"{waiting:,} messages wait in the queue"
        yield _trouble(waiting >= QUEUE_BAD, f"queue {waiting:,}", words)


def _of_updates(updates: Updates, now: float) -> Iterator[Trouble]:
    if updates.security:
        words = f"{updates.security} packages have a security update"
        yield _trouble(False, f"{updates.security} security", words)
    if updates.services:
        many = len(updates.services)
        words = f"{many} services run" if many > 1 else f"{updates.services[0]} runs"
        words += " what an update has replaced: restart " + ("them" if many > 1 else "it")
        yield _trouble(False, f"{many} to restart", words)
    for one in updates.outdated:
        words = f"{one.package} still runs what was there before its update: restart it"
        yield _trouble(False, f"old {one.package}", words)
    if updates.reboot:
        yield _trouble(False, "reboot", "it needs a reboot, so that updates hold")


def _of_certificates(certificates: Certificates, now: float) -> Iterator[Trouble]:
    for one in certificates.files:
        days = one.days(now)
        if one.problem == NO_PERMISSION:
            continue  # what this account may see is doctor's matter, no trouble of the host
        if one.problem:
            yield _trouble(False, "certificate?", f"certificate {one.file}: {one.problem}")
        elif days is not None and days < 0:
            words = f"certificate {one.file} ended {-days:.0f} days ago"
            yield _trouble(True, "certificate over", words)
        elif days is not None and days < DAYS_WARNING:
            words = f"certificate {one.file} ends in {days:.0f} days"
            yield _trouble(days < DAYS_BAD, f"cert {days:.0f} d", words)
