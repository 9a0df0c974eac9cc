"""Whose a set or a chain of a packet filter is, so that no entry is shown twice.

fail2ban (actions nftables, iptables, ipset), CrowdSec's firewall bouncer, firewalld and ufw keep
their entries in sets and chains of the host's packet filter, by these names.
"""

import re
from typing import NamedTuple

from relaytui.domain.net import Net
from relaytui.facts.packet_filter import PacketFilter, Place


class Owner(NamedTuple):
    """`tool`: fail2ban, crowdsec, firewalld, ufw or relaytui; `name`: the jail, origin or list."""

    tool: str
    name: str = ""


# fail2ban's nftables action: table f2b-table, set addr-set-JAIL or addr6-set-JAIL. Its ipset
# actions: set f2b-JAIL, f2b-JAIL6; its iptables actions: chain f2b-JAIL. Before 0.9: fail2ban-JAIL.
_FAIL2BAN_SET = re.compile(r"addr6?-set-(.+)")
_FAIL2BAN = re.compile(r"(?:f2b|fail2ban)-(.+)")
# Set crowdsec-blacklists, crowdsec6-blacklists, from 0.0.30 on one for each origin
# (crowdsec-blacklists-CAPI); chains CROWDSEC_CHAIN, crowdsec-chain-input.
_CROWDSEC = re.compile(r"crowdsec6?-blacklists(?:[-_](.+))?", re.IGNORECASE)
_CROWDSEC_CHAIN = re.compile(r"crowdsec6?[-_]chain.*", re.IGNORECASE)
_UFW = re.compile(r"ufw6?-.+")
# firewalld's chains where it uses iptables: IN_public_deny, INPUT_ZONES, INPUT_direct.
_FIREWALLD = re.compile(
    r"(?:IN|FWDI|FWDO|FWD|POST|PRE|INPUT|FORWARD|OUTPUT|PREROUTING|POSTROUTING)_"
    r"(?:.+_(?:deny|allow|log|pre|post)|direct|.*ZONES.*)"
)


def owner_of(place: Place, version: int = 0) -> Owner | None:
    """Who keeps a set or chain; None: the admin. `version` is the set's, if known: 6 tells
    fail2ban's JAIL6 from a jail that is called so."""
    family_table, name = place.table, str(place.name)
    if found := _FAIL2BAN_SET.fullmatch(name):
        return Owner("fail2ban", found[1])
    if found := _FAIL2BAN.fullmatch(name):
        jail = found[1]
        return Owner("fail2ban", jail.removesuffix("6") if version == 6 else jail)
    if family_table in ("f2b-table", "fail2ban"):
        return Owner("fail2ban")
    if found := _CROWDSEC.fullmatch(name):
        return Owner("crowdsec", found[1] or "")
    if family_table in ("crowdsec", "crowdsec6") or _CROWDSEC_CHAIN.fullmatch(name):
        return Owner("crowdsec")
    if family_table == "firewalld":
        return Owner("firewalld", name)
    if family_table == "relaytui":
        return Owner("relaytui", name)
    if _FIREWALLD.fullmatch(name):
        return Owner("firewalld")
    return Owner("ufw") if _UFW.fullmatch(name) else None


def held_by(tool: str, *filters: PacketFilter) -> dict[str, set[Net]]:
    """What packet filters really hold of a tool's entries, by its jail or origin: to be compared
    with what the tool says. A jail without an entry has an empty set."""
    found: dict[str, set[Net]] = {}
    for one in filters:
        for members in one.sets:
            owner = owner_of(members.place, members.version)
            if owner and owner.tool == tool and owner.name:
                nets = found.setdefault(owner.name, set())
                nets.update(each.net for each in members.elements if each.net is not None)
        for rule in one.rules:
            owner = owner_of(rule.chain)
            if owner and owner.tool == tool and owner.name and not rule.negated:
                nets = found.setdefault(owner.name, set())
                nets.update(each.net for each in rule.sources if each.net is not None)
    return found
