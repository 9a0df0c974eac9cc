"""What other layers tell of entries that a packet filter holds, so that none is shown twice, and
none is hidden whose own layer can't be seen or does not know it."""

from collections.abc import Container
from typing import Any

from relaytui.domain.net import Net
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.facts.crowdsec import CROWDSEC, Crowdsec
from relaytui.facts.fail2ban import FAIL2BAN, Fail2ban
from relaytui.facts.firewalld import FIREWALLD, Firewalld
from relaytui.facts.packet_filter import Place
from relaytui.facts.ufw import UFW, Ufw
from relaytui.layers.owners import owner_of

#: The facts of those layers.
TELLERS: tuple[AnyFact, ...] = (FAIL2BAN, CROWDSEC, FIREWALLD, UFW)


class _Everything(Container[Any]):
    """Holds whatever is asked for."""

    def __contains__(self, _one: object) -> bool:
        return True


EVERYTHING: Container[Any] = _Everything()
NOTHING: Container[Any] = frozenset()


class Told:
    """What the other layers of a host tell."""

    def __init__(self, facts: HostFacts) -> None:
        self._told: dict[str, Container[Any]] = {}
        bans, decisions = facts.get(FAIL2BAN), facts.get(CROWDSEC)
        if isinstance(bans, Fail2ban):
            self._told["fail2ban"] = frozenset(ban.net for one in bans.jails for ban in one.bans)
        if isinstance(decisions, Crowdsec):
            nets: set[Net] = {one.net for one in decisions.decisions if one.net is not None}
            self._told["crowdsec"] = frozenset(nets)
        zones, rules = facts.get(FIREWALLD), facts.get(UFW)
        if isinstance(zones, Firewalld):
            self._told["firewalld"] = EVERYTHING
        if isinstance(rules, Ufw):
            self._told["ufw"] = EVERYTHING

    def by_others(self, place: Place, version: int) -> Container[Any]:
        """Nets of a set or chain that another layer tells of."""
        owner = owner_of(place, version)
        return NOTHING if owner is None else self._told.get(owner.tool, NOTHING)
