"""The simulated relays' packages: a few updates, one of them of the mail server."""

import zlib
from collections.abc import Mapping

from relaytui.demo.answers_facts import Said
from relaytui.demo.host import SimulatedHost, Values

_SECURITY = "Debian-Security:12/stable-security"
_LISTED = (
    ("postfix", "3.7.10-0+deb12u1", "3.7.11-0+deb12u1", "Debian:12.9/stable", "stable"),
    ("openssl", "3.0.14-1~deb12u2", "3.0.15-1~deb12u1", _SECURITY, "stable-security"),
    ("libssl3", "3.0.14-1~deb12u2", "3.0.15-1~deb12u1", _SECURITY, "stable-security"),
    ("tzdata", "2024a-0+deb12u1", "2024b-0+deb12u1", "Debian:12.9/stable", "stable"),
)
_CHANGES = """\
postfix (3.7.10-0+deb12u1) bookworm; urgency=medium

  * New upstream release.

 -- A Maintainer <maintainer@example.org>  Mon, 12 Feb 2024 10:00:00 +0100
"""


def _number(host: SimulatedHost) -> int:
    return zlib.crc32(host.name.encode())


def _updates(host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    now, number = host.clock(), _number(host)
    rows = _LISTED if number % 2 else _LISTED[:3]
    plan = [f"{len(rows)} upgraded, 0 newly installed, 0 to remove and 0 not upgraded."]
    plan += [f"Inst {name} [{old}] ({new} {where} [amd64])" for name, old, new, where, _ in rows]
    listed = ["Listing..."]
    listed += [
        f"{name}/{suite} {new} amd64 [upgradable from: {old}]" for name, old, new, _, suite in rows
    ]
    fetched = int(now) - 3600 * (1 + number % 30)
    said = {
        "has-apt": (0, "", ""),
        "apt-plan": (0, "\n".join(plan), ""),
        "apt-list": (0, "\n".join(listed), ""),
        "apt-holds": (0, "", ""),
        "apt-lists": (0, "deb.example.org_debian_dists_bookworm_InRelease", ""),
        "apt-times": (0, f"{fetched} /var/lib/apt/lists", ""),
        "kernel": (0, "6.1.0-28-amd64", ""),
        "kernels": (0, f"6.1.0-28-amd64\n{'6.1.0-31-amd64' if number % 3 == 0 else ''}", ""),
    }
    if host.sudo:
        said["needrestart"] = (0, "NEEDRESTART-VER: 3.6\nNEEDRESTART-SVC: rsyslog.service", "")
    else:
        said["unseen"] = (0, "needrestart", "")
    return said


def _packages(_host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    return {"times": (0, "1700000000 /var/lib/dpkg/status", "")}


def _changes(_host: SimulatedHost, values: Values) -> Mapping[str, Said]:
    if values.get("package") != "postfix":
        return {"package": (0, values.get("package", ""), "")}
    return {"package": (0, "postfix", ""), "changes": (0, _CHANGES, "")}


FACTS = {"updates": _updates, "packages": _packages, "changes": _changes}
