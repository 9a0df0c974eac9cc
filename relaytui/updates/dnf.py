"""dnf, dnf5 and yum: Red Hat and what descends from it, Fedora, Amazon, Oracle."""

import msgspec

from relaytui.domain.finding import Failed
from relaytui.domain.text import SafeText
from relaytui.facts.answers import Answers
from relaytui.updates.base import MOST, Advisory, Manager, Pending, Update, word
from relaytui.updates.dnf_words import read_advisories, read_check, read_locks
from relaytui.updates.repositories import repositories
from relaytui.updates.trouble import failed

#: Whether rpm keeps the packages here.
RPM = (
    "{ [ -s /var/lib/rpm/rpmdb.sqlite ] || [ -s /var/lib/rpm/Packages ] || "
    "[ -s /var/lib/rpm/Packages.db ] || [ -e /usr/lib/sysimage/rpm/rpmdb.sqlite ] || "
    "[ -e /usr/lib/sysimage/rpm/Packages.db ]; }"
)
#: Words for rpm: what is installed, with the moment of it.
INSTALLED = r"'%{NAME} %{ARCH} %{EPOCHNUM}:%{VERSION}-%{RELEASE} %{INSTALLTIME}\n'"

# As an ordinary account dnf makes itself a folder for its log, with each call; what it made, and
# nothing that was there before, goes again.
_START = r"""
dnf=yum; for one in dnf dnf5; do if have $one; then dnf=$one; fi; done
away=/nonexistent
if [ "$uid" != 0 ]; then
  user=$(id -un); before=$(ls -d /var/tmp/dnf-"$user"-* /var/tmp/yum-"$user"-* 2>/dev/null)
  if [ "$dnf" = dnf5 ]; then away=$(mktemp -d); fi
  left() {
    for one in /var/tmp/dnf-"$user"-* /var/tmp/yum-"$user"-* "$away"; do
      case "$nl$before$nl" in *"$nl$one$nl"*) continue ;; esac
      if [ -d "$one" ] && [ ! -L "$one" ] && [ -O "$one" ]; then rm -rf -- "$one"; fi
    done
  }
  trap left EXIT
fi
lists=; if [ "$dnf" = dnf5 ]; then lists='--setopt=cachedir=/var/cache/libdnf5'; fi
run() {
  label=$1; shift
  if [ "$away" = /nonexistent ]; then ask "$label" nice "$dnf" -C "$@"
  else ask "$label" nice env HOME="$away" XDG_STATE_HOME="$away" "$dnf" -C $lists "$@"; fi
}
"""
_SCRIPT = (
    _START
    + rf"""
run dnf-list check-update
if [ "$dnf" = yum ]; then run dnf-security updateinfo list security
else run dnf-security updateinfo list --security; fi
ask dnf-installed rpm -qa --qf {INSTALLED}
ask dnf-files grep -hE '^\[|^ *enabled *=' /etc/yum.repos.d/*.repo
ask dnf-times stat -c '%Y %n' /var/cache/dnf/*/repodata/repomd.xml \
  /var/cache/dnf/*/repodata/*updateinfo* /var/cache/libdnf5/*/repodata/repomd.xml \
  /var/cache/libdnf5/*/repodata/*updateinfo* /var/cache/yum/*/*/*/repomd.xml \
  /var/cache/yum/*/*/*/*updateinfo*
ask dnf-locks cat /etc/dnf/plugins/versionlock.list /etc/dnf/versionlock.toml \
  /etc/yum/pluginconf.d/versionlock.list
run dnf-reboot needs-restarting -r
"""
)
_CHANGES = (
    _START
    + r"""
run advisories updateinfo info "$package"
ask changes sh -c 'rpm -q --changelog -- "$1" | head -c 60000' sh "$package"
"""
)


def parse_dnf(answers: Answers) -> Pending | Failed:
    """What dnf or yum has pending, by the lists that root fetched last."""
    said = read_check(answers["dnf-list"])
    if said.trouble:
        return failed("dnf", said.trouble)
    notices = read_advisories(answers["dnf-security"])
    known = repositories(answers["dnf-files"], answers["dnf-times"])
    tells = notices.trouble is None and (known.advisories or bool(notices.advisories))
    problems = list(known.problems)
    if said.updates and not tells:
        problems.append(SafeText("the repositories do not tell which updates are for security"))
    old = installed(answers)
    return Pending(
        "dnf",
        tuple(_told(one, notices.advisories, old, tells) for one in said.updates),
        known.fetched,
        incomplete=said.incomplete or bool(known.missing),
        tells_security=tells,
        held=tuple(read_locks(answers["dnf-locks"]).held),
        problems=tuple(problems),
    )


def installed(answers: Answers) -> dict[tuple[str, str], str]:
    """The version of each package by name and architecture; the newest where there are several."""
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for line in answers["dnf-installed"].lines[:MOST]:
        words = line.split(" ")
        if len(words) == 4 and words[3].isdecimal():
            at = int(words[3][:12])
            if at >= found.get((words[0], words[1]), (0, ""))[0]:
                found[words[0], words[1]] = (at, words[2].removeprefix("0:"))
    return {key: version for key, (_, version) in found.items()}


def _told(
    one: Update, notices: list[Advisory], old: dict[tuple[str, str], str], tells: bool
) -> Update:
    """With what is installed, and with the advisories about it."""
    about = [each for each in notices if each.package == one.name]
    return msgspec.structs.replace(
        one,
        old=word(old.get((one.name, one.arch), "")),
        security=bool(about) if tells else None,
        severity=about[0].severity if about else SafeText(""),
        advisories=tuple(each.id for each in about[:8]),
    )


MANAGER = Manager(
    "dnf",
    "{ have dnf || have dnf5 || have yum; } && " + RPM + " && "
    "{ ! have zypper || ! ls /etc/zypp/repos.d/*.repo >/dev/null 2>&1; }",
    _SCRIPT,
    parse_dnf,
    ("dnf", "-q", "--refresh", "makecache"),
    _CHANGES,
)
