"""All that is known of one host, for those who judge it."""

import dataclasses
import shlex
from dataclasses import dataclass, field

from relaytui.doctor.answer import HostAnswer, RootAnswer
from relaytui.domain.finding import Absent, Failed, Finding, Remedy, Value
from relaytui.domain.text import safe
from relaytui.facts.rights import Right, trial_name
from relaytui.facts.sudo_list import may_run
from relaytui.facts.sudoers import REGEX_SINCE, commands_of
from relaytui.sources.choose import LogChoice, choose
from relaytui.sources.probe import HostProbe

#: Groups whose members may commonly use sudo.
SUDO_GROUPS = frozenset(("sudo", "wheel", "admin"))
# What a program says when it is there and its server is not.
_DOWN = ("is fail2ban running", "not running", "connection refused")


@dataclass(frozen=True, slots=True)
class Case:
    """`name` is the user's word for the host, `target` what is dialled (empty: this machine),
    `wish` the log that its configuration names.

    `root` is there when the second script ran as root; `no_root` says why it did not where sudo
    allows everything. `begun` and `ended` are our clock round
    the first script (seconds since the epoch).
    """

    name: str
    answer: HostAnswer = field(default_factory=HostAnswer)
    root: RootAnswer | None = None
    wish: str = "auto"
    asked_sudo: bool = False
    begun: float = 0.0
    ended: float = 0.0
    no_root: str = ""
    target: str = ""

    @property
    def is_root(self) -> bool:
        """Whether the account is root itself."""
        return self.answer.uid == 0

    @property
    def has_root(self) -> bool:
        """Whether any command can be run as root, without a password."""
        return self.is_root or self.root is not None

    @property
    def words(self) -> str:
        """The host as words of a command line."""
        return shlex.quote(self.target) if self.target else "--local"

    def log(self) -> tuple[HostProbe, LogChoice]:
        """What is known of the logs, and the one that a console would read."""
        probe = self.answer.probe
        if self.root:
            files = tuple(
                dataclasses.replace(one, how="s") if one.how == "-" else one for one in probe.files
            )
            journal, last = probe.journal, probe.journal_last
            if journal == "-" and self.root.journal_last is not None:
                journal, last = "s", self.root.journal_last
            probe = dataclasses.replace(probe, files=files, journal=journal, journal_last=last)
        return probe, choose(probe, self.wish)

    def sudo_words(self) -> str:
        """What is known of sudo, in a few words."""
        sudo = self.answer.sudo
        if "sudo" not in self.answer.tools:
            return "sudo is not installed"
        if not self.asked_sudo:
            return "sudo was not asked"
        if sudo is None:
            return "sudo gave no answer"
        if sudo.status:
            if SUDO_GROUPS & set(self.answer.groups):
                return "sudo asks for a password"
            return "sudo asks for a password, or does not know the account"
        if self.no_root:
            return f"sudo allows a shell and gave none ({self.no_root})"
        if self.root:
            return "sudo allows everything without a password"
        rules = sum(not one.password for one in sudo.allowed)
        return f"sudo allows {rules} command{'s' * (rules != 1)} without a password"

    def remedy(self) -> Remedy:
        """What to do about a command that needs root."""
        if "sudo" in self.answer.tools and not self.asked_sudo:
            return Remedy("Ask sudo as well", f"relaytui doctor --sudo {self.words}")
        return Remedy(
            "Let the account run what reads and nothing else, with the lines that this prints",
            f"relaytui doctor --sudoers read {self.words}",
        )

    def access(self, right: Right) -> Finding:
        """Whether a command that needs root can be run."""
        path = self.answer.tools.get(right.tool)
        if not path:
            return Absent("not installed here", about=right.tool)
        own = self.answer.trials.get(trial_name(right))
        if (self.is_root and right.silent) or (own and own.status == 0):
            return Value(right.tool)
        judged = (
            self.root.trials.get(trial_name(right)) if self.root else own if self.is_root else None
        )
        if self.has_root:
            if judged and judged.status:
                return _refused(right, judged.words)
            return Value("through sudo", about=right.tool) if self.root else Value(right.tool)
        return self._through_sudo(right, path)

    def _through_sudo(self, right: Right, path: str) -> Finding:
        allowed = self.answer.sudo.allowed if self.answer.sudo else ()
        commands = commands_of(right, path, REGEX_SINCE, ())
        answers = [may_run(allowed, one) for one in commands]
        if all(answers):
            return Value("by sudo's list", about=right.tool)
        reason = f"no permission (root only; {self.sudo_words()})"
        return Failed(reason, self.remedy(), about=right.tool)


def _refused(right: Right, words: str) -> Finding:
    """A program that answers root with an error."""
    if right.tool == "firewall-cmd" and "not running" in words.lower():
        return Absent("firewalld is not running")
    if "unknown command" in words.lower():
        return Absent(f"this {right.tool} has no {' '.join(right.argv[1:2])}")
    if any(one in words.lower() for one in _DOWN):
        server = right.tool.removesuffix("-client").removesuffix("-cmd")
        step = Remedy("See why it does not run", f"sudo systemctl status {server}")
        return Failed(safe(f"{right.tool} says: {words}", 200), step)
    return Failed(safe(f"{right.tool} says: {words or 'nothing'}", 200))
