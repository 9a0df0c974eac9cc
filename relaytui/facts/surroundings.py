"""Who and what a host must never lock out: where we come from, who else is logged in, its own
addresses, its gateways, its resolvers, its relay host."""

import re
from dataclasses import dataclass

from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact

# ss and netstat print `[::1]:22`, `10.0.0.1:22`, `::ffff:10.0.0.1:22`, `fe80::1%eth0:22`.
_SCRIPT = r"""
if [ -n "${SSH_CONNECTION:-}" ]; then ask came printf '%s\n' "$SSH_CONNECTION"; fi
if have ss; then ask talks ss -Htn state established
elif have netstat; then ask talks netstat -tn; fi
ask who who
if have ip; then ask addresses ip -o addr show; ask routes ip route show default
  ask routes6 ip -6 route show default
else ask addresses ifconfig -a; ask routes netstat -rn; fi
ask resolvers cat /etc/resolv.conf
ask names cat /etc/hosts
if have postconf; then ask relayhost postconf -h relayhost; fi
"""
_WORD = re.compile(r"[0-9a-fA-F:.]+(?:%[\w.-]+)?(?:/[0-9]{1,3})?")
_MOST = 2000


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An address that must be let in, and what it is."""

    net: Net
    what: SafeText


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`own` are the host's addresses. `unseen`: what could not be looked at, in a word each."""

    neighbours: tuple[Neighbour, ...] = ()
    own: tuple[Net, ...] = ()
    unseen: tuple[SafeText, ...] = ()


def parse_surroundings(answers: Answers) -> Surroundings:
    """All of them."""
    found: dict[Net, str] = {}

    def add(text: str, what: str) -> None:
        net = _net(text)
        if net is not None and len(found) < _MOST:
            found.setdefault(net, what)

    came = answers["came"].text.split()
    if came:
        add(came[0], "this connection comes from it")
    port = came[3] if len(came) == 4 else "22"
    for peer in _peers(answers["talks"], port):
        add(peer, "somebody is logged in from it")
    for line in answers["who"].lines:
        for word in re.findall(r"\(([^()\s]+)\)", line):
            add(word.partition(":S")[0], "somebody is logged in from it")
    own = tuple(dict.fromkeys(filter(None, map(_net, _own(answers["addresses"])))))
    for line in (*answers["routes"].lines, *answers["routes6"].lines):
        words = line.split()
        if words[:1] == ["default"] or words[:1] == ["0.0.0.0"]:
            gateway = words[2] if words[1:2] == ["via"] else "".join(words[1:2])
            add(gateway, "it is the host's gateway")
    for line in answers["resolvers"].lines:
        words = line.split()
        if words[:1] == ["nameserver"] and len(words) > 1:
            add(words[1], "it is the host's resolver")
    for address in _relayhosts(answers):
        add(address, "it is the host's relayhost")
    neighbours = tuple(Neighbour(net, safe(what)) for net, what in found.items())
    unseen = [name for name in ("talks", "addresses") if answers[name].status != 0]
    return Surroundings(neighbours, own, tuple(map(safe, unseen)))


def _net(text: str) -> Net | None:
    return parse_net(text.partition("%")[0].strip("[]"))


def _peers(answer: Answer, port: str) -> list[str]:
    """Who is connected to sshd's port."""
    found = []
    for line in answer.lines:
        ends = [one for one in line.split() if ":" in one][:2]
        if len(ends) < 2:
            continue
        (_, _, here), (peer, _, _) = (one.rpartition(":") for one in ends)
        if here == port:
            found.append(peer)
    return found


def _own(answer: Answer) -> list[str]:
    """Addresses out of `ip -o addr` or `ifconfig -a`."""
    found = []
    for line in answer.lines:
        words = line.split()
        for at, word in enumerate(words[:-1]):
            if word in ("inet", "inet6"):
                found.append(words[at + 1].removeprefix("addr:").partition("/")[0])
    return found


def _relayhosts(answers: Answers) -> list[str]:
    """Addresses of `[mail.example.org]:587`, by the host's own hosts file where it is a name."""
    names: dict[str, list[str]] = {}
    for line in answers["names"].lines:
        words = line.partition("#")[0].split()
        for name in words[1:]:
            names.setdefault(name.lower(), []).append(words[0])
    found = []
    for word in re.split(r"[,\s]+", answers["relayhost"].text.strip()):
        inside = re.match(r"\[([^\]]+)\]", word)
        host = inside[1] if inside else word if parse_net(word) else word.partition(":")[0]
        found += names.get(host.lower(), [host.removeprefix("IPv6:")])
    return [one for one in found if one]


SURROUNDINGS = Fact("surroundings", _SCRIPT, parse_surroundings, every=30.0)
