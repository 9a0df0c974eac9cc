"""When a host's packages, their lists or its libraries have changed: cheap, so that what is dear
to ask is asked again only then."""

from dataclasses import dataclass

from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.updates.times import times

# One look at the times of files: nothing that updates.py asks changes any of them.
_SCRIPT = r"""
set -- /var/lib/dpkg/status /var/lib/apt/lists /var/lib/apt/periodic/update-success-stamp \
  /var/lib/apt/extended_states /etc/apt/preferences.d \
  /var/lib/rpm/rpmdb.sqlite /var/lib/rpm/Packages /var/lib/rpm/Packages.db \
  /usr/lib/sysimage/rpm/rpmdb.sqlite /usr/lib/sysimage/rpm/Packages.db \
  /var/cache/dnf/*/repodata /var/cache/libdnf5/*/repodata /var/cache/zypp/raw/*/repodata \
  /etc/yum.repos.d /etc/zypp/repos.d /etc/zypp/locks /etc/dnf/plugins/versionlock.list \
  /var/lib/pacman/local /var/lib/pacman/sync /etc/pacman.conf \
  /lib/apk/db/installed /var/cache/apk /etc/apk/cache \
  /var/db/pkg/local.sqlite /var/db/pkg/vuln.xml \
  /usr/lib /usr/lib64 /usr/lib/*-linux-gnu* /lib /lib64 /usr/local/lib \
  /run/reboot-required /run/reboot-required.pkgs /var/run/reboot-required /run/reboot-needed
if [ -d /proc/self ]; then ask times sh -c 'stat -L -c "%Y %n" "$@" 2>/dev/null' sh "$@"
else ask times sh -c 'stat -L -f "%m %N" "$@" 2>/dev/null' sh "$@"; fi
"""


@dataclass(frozen=True, slots=True)
class Packages:
    """The times of a package manager's files, seconds since the epoch by path."""

    times: tuple[tuple[str, float], ...]


def parse_packages(answers: Answers) -> Packages:
    """Those files that are there."""
    return Packages(tuple(sorted(times(answers["times"]).items())))


PACKAGES = Fact("packages", _SCRIPT, parse_packages, every=5.0)
