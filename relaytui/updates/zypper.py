"""zypper: SUSE Linux Enterprise and openSUSE."""

import re

import msgspec

from relaytui.domain.finding import Failed
from relaytui.domain.text import SafeText
from relaytui.facts.answers import Answer, Answers
from relaytui.updates.base import MOST, Advisory, Manager, Pending, Update
from relaytui.updates.dnf import RPM
from relaytui.updates.repositories import repositories
from relaytui.updates.trouble import failed
from relaytui.updates.zypper_words import read_zypper

# A list of patches does not tell their packages; the words about each of them do.
_SCRIPT = r"""
ask zypper-list nice zypper -n -x --no-refresh list-updates
patches=$(known=; ask zypper-patches nice zypper -n -x --no-refresh list-patches)
printf '%s\n' "$patches"
set -- $(printf '%s' "$patches" | tr '>' '\n' | sed -n \
  's/.*kind="patch" name="\([A-Za-z0-9][A-Za-z0-9:._+-]*\)".*category="security".*/\1/p' |
  head -200)
if [ $# -gt 0 ]; then ask zypper-about nice zypper -n --no-refresh patch-info "$@"; fi
ask zypper-locks zypper -n locks
ask zypper-files grep -hE '^\[|^ *enabled *=' /etc/zypp/repos.d/*.repo
ask zypper-times stat -c '%Y %n' /var/cache/zypp/raw/*/repodata/repomd.xml \
  /var/cache/zypp/raw/*/repodata/*updateinfo* /var/cache/zypp/raw/*/content
ask zypper-reboot zypper -n needs-rebooting
"""
_CHANGES = r"""
set -- $(nice zypper -n -x --no-refresh list-patches </dev/null 2>/dev/null | tr '>' '\n' | sed -n \
  's/.*kind="patch" name="\([A-Za-z0-9][A-Za-z0-9:._+-]*\)".*/\1/p' |
  head -200)
if [ $# -gt 0 ]; then ask advisories nice zypper -n --no-refresh patch-info "$@"; fi
ask changes sh -c 'rpm -q --changelog -- "$1" | head -c 60000' sh "$package"
"""
_LESS = re.compile(r"(?:^|\s)([A-Za-z0-9][A-Za-z0-9._+-]*) < \S+$")
_ARCH = re.compile(r"\.(?:x86_64|noarch|i[3-6]86|aarch64|ppc64le|s390x|armv7hl|riscv64|src)$")


def parse_zypper(answers: Answers) -> Pending | Failed:
    """What zypper has pending, by the lists that root fetched last."""
    said = read_zypper(answers["zypper-list"])
    if said.trouble:
        return failed("zypper", said.trouble)
    patches = read_zypper(answers["zypper-patches"])
    known = repositories(answers["zypper-files"], answers["zypper-times"])
    about = packages_of(answers["zypper-about"])
    wanted = {one.id: one for one in patches.advisories if one.security}
    problems = list(known.problems)
    if said.updates and not known.advisories and not patches.advisories:
        problems.append(SafeText("the repositories do not tell which updates are for security"))
    tells = known.advisories or bool(patches.advisories)
    return Pending(
        "zypper",
        tuple(_told(one, wanted, about, tells) for one in said.updates),
        known.fetched,
        incomplete=said.incomplete or bool(known.missing) or patches.trouble is not None,
        stale=said.stale,
        tells_security=tells,
        held=tuple(read_zypper(answers["zypper-locks"]).held),
        problems=tuple(problems),
    )


def packages_of(answer: Answer) -> dict[str, list[str]]:
    """The patches about each package, by `patch-info`: a patch conflicts with what is older."""
    found: dict[str, list[str]] = {}
    patch = ""
    for line in answer.lines[:MOST]:
        title, colon, value = line.partition(" : ")
        if colon and title.strip() == "Name":
            patch = value.strip()
        elif patch and (older := _LESS.search(line.rstrip())):
            names = found.setdefault(_ARCH.sub("", older[1]), [])
            if patch not in names:
                names.append(patch)
    return found


def _told(
    one: Update, wanted: dict[SafeText, Advisory], about: dict[str, list[str]], tells: bool
) -> Update:
    patches = [wanted[SafeText(name)] for name in about.get(one.name, ()) if name in wanted]
    return msgspec.structs.replace(
        one,
        security=bool(patches) if tells else None,
        severity=patches[0].severity if patches else SafeText(""),
        advisories=tuple(each.id for each in patches[:8]),
    )


MANAGER = Manager(
    "zypper",
    "have zypper && " + RPM + " && ls /etc/zypp/repos.d/*.repo >/dev/null 2>&1",
    _SCRIPT,
    parse_zypper,
    ("zypper", "-n", "refresh"),
    _CHANGES,
)
