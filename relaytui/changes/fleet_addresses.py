"""Addresses of the fleet: none of its hosts may be blocked by another, whether it is part of a
change or not. Pure."""

import re
from collections.abc import Iterable, Mapping

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.net import parse_net

# `user@192.0.2.1:22`, `[2001:db8::1]:22`, and the first words of a link's story:
# `192.0.2.1 port 22`, `ops@192.0.2.1 port 22`.
_WORD = re.compile(r"(?:[^@\s]*@)?(?:\[([^\]\s]+)\]|([^\s\[\]]+))")


def fleet_addresses(
    hosts: Iterable[HostSpec], stories: Mapping[str, tuple[str, ...]] | None = None
) -> dict[str, str]:
    """Literal addresses of hosts, and those that links have dialled, with what they are. `stories`
    tell by relay how its link was made."""
    found: dict[str, str] = {}
    for host in hosts:
        found |= dict.fromkeys(_literal(host.target), f"it is {host.name}'s address")
    for relay, story in (stories or {}).items():
        found |= dict.fromkeys(dialled(story), f"it is {relay}'s address")
    return found


def dialled(story: Iterable[str]) -> list[str]:
    """The addresses that a link's story names."""
    return [each for words in story for each in _literal(words)]


def _literal(words: str) -> list[str]:
    found = _WORD.match(words)
    if not found:
        return []
    word = found[1] or found[2]
    for text in (word, word.rpartition(":")[0], word.partition("%")[0]):
        if parse_net(text) is not None:
            return [text]
    return []
