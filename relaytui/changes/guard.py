"""The guard: whom a block would lock out. There is no way around it but the configuration's own
protect list. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from relaytui.domain.entry import Trust
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.surroundings import Surroundings
from relaytui.lists.edit import Refused

#: Never somebody else's: this host, the unspecified, broadcast, and groups.
_ALWAYS = {
    "127.0.0.0/8": "it is the host itself",
    "::1": "it is the host itself",
    "0.0.0.0/8": "it stands for no address",
    "::": "it stands for no address",
    "255.255.255.255": "it is everybody on the network",
    "224.0.0.0/4": "it is for groups",
    "ff00::/8": "it is for groups",
    "fe80::/10": "it is the host's own network",
}


@dataclass(frozen=True, slots=True)
class Protected:
    """A net that is never blocked, and why."""

    net: Net
    why: SafeText


def protect_list(
    surroundings: Mapping[str, Surroundings],
    configured: Iterable[str] = (),
    addresses: Mapping[str, str] | None = None,
    trusted: Sequence[Trust] = (),
) -> tuple[Protected, ...]:
    """Whom no host of a change may block. `surroundings` are those of all hosts that are known,
    by name; `configured` is the configuration's list, `addresses` are further ones with what they
    are (jump hosts, the rest of the fleet), `trusted` the entries of lists that trust."""
    found: list[Protected] = []

    def add(net: Net | None, why: str) -> None:
        if net is not None:
            found.append(Protected(net, safe(why, 200)))

    for text, why in _ALWAYS.items():
        add(parse_net(text), why)
    for text in configured:
        add(parse_net(text), "the configuration protects it")
    for relay, one in surroundings.items():
        for net in one.own:
            add(net, f"it is {relay}'s own address")
        for neighbour in one.neighbours:
            add(neighbour.net, f"{neighbour.what} ({relay})")
    for text, why in (addresses or {}).items():
        add(parse_net(text), why)
    for entry in trusted:
        if entry.on and not entry.negated and entry.net is not None and entry.net.bits != 0:
            add(entry.net, f"it is trusted in {entry.place}: take it out there first")
    return tuple(found)


def why_not(net: Net, protects: Iterable[Protected]) -> Refused | None:
    """Why a net must not be blocked; None where it may.

    What is protected is refused, and a net that has a part of it.
    """
    for one in protects:
        if not net.meets(one.net):
            continue
        if net == one.net:
            words = f"{net} is never blocked: {one.why}"
        elif one.net.covers(net):
            words = f"{net} is in {one.net}, which is never blocked: {one.why}"
        else:
            words = f"{net} holds {one.net}, which is never blocked: {one.why}"
        return Refused("protected", words, reason="protect")
    return None
