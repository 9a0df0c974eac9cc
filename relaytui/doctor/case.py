"""All that is known of one host, for those who judge it."""

import dataclasses
import shlex
from dataclasses import dataclass, field

from relaytui.doctor.answer import HostAnswer, RootAnswer
from relaytui.domain.finding import Remedy
from relaytui.sources.choose import LogChoice, choose
from relaytui.sources.probe import HostProbe

#: Groups whose members may commonly use sudo.
SUDO_GROUPS = frozenset(("sudo", "wheel", "admin"))


@dataclass(frozen=True, slots=True)
class Case:
    """`name` is the user's word for the host, `target` what is dialled (empty: this machine),
    `wish` the log that its configuration names.

    `root` is there when the second script ran as root; `no_root` says why it did not where sudo
    allows everything. `places` is the choice where a pattern or an aggregator's logs are
    meant. `begun` and `ended` are our clock round the first script (seconds since the epoch).
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
    places: LogChoice | None = None

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
        return probe, self.places or choose(probe, self.wish)

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
