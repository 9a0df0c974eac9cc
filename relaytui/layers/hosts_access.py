"""/etc/hosts.deny and /etc/hosts.allow: they hold for programs with libwrap only."""

from collections.abc import Iterable

from relaytui.domain.entry import Block, Trust
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.hosts_access import HOSTS_ACCESS, AccessRule, Client, HostsAccess
from relaytui.layers.base import Blocked, Layer, Trusted
from relaytui.layers.filter_judge import Intervals

_NAME = "hosts.deny"
#: Programs that are known to ask these files nowhere.
_DEAF = frozenset({"smtpd", "postfix", "postscreen", "master", "exim", "exim4", "nginx", "apache2"})


def blocked(facts: HostFacts) -> Blocked:
    """Who is kept out."""
    found = facts.get(HOSTS_ACCESS)
    if not isinstance(found, HostsAccess):
        return found
    blocks: list[Block] = []
    allowed: dict[str, Intervals] = _allowed_before(found.rules)
    for rule in found.rules:
        if not rule.lets_in:
            blocks += [_block(rule, one, allowed) for one in rule.clients if not one.excepted]
    return blocks


def trusted(facts: HostFacts) -> Trusted:
    """Who is let in, or excepted from what is kept out."""
    found = facts.get(HOSTS_ACCESS)
    if not isinstance(found, HostsAccess):
        return found
    return [
        Trust(
            layer=_NAME, place=_place(rule), net=one.net, what=one.text, negated=one.excepted,
            comment=safe(" ".join([rule.comment, "for", *rule.daemons]).strip(), 200),
        )
        for rule in found.rules
        for one in rule.clients
        if one.excepted != rule.lets_in
    ]  # fmt: skip


def _allowed_before(rules: Iterable[AccessRule]) -> dict[str, Intervals]:
    """hosts.allow is asked first: what it lets in, by program."""
    nets: dict[str, list[object]] = {}
    for rule in rules:
        if rule.lets_in and not any(one.excepted for one in rule.clients):
            for daemon in rule.daemons:
                nets.setdefault(daemon.lower(), []).extend(
                    one.net for one in rule.clients if one.net is not None
                )
    return {daemon: Intervals(found) for daemon, found in nets.items()}  # type: ignore[arg-type]


def _block(rule: AccessRule, one: Client, allowed: dict[str, Intervals]) -> Block:
    effective, why = _works(rule, one, allowed)
    return Block(
        layer=_NAME, place=_place(rule), net=one.net, what=one.text, reason=rule.comment,
        effective=effective, why=safe(why, 200),
    )  # fmt: skip


def _works(rule: AccessRule, one: Client, allowed: dict[str, Intervals]) -> tuple[bool | None, str]:
    daemons = [name.lower().partition("@")[0] for name in rule.daemons]
    if all(name in _DEAF for name in daemons):
        return False, f"{', '.join(daemons)} does not ask this file"
    for name in ("all", *daemons[:1]) if len(daemons) == 1 else ("all",):
        if one.net is not None and name in allowed and allowed[name].covers(one.net):
            return False, "hosts.allow lets it in before"
    return None, "only programs with libwrap ask this file: sshd may, Postfix does not"


def _place(rule: AccessRule) -> SafeText:
    return safe(f"{rule.file}:{rule.line}", 200)


LAYER = Layer(_NAME, "hosts.deny and hosts.allow", (HOSTS_ACCESS,), blocked, trusted)
