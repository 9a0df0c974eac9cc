"""Hosts as named on the command line; no file is read, so that nothing has to be loaded for it."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from relaytui.domain.host_spec import HostSpec


def hosts_of_words(words: Sequence[str]) -> list[HostSpec]:
    """Hosts of aliases or `user@host:port`; a word that stands twice counts once."""
    hosts = [HostSpec(name=short_name(word), target=word) for word in dict.fromkeys(words)]
    names = Counter(host.name for host in hosts)
    # Two accounts or ports of one host keep their whole names.
    return [
        msgspec.structs.replace(host, name=host.target) if names[host.name] > 1 else host
        for host in hosts
    ]


def short_name(word: str) -> str:
    """The host of `[USER@]HOST[:PORT]`."""
    name = word.rpartition("@")[2].removeprefix("ssh://").rstrip("/")
    if name.startswith("["):
        return name[1:].partition("]")[0]
    host, _, port = name.rpartition(":")
    return host if host and port.isdecimal() and ":" not in host else name
