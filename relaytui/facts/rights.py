"""Every command that needs root for reading: the one list of them.

Each stands here with its exact words, so that a sudoers line can allow it and nothing more. A
command that needs no root (postconf, postqueue, apt-get -s) is not here, and none that changes
anything ever is. Logs are not here either: they are followed with words that vary, so an account
reads them by a group (adm, systemd-journal), not by sudo.
"""

from dataclasses import dataclass

#: Stands for the name of a fail2ban jail, the only word that varies.
JAIL = "JAIL"


@dataclass(frozen=True, slots=True)
class Right:
    """A command, the panels that need it, and why they do.

    `proof` is a cheaper command of the same program that is refused wherever this one is (empty:
    the command itself). With `silent` the program does not complain without root but says
    nothing, so that trying it proves nothing.
    """

    name: str
    panels: tuple[str, ...]
    argv: tuple[str, ...]
    why: str
    proof: tuple[str, ...] = ()
    silent: bool = False

    @property
    def tool(self) -> str:
        """The program, as it is looked for in the system folders."""
        return self.argv[0]

    @property
    def trial(self) -> tuple[str, ...]:
        """What to run to see whether it is allowed; empty where that can't be seen."""
        if self.silent:
            return ()
        return self.proof or (() if JAIL in self.argv else self.argv)


def _right(name: str, panels: str, command: str, why: str, proof: str = "") -> Right:
    silent = proof == "-"
    words = () if silent else tuple(proof.split())
    return Right(name, tuple(panels.split()), tuple(command.split()), why, words, silent)


RIGHTS = (
    _right("nft", "Blocked Security", "nft -j list ruleset",
           "sets and rules of nftables", "nft list tables"),
    _right("nft-text", "Blocked", "nft -t list ruleset",
           "flags of sets that its JSON leaves out (auto-merge)", "nft list tables"),
    _right("iptables", "Blocked Security", "iptables-save -c", "rules of iptables for IPv4"),
    _right("ip6tables", "Blocked Security", "ip6tables-save -c", "rules of iptables for IPv6"),
    _right("ipset", "Blocked", "ipset save", "addresses in ipset's sets", "ipset list -n"),
    _right("ufw", "Blocked Security", "ufw status numbered", "rules of ufw", "ufw status"),
    _right("firewalld", "Blocked Security", "firewall-cmd --list-all-zones", "rules of firewalld"),
    _right("fail2ban", "Blocked", "fail2ban-client status", "the jails of fail2ban",
           "fail2ban-client ping"),
    _right("fail2ban-banned", "Blocked", "fail2ban-client banned",
           "who is banned, in all jails at once", "fail2ban-client ping"),
    _right("fail2ban-jail", "Blocked", f"fail2ban-client status {JAIL}",
           "what a jail counts and reads", "fail2ban-client ping"),
    _right("fail2ban-bans", "Blocked", f"fail2ban-client get {JAIL} banip --with-time",
           "who is banned, since when, until when", "fail2ban-client ping"),
    _right("fail2ban-ignored", "Allowlist", f"fail2ban-client get {JAIL} ignoreip",
           "whom a jail never bans", "fail2ban-client ping"),
    _right("crowdsec", "Blocked", "cscli decisions list -o json -l 0", "decisions of CrowdSec",
           "cscli decisions list -o json -l 1"),
    _right("crowdsec-bouncers", "Blocked", "cscli bouncers list -o json",
           "whether anything acts on CrowdSec's decisions"),
    _right("crowdsec-allowlists", "Allowlist", "cscli allowlists list -o json",
           "whom CrowdSec never blocks"),
    _right("exim-queue", "Queue", "exim -bp", "Exim's queue", "exim -bpc"),
    _right("opensmtpd-queue", "Queue", "smtpctl show queue", "OpenSMTPD's queue",
           "smtpctl show status"),
    _right("restarts", "Updates", "needrestart -b",
           "which services still run what an update has replaced", "-"),
    _right("restarts-checkrestart", "Updates", "checkrestart",
           "the same, where checkrestart tells it", "-"),
    _right("restarts-zypper", "Updates", "zypper ps -s", "the same, where zypper tells it", "-"),
    _right("restarts-dnf", "Updates", "dnf -C needs-restarting -s",
           "the same, where dnf tells it", "-"),
    _right("sshd", "Security", "sshd -T", "the settings of sshd as they hold"),
)  # fmt: skip


#: What is tried, each command once, by the name of the first right that needs it.
TRIALS: dict[str, tuple[str, ...]] = {}
_NAMES: dict[tuple[str, ...], str] = {}
for _one in RIGHTS:
    if _one.trial and _one.trial not in _NAMES:
        _NAMES[_one.trial] = _one.name
        TRIALS[_one.name] = _one.trial


def label(right: Right) -> str:
    """What to call a right in a few letters: its program, or its first two words where rights
    of one program may differ on a host."""
    trials = {one.trial for one in RIGHTS if one.tool == right.tool}
    return right.tool if len(trials) == 1 else " ".join(right.argv[:2])


def trial_name(right: Right) -> str:
    """The name in TRIALS of what a right is tried with; empty where it can't be tried."""
    return _NAMES.get(right.trial, "")


def rights_of(panel: str) -> tuple[Right, ...]:
    """The rights that a panel needs."""
    return tuple(one for one in RIGHTS if panel in one.panels)
