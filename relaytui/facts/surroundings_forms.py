"""What ss, netstat, who, ip, ifconfig and the like print of addresses: Linux, FreeBSD, macOS,
BusyBox. Pure."""

import re
from collections.abc import Iterable

from relaytui.domain.net import Net, parse_net

_ADDRESS = re.compile(r"[0-9A-Fa-f:.]*[.:][0-9A-Fa-f:.]+")
_PORT = re.compile(r"(?i)^\s*port\s+(\d{1,5})\b")
_LISTEN = re.compile(r"(?i)^\s*listenaddress\s+\S+:(\d{1,5})\s*$")


def net_of(text: str) -> Net | None:
    """An address with brackets or a scope id (`[fe80::1]%eth0`), without its scope."""
    return parse_net(text.partition("%")[0].strip("[]"))


def end_of(word: str) -> tuple[str, str]:
    """Address and port of `10.0.0.1:22`, `[::1]:22`, `2001:db8::1:22` (Linux), `10.0.0.1.22`,
    `2001:db8::1.22` (FreeBSD, macOS)."""
    for sign in (":", "."):
        head, _, port = word.rpartition(sign)
        if port.isascii() and port.isdecimal() and net_of(head) is not None:
            return head, port
    return "", ""


def peers(lines: Iterable[str], ports: frozenset[str]) -> list[str]:
    """Who is connected to one of these ports, by ss, netstat or sockstat."""
    found = []
    for line in lines:
        ends = [one for one in map(end_of, line.split()) if one[1]]
        if len(ends) >= 2 and ends[0][1] in ports:
            found.append(ends[1][0])
    return found


def sshd_ports(lines: Iterable[str]) -> set[str]:
    """Ports out of sshd's configuration."""
    return {found[1] for line in lines if (found := _PORT.match(line) or _LISTEN.match(line))}


def logged_in(lines: Iterable[str]) -> list[str]:
    """Addresses out of `who`: `(10.0.0.1)`, `(10.0.0.1:S.0)` of screen, `(10.0.0.1 via mosh
    [42])`, or bare."""
    found = []
    for line in lines:
        for word in re.split(r"[\s()\[\],]+", line):
            text = word.partition(":S.")[0].partition("%")[0]
            if _ADDRESS.fullmatch(text) and parse_net(text) is not None:
                found.append(text)
    return found


def own_addresses(lines: Iterable[str]) -> list[str]:
    """Addresses out of `ip -o addr` or `ifconfig -a` (`inet addr:10.0.0.1`, `inet6 addr: ::1/128`,
    `inet 10.0.0.1 netmask …`)."""
    found = []
    for line in lines:
        words = line.replace("addr:", "addr: ").split()
        for at, word in enumerate(words[:-1]):
            if word in ("inet", "inet6"):
                rest = words[at + 1 :]
                found += [one.partition("/")[0] for one in rest if one != "addr:"][:1]
    return found


def gateways(lines: Iterable[str]) -> list[str]:
    """Gateways of default routes: `ip route` (also of several next hops), `netstat -rn`."""
    found, default = [], False
    for line in lines:
        words = line.split()
        if not line[:1].isspace():
            default = words[:1] in (["default"], ["0.0.0.0"], ["::/0"])
        if not default:
            continue
        if "via" in words:
            found += [one for one in words[words.index("via") + 1 :][:2] if one != "inet6"][:1]
        else:
            found += words[1:2]
    return found


def resolvers(lines: Iterable[str]) -> list[str]:
    """Servers of resolv.conf."""
    split = (line.split() for line in lines)
    return [words[1] for words in split if words[:1] == ["nameserver"] and len(words) > 1]


def host_names(lines: Iterable[str]) -> dict[str, list[str]]:
    """Addresses of a hosts file, by name in small letters."""
    names: dict[str, list[str]] = {}
    for line in lines:
        words = line.partition("#")[0].split()
        for name in words[1:]:
            names.setdefault(name.lower(), []).append(words[0])
    return names


def next_hops(text: str, names: dict[str, list[str]]) -> list[str]:
    """Addresses of `[mail.example.org]:587`, `smtp://10.0.0.1`, `10.0.0.1::25` (Exim); names by the
    host's own hosts file."""
    found: list[str] = []
    for word in re.split(r"[,;\s'\"=]+", text):
        word = word.rpartition("//")[2].rpartition("@")[2]
        inside = re.match(r"\[([^\]]+)\]", word)
        host = inside[1] if inside else word if parse_net(word) else word.partition(":")[0]
        host = host.removeprefix("IPv6:")
        found += names.get(host.lower(), [host])
    return [one for one in found if one]
