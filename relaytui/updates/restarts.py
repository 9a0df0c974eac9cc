"""Whether a host wants a reboot, and which services want a restart."""

import re

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.complaints import Meaning
from relaytui.updates.restart_words import (
    Restarts,
    read_checkrestart,
    read_needrestart,
    read_needs_restarting,
    read_reboot_packages,
    read_zypper_ps,
)
from relaytui.updates.trouble import failed

# Each looks into the processes of all, so that as an ordinary account it would see nothing of
# them, and say nothing of that: it is asked as root or not at all.
SCRIPT = r"""
if [ -e /run/reboot-required ] || [ -e /var/run/reboot-required ]; then
  ask reboot cat /var/run/reboot-required.pkgs
fi
ask kernel uname -r
if have freebsd-version; then ask kernels freebsd-version -kru
else ask kernels ls /boot /lib/modules; fi
as_root() {
  case "$uid $granted " in 0\ *|*" $2 "*) root "$@" ;; *) ask unseen echo "$3" ;; esac
}
if have needrestart; then as_root needrestart restarts needrestart -b
elif have checkrestart; then as_root checkrestart restarts-checkrestart checkrestart
elif have zypper; then as_root zypper-ps restarts-zypper zypper ps -s
elif have dnf; then as_root dnf-services restarts-dnf dnf -C needs-restarting -s
fi
"""
_READERS = (
    ("needrestart", read_needrestart),
    ("checkrestart", read_checkrestart),
    ("zypper-ps", read_zypper_ps),
    ("dnf-services", read_needs_restarting),
)
_INSTALL = Remedy(
    "Install needrestart, or what your system has for it (dnf-utils, lsof for zypper ps)"
)


def read_restarts(answers: Answers) -> Restarts:
    """All that is told about a reboot, and the services."""
    found = Restarts()
    for label, read in _READERS:
        if answers[label].ran:
            found = read(answers[label])
    for label in ("dnf-reboot", "zypper-reboot"):
        if answers[label].ran:
            _join(
                found, (read_needs_restarting if "dnf" in label else read_zypper_ps)(answers[label])
            )
    if answers["reboot"].ran:
        _join(found, read_reboot_packages(answers["reboot"]))
        found.reboot = True
    _kernel(found, answers)
    return found


def _join(found: Restarts, other: Restarts) -> None:
    """Who says that a reboot is wanted is believed before who says it is not."""
    if other.reboot is not None:
        found.reboot = bool(found.reboot) or other.reboot
    found.packages += [one for one in other.packages if one not in found.packages]


def unseen(answers: Answers, found: Restarts) -> Absent | Failed | None:
    """Why services to restart are not told; None where they are."""
    if answers["unseen"].ran:
        tool = safe(answers["unseen"].text.strip(), 32)
        step = Remedy("Run `relaytui doctor HOST --sudoers read` for the lines an account needs")
        return Failed(f"no permission: sudo {tool}", step)
    asked = [label for label, _ in _READERS if answers[label].ran]
    if not asked:
        return Absent("nothing here tells which services want a restart (needrestart)")
    if found.trouble is None:
        return None
    if found.trouble.error == Meaning.NOT_INSTALLED or "lsof" in found.trouble.words:
        return Failed(safe(found.trouble.words or "not installed", 200), _INSTALL)
    return failed(asked[0], found.trouble)


_VERSION = re.compile(r"^(?:vmlinuz-|vmlinux-|kernel-|Image-)?(\d+\.\d+[^\s/]*)$")


def _kernel(found: Restarts, answers: Answers) -> None:
    """The kernel that runs beside those that are installed, of the same flavour."""
    running = answers["kernel"].text.strip()
    lines = answers["kernels"].lines[:2000]
    if len(lines) == 3 and all("-RELEASE" in one or "-STABLE" in one for one in lines):
        if lines[0] != lines[1]:
            found.reboot = True
            found.packages.append(_kernel_words(lines[1], lines[0]))
        elif found.reboot is None:
            found.reboot = False
        return
    installed = installed_kernels(answers["kernels"])
    same = [one for one in installed if _flavour(one) == _flavour(running)]
    if not running or not same:
        return
    latest = max(same, key=_order)
    if _order(latest) > _order(running):
        found.reboot = True
        if "kernel" in found.packages:
            found.packages.remove(SafeText("kernel"))
        found.packages.append(_kernel_words(running, latest))
    elif found.reboot is None and running in same:
        found.reboot = False


def _kernel_words(running: str, installed: str) -> SafeText:
    return safe(f"kernel {installed} (runs {running})", 200)


def installed_kernels(answer: Answer) -> list[str]:
    """Out of the names in /boot and /lib/modules."""
    rows = (_VERSION.match(line.strip()) for line in answer.lines[:2000])
    return list(dict.fromkeys(row[1] for row in rows if row and not row[1].endswith(".old")))


def _flavour(version: str) -> tuple[str, ...]:
    """`6.1.0-18-amd64` amd64; `5.14.0-427.el9.x86_64` el, x; `6.9.1-arch1-1` arch."""
    return tuple(re.findall(r"[A-Za-z]+", version))


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(one[:9]) for one in re.findall(r"\d+", version))
