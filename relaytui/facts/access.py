"""What the account may do as root: asked once, before anything that needs it.

`sudo -n -ll` is asked at most once for a host and a run of the program: where sudo refuses, the
host logs that and may mail root. With `never` it isn't asked at all.
"""

from dataclasses import dataclass

from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.rights import RIGHTS, Right
from relaytui.facts.sudo_list import Allowed, may_run, parse_sudo_list
from relaytui.facts.sudoers import REGEX_SINCE, commands_of

#: `auto` and `never`: words of the configuration.
SUDO = ("auto", "never")
_NONE = SafeText("")
_TOOLS = " ".join(sorted({one.tool for one in RIGHTS}))

_SCRIPT = f"""
ask uid id -u
ask user id -un
ask tools sh -c 'for tool in {_TOOLS}; do command -v "$tool"; done; true'
if [ "$uid" != 0 ] && [ "$sudo" = auto ] && have sudo; then ask sudo sudo -n -ll; fi
"""


@dataclass(frozen=True, slots=True)
class Access:
    """`granted`: names of rights that sudo allows without a password; root has all of them.
    `complaint`: what sudo said where it refused."""

    user: SafeText = _NONE
    root: bool = False
    granted: frozenset[str] = frozenset()
    asked: bool = False
    complaint: SafeText = _NONE
    #: Whether sudo gives a whole shell: everything.
    shell: bool = False

    @property
    def rights(self) -> list[str]:
        """Names for the scripts."""
        return sorted(self.granted | {ANY}) if self.shell else sorted(self.granted)


#: The right to run whatever is needed: that of root, and of whom sudo gives a shell.
ANY = "any"


def parse_access(answers: Answers) -> Access:
    """The access of an account."""
    user = safe(answers["user"].text.strip(), 64)
    if answers["uid"].text.strip() == "0":
        return Access(user, True, frozenset(one.name for one in RIGHTS), shell=True)
    said = answers["sudo"]
    if said.status != 0:
        return Access(user, asked=said.ran, complaint=safe(said.complaint.split("\n")[0], 200))
    allowed = parse_sudo_list(said.text)
    paths = {path.rpartition("/")[2]: path for path in answers["tools"].lines if path[:1] == "/"}
    granted = frozenset(
        one.name for one in RIGHTS if one.tool in paths and _granted(allowed, one, paths[one.tool])
    )
    return Access(user, False, granted, True, shell=may_run(allowed, "/bin/sh -s") is True)


def _granted(allowed: tuple[Allowed, ...], right: Right, path: str) -> bool:
    """Whether its command is allowed as it is, or by the regular expression for every jail."""
    words = " ".join((path, *right.argv[1:]))
    commands = (words, *commands_of(right, path, REGEX_SINCE, ()))
    return any(may_run(allowed, one) is True for one in commands)


ACCESS = Fact("access", _SCRIPT, parse_access, every=3600.0)
