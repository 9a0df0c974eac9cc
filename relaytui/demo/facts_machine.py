"""The simulated relays' machines, accounts, certificates and containers."""

import math
import time
import zlib
from collections.abc import Mapping

from relaytui.demo.answers_facts import Said
from relaytui.demo.host import SimulatedHost, Values

_TOOLS = ("/usr/sbin/nft", "/usr/bin/fail2ban-client", "/usr/sbin/needrestart")
#: The rights that doctor's lines give: those to read, and that to change.
RULES = """\
Sudoers entry: /etc/sudoers.d/relaytui
    RunAsUsers: root
    Options: !authenticate
    Commands:
        /usr/sbin/nft -j list ruleset
        /usr/sbin/nft list ruleset
        /usr/bin/fail2ban-client banned
        /usr/bin/fail2ban-client status
        /usr/bin/fail2ban-client ^get [A-Za-z0-9_][A-Za-z0-9_.-]* banip --with-time$
        /usr/bin/fail2ban-client ^get [A-Za-z0-9_][A-Za-z0-9_.-]* ignoreip$
        /usr/bin/fail2ban-client ^status [A-Za-z0-9_][A-Za-z0-9_.-]*$
        /usr/sbin/needrestart -b
        /bin/sh -s
"""
_SERVERS = "systemd\nsshd\nmaster\nqmgr\npickup\ntlsmgr\nfail2ban-server\ndovecot\n"


def _number(host: SimulatedHost) -> int:
    return zlib.crc32(host.name.encode())


def _access(host: SimulatedHost, values: Values) -> Mapping[str, Said]:
    said = {
        "uid": (0, "1000", ""),
        "user": (0, "demo", ""),
        "tools": (0, "\n".join(_TOOLS), ""),
    }
    if values.get("sudo") == "auto":
        refused = (1, "", "sudo: a password is required")
        said["sudo"] = (0, RULES, "") if host.sudo else refused
    return said


def _containers(_host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    return {"containers": (0, "", "")}


def _machine(host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    now, number = host.clock(), _number(host)
    load = 0.6 + 0.4 * math.sin(now / 97 + number)
    used = 12_000_000 + number % 9_000_000 + int(now / 60) % 5000
    logs = 7_000_000 + number % 1_900_000
    heading = "Filesystem     1024-blocks     Used Available Capacity Mounted on"
    disk = (
        f"{heading}\n/dev/vda1 41152736 {used} {39_000_000 - used} 40% /\n"
        f"/dev/vdb1 10255636 {logs} {9_800_000 - logs} 80% /var\n"
    )
    inodes = (
        f"{heading}\n/dev/vda1 2621440 210000 2411440 9% /\n/dev/vdb1 655360 9000 646360 2% /var\n"
    )
    listening = "".join(f"00000000:{port:04X}\n" for port in (22, 25, 465, 587))
    return {
        "disk": (0, disk, ""),
        "inodes": (0, inodes, ""),
        "load": (0, f"{load:.2f} 0.70 0.66 2/180 4711", ""),
        "cores": (0, "2", ""),
        "ps": (0, _SERVERS, ""),
        "listen": (0, listening, ""),
        "uptime": (0, f"{now % 4_000_000:.2f} 0.00", ""),
    }


def _certificates(host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    days = 74 if _number(host) % 3 else 16
    ends = time.strftime("%b %e %H:%M:%S %Y GMT", time.gmtime(host.clock() + days * 86400))
    name = f"{host.name}.example.net"
    text = f"notAfter={ends}\nsubject=CN = {name}\nissuer=C = XX, O = Example CA, CN = R1\n"
    return {
        "openssl": (0, "OpenSSL 3.0.11", ""),
        f"file:/etc/letsencrypt/live/{name}/fullchain.pem": (0, text, ""),
    }


FACTS = {
    "access": _access,
    "containers": _containers,
    "machine": _machine,
    "certificates": _certificates,
}
