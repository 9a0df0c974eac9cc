"""Lines of sudoers for a host as it is."""

import re

from relaytui.doctor.case import Case
from relaytui.domain.text import safe
from relaytui.facts.rights import RIGHTS, trial_name
from relaytui.facts.sudoers import sudoers, sudoers_to_write

#: Where Debian and its kin keep the programs, for lines that are made without a host.
USUAL = {
    "nft": "/usr/sbin/nft", "iptables-save": "/usr/sbin/iptables-save",
    "ip6tables-save": "/usr/sbin/ip6tables-save", "ipset": "/usr/sbin/ipset",
    "ufw": "/usr/sbin/ufw", "firewall-cmd": "/usr/bin/firewall-cmd",
    "fail2ban-client": "/usr/bin/fail2ban-client", "cscli": "/usr/bin/cscli",
    "exim": "/usr/sbin/exim", "smtpctl": "/usr/sbin/smtpctl",
    "needrestart": "/usr/sbin/needrestart", "checkrestart": "/usr/sbin/checkrestart",
    "zypper": "/usr/bin/zypper", "dnf": "/usr/bin/dnf", "sshd": "/usr/sbin/sshd",
}  # fmt: skip


def usual_lines(user: str) -> str:
    """Without a host: every program where Debian keeps it."""
    return sudoers(user, USUAL, place=" (paths as on Debian; name a host for its own)")


def lines_for(case: Case, user: str | None) -> str:
    """With the paths that a host has, for an account. Raises UsageError for a name that can't
    stand in sudoers."""
    answer = case.answer
    same = not case.is_root and user in (None, answer.user)  # what works for it needs no line
    needless = {
        right.name
        for right in RIGHTS
        if same and (own := answer.trials.get(trial_name(right))) and own.status == 0
    }
    jails = case.root.jails if case.root else answer.jails
    return sudoers(
        user or answer.user or "relaytui",
        answer.tools,
        sudo_version(answer.versions.get("sudo", "")),
        jails,
        needless,
        safe(f" on {case.name}", 100),
    )


def lines_to_write(case: Case, user: str | None) -> str:
    """The line of an account that changes a host. Raises UsageError."""
    place = safe(f" on {case.name}", 100)
    if case.is_root and user is None:
        return f"# The account{place} is root itself: no line is needed.\n"
    return sudoers_to_write(user or case.answer.user or "relaytui", place)


def sudo_version(words: str) -> tuple[int, ...]:
    """`1.9.13p3` as numbers; nothing known counts as old."""
    found = re.match(r"(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?", words)
    return tuple(int(one or 0) for one in found.groups()) if found else (0,)
