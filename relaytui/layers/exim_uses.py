"""What Exim's configuration asks host lists for."""

from collections.abc import Iterator
from typing import NamedTuple

from relaytui.facts.exim import Exim, HostRule
from relaytui.lists.entry import Effect
from relaytui.lists.exim_items import host_items

#: How deep lists may name lists.
DEEP = 8
_EFFECTS: dict[str, Effect] = {
    "accept": "allow", "require": "allow",
    "deny": "block", "drop": "block", "defer": "block", "discard": "block",
}  # fmt: skip


class Use(NamedTuple):
    """What a list is asked for: in the words of the configuration."""

    words: str
    effect: Effect
    value: str


def uses(exim: Exim) -> Iterator[Use]:
    """All of them, in the order of the configuration."""
    if exim.rejected:
        yield Use("host_reject_connection", "block", exim.rejected)
    named = set()
    for rule in exim.rules:
        effect = _effect(rule)
        if effect != "neutral":
            words = f"{rule.acl}: {rule.verb} {'!' if rule.negated else ''}hosts"
            yield Use(words, effect, rule.value)
        named |= {one.lstrip("!+") for one in host_items(rule.value)}
    # By its name it is the list of who may relay, whatever asks for it.
    if "relay_from_hosts" in exim.lists and "relay_from_hosts" not in named:
        yield Use("hostlist relay_from_hosts", "allow", "+relay_from_hosts")


def _effect(rule: HostRule) -> Effect:
    effect = _EFFECTS.get(rule.verb, "neutral")
    if rule.negated:  # `deny !hosts = LIST` spares the list; `accept !hosts` is no trust in it
        return "allow" if effect == "block" else "neutral"
    return effect
