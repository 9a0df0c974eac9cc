"""apt: Debian, Ubuntu and what descends from them."""

import email.utils

import msgspec

from relaytui.domain.finding import Failed
from relaytui.domain.text import SafeText
from relaytui.facts.answers import Answer, Answers
from relaytui.updates.apt_words import read_holds, read_list, read_simulation
from relaytui.updates.base import Manager, Pending, Said, Update
from relaytui.updates.times import newest
from relaytui.updates.trouble import failed, trouble_of

# As root apt would write its cache anew; without one it takes a moment longer and leaves nothing.
_SCRIPT = r"""
clean=; if [ "$uid" = 0 ]; then clean='-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache='; fi
ask apt-plan nice apt-get -s -V -o Debug::NoLocking=true $clean dist-upgrade
ask apt-list nice apt $clean list --upgradable
ask apt-holds apt-mark showhold
ask apt-lists ls /var/lib/apt/lists
ask apt-until grep -h '^Valid-Until:' /var/lib/apt/lists/*Release
ask apt-tried stat -c '%Y %n' /var/lib/apt/lists/partial
ask apt-times stat -c '%Y %n' /var/lib/apt/lists /var/lib/apt/periodic/update-success-stamp \
  /var/lib/apt/periodic/update-stamp
"""

_CHANGES = r"""
for one in changelog.Debian.gz changelog.gz changelog.Debian changelog; do
  if [ -e "/usr/share/doc/$package/$one" ]; then
    ask changes sh -c 'gzip -cdf "$1" 2>/dev/null | head -c 60000' sh "/usr/share/doc/$package/$one"
    break
  fi
done
ask about apt-cache show --no-all-versions "$package"
"""


def parse_apt(answers: Answers) -> Pending | Failed:
    """What apt has pending: the plan of an upgrade, and what the list has beside it."""
    plan, listed = read_simulation(answers["apt-plan"]), read_list(answers["apt-list"])
    if plan.trouble and listed.trouble:
        return failed("apt-get", plan.trouble)
    held = tuple(read_holds(answers["apt-holds"]).held)
    problems = []
    if plan.trouble:
        problems.append(SafeText(failed("apt-get", plan.trouble).reason))
    if not any(one.endswith(("Packages", "Release")) for one in answers["apt-lists"].lines):
        problems.append(SafeText("apt has no package lists: apt-get update was never run"))
    late = _past(answers["apt-until"], answers.now)
    if late:
        problems.append(SafeText("the package lists are past their own date (Valid-Until)"))
    return Pending(
        "apt",
        tuple(_merged(plan, listed, held)),
        newest(answers["apt-times"]),
        newest(answers["apt-tried"]),
        incomplete=plan.incomplete or bool(problems),
        stale=plan.stale or late,
        held=held,
        removals=tuple(plan.removals),
        subscription=tuple(plan.subscription),
        problems=tuple(problems),
    )


def _merged(plan: Said, listed: Said, held: tuple[SafeText, ...]) -> list[Update]:
    """The plan, and after it what the list offers but the plan leaves as it is."""
    of_list = {(one.name, one.arch): one for one in listed.updates}
    by_name = {one.name: one for one in listed.updates}
    found = [one for one in plan.updates if not one.kept_back]
    planned = {(one.name, one.arch) for one in found} | {
        (one.name, SafeText("")) for one in found if not one.arch
    }
    left = [one for key, one in of_list.items() if key not in planned]
    left += [one for one in plan.updates if one.kept_back and one.name not in by_name]
    for one in left:
        phased = one.name in plan.phased
        found.append(
            msgspec.structs.replace(
                one,
                held=one.name in held,
                phased=phased,
                kept_back=not phased and not plan.trouble,
            )
        )
    return found


def _past(answer: Answer, now: float) -> bool:
    """Whether a list says itself that it should be believed no longer."""
    if trouble_of(answer, 1, 2) or not now:
        return False
    for line in answer.lines[:500]:
        try:
            until = email.utils.parsedate_to_datetime(line.partition(":")[2].strip())
        except ValueError:
            continue
        if until.timestamp() < now:
            return True
    return False


MANAGER = Manager(
    "apt",
    "have apt-get && [ -s /var/lib/dpkg/status ]",
    _SCRIPT,
    parse_apt,
    ("apt-get", "-q", "update"),
    _CHANGES,
)
