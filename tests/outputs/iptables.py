"""iptables-save, ip6tables-save and ipset."""

from typing import Any

from relaytui.domain.finding import Failed
from relaytui.facts.answers import Answer
from relaytui.facts.ipset import ipset_error, read_ipset
from relaytui.facts.iptables import read_iptables
from relaytui.facts.packet_filter import AddressSet, Element
from relaytui.facts.refusals import said_of
from tests.outputs.packet_filters import filter_keys


def read_rules(words: list[str], answer: Answer) -> dict[str, Any]:
    found = read_iptables(answer, "ip6" if words[0].startswith("ip6") else "ip", 0.0)
    if isinstance(found, Failed):
        return {"error": said_of(answer) or found.reason}
    return filter_keys(found)


def read_sets(_words: list[str], answer: Answer) -> dict[str, Any]:
    found = read_ipset(answer, 0.0)
    if isinstance(found, Failed):
        return {"error": ipset_error(answer) or found.reason}
    return {
        **filter_keys(found),
        "sets": {str(one.place.name): [_member(each, one) for each in one.elements]
                 for one in found.sets},
        "members_sets": [name for one in found.sets for name in one.members],
    }  # fmt: skip


def _member(one: Element, members: AddressSet) -> dict[str, Any]:
    forever = 0 if "timeout" in members.flags else None
    return {
        "net": one.text.partition(",")[0],
        "timeout": forever if one.left is None else int(one.left),
        "comment": one.comment,
        "nomatch": one.spared,
        "port": one.beside,
        "packets": one.packets,
    }


def read_test(_words: list[str], answer: Answer) -> dict[str, Any]:
    if answer.status == 0:
        return {"found": True, "error": None}
    if "is NOT in set" in answer.complaint:
        return {"found": False, "error": None}
    return {"found": None, "error": ipset_error(answer)}


def read_change(_words: list[str], answer: Answer) -> dict[str, Any]:
    error = ipset_error(answer)
    return {"error": error, "changed": False if error else 1}


READERS = (
    (r"^ip6?tables(?:-nft|-legacy)?-save\b", read_rules),
    (r"^ipset (?:.* )?(?:save|list|-L|-S)\b", read_sets),
    (r"^ipset (?:.* )?(?:test|-T)\b", read_test),
    (r"^ipset (?:.* )?(?:add|del|create|destroy|flush|-A|-D)\b", read_change),
)
