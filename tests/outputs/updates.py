"""Package managers: pending updates, advisories, holds, restarts."""

from collections.abc import Callable
from typing import Any

import msgspec

from relaytui.facts.answers import Answer
from relaytui.updates.apt_words import read_holds, read_list, read_simulation
from relaytui.updates.base import Said
from relaytui.updates.dnf_words import read_advisories, read_check, read_locks
from relaytui.updates.restart_words import (
    Restarts,
    read_checkrestart,
    read_needrestart,
    read_needs_restarting,
    read_reboot_packages,
    read_zypper_ps,
)
from relaytui.updates.small_words import (
    read_apk,
    read_audit,
    read_pacman,
    read_pkg_locks,
    read_pkg_version,
)
from relaytui.updates.zypper_words import patch_counts, read_zypper
from tests.outputs.compare import Reader


def _said(read: Callable[[Answer], Said]) -> Reader:
    def reader(words: list[str], answer: Answer) -> dict[str, Any]:
        said = read(answer)
        found: dict[str, Any] = msgspec.to_builtins(said)
        trouble = said.trouble
        found |= {
            "error": trouble and trouble.error,
            "holder_pid": trouble and trouble.holder_pid,
            "count": len(said.updates),
            "min_count": len(said.updates),
            "vulnerable": [{"name": name, "version": one} for name, one in said.vulnerable],
        }
        return found

    return reader


def _patches(words: list[str], answer: Answer) -> dict[str, Any]:
    said = read_zypper(answer)
    found = _said(read_zypper)(words, answer)
    patches = [{**one, "name": one["id"]} for one in found["advisories"]]
    count, security = patch_counts(answer, said)
    return {**found, "patches": patches, "count": count, "security": security}


def _restarts(read: Callable[[Answer], Restarts]) -> Reader:
    def reader(words: list[str], answer: Answer) -> dict[str, Any]:
        found = read(answer)
        trouble = found.trouble
        return {**msgspec.to_builtins(found), "error": trouble and trouble.error}

    return reader


_ZYPPER = r"^zypper (?:-\S+ |--\S+ )*"
_DNF = r"^(?:dnf5?|dnf-3|yum|microdnf)\b.* "
READERS = (
    (r"^apt list\b", _said(read_list)),
    (r"^(?:apt-mark showhold|dpkg --get-selections)", _said(read_holds)),
    (r"^apt(?:-get)? ", _said(read_simulation)),
    (_DNF + r"(?:needs-restarting)\b", _restarts(read_needs_restarting)),
    (r"^needs-restarting\b", _restarts(read_needs_restarting)),
    (_DNF + r"(?:updateinfo|advisory)\b", _said(read_advisories)),
    (_DNF + r"versionlock\b", _said(read_locks)),
    (_DNF + r"(?:check-?up(?:date|grade)|list)\b", _said(read_check)),
    (_ZYPPER + r"(?:ps|needs-rebooting)\b", _restarts(read_zypper_ps)),
    (_ZYPPER + r"(?:list-patches|lp|patch-check|pchk)\b", _patches),
    (_ZYPPER, _said(read_zypper)),
    (r"^(?:pacman|checkupdates)\b", _said(read_pacman)),
    (r"^apk\b", _said(read_apk)),
    (r"^pkg audit\b", _said(read_audit)),
    (r"^pkg lock\b", _said(read_pkg_locks)),
    (r"^pkg (?:version|upgrade)\b", _said(read_pkg_version)),
    (r"^needrestart\b", _restarts(read_needrestart)),
    (r"^checkrestart\b", _restarts(read_checkrestart)),
    (r"^cat \S*/reboot-required", _restarts(read_reboot_packages)),
)
