"""Which jump hosts lie on the way to a host (ssh_config(5), ProxyJump). No network."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from relaytui.domain.text import safe
from relaytui.errors import LinkError

if TYPE_CHECKING:
    from relaytui.ssh.config import ResolvedHost

#: Jump hosts on one way: more are a mistake.
MOST_HOPS = 8


def jumps(host: "ResolvedHost") -> list[str]:
    """The targets that a host's own ProxyJump names, in the order of the way."""
    text = host.settings.get("proxyjump", ["none"])[0]
    if text.lower() == "none":
        return []
    tokens = {"%h": host.hostname, "%n": host.alias, "%p": str(host.port), "%r": host.user}
    parts = text.split("%%")
    for token, value in tokens.items():
        parts = [part.replace(token, value) for part in parts]
    return [one.strip() for one in "%".join(parts).split(",") if one.strip()]


def hops_of(
    host: "ResolvedHost", look_up: Callable[[str], "ResolvedHost"]
) -> tuple["ResolvedHost", ...]:
    """The whole way to a host. Raises LinkError for a way that comes back to itself.

    As with ssh, only the first jump host named is reached by its own ProxyJump: the way to the
    others is said.
    """
    way: list[ResolvedHost] = []
    passed = {_place(host)}
    wanted = jumps(host)
    while wanted:
        found = [look_up(target) for target in wanted]
        for hop in found:
            if _place(hop) in passed or len(passed) > MOST_HOPS:
                raise _endless(host, hop)
            passed.add(_place(hop))
        way = found + way
        wanted = jumps(found[0])

    return tuple(way)


def _place(host: "ResolvedHost") -> tuple[str, str, str, int]:
    return host.alias, host.user, host.hostname.lower(), host.port


def _endless(host: "ResolvedHost", hop: "ResolvedHost") -> LinkError:
    error = LinkError(
        f"{host.alias}: the way through its jump hosts comes back to {safe(hop.alias, 80)}",
        f"See ProxyJump in your ssh configuration: ssh -G {host.alias}",
    )
    error.retry = False
    return error
