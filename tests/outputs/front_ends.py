"""ufw, firewall-cmd and hosts.deny."""

from typing import Any

from relaytui.domain.finding import Failed
from relaytui.facts.answers import Answer
from relaytui.facts.firewalld import firewalld_error, is_down, read_zones, rich_rule
from relaytui.facts.hosts_access import read_access
from relaytui.facts.refusals import said_of
from relaytui.facts.ufw import read_ufw, ufw_filter
from tests.outputs.packet_filters import filter_keys


def read_ufw_status(_words: list[str], answer: Answer) -> dict[str, Any]:
    found = read_ufw(answer, 0.0)
    if isinstance(found, Failed):
        return {"error": said_of(answer) or found.reason}
    return {
        **filter_keys(ufw_filter(found)),
        "active": found.active,
        "rules": [
            {"n": one.number, "action": one.action, "from": one.origin, "to": one.to,
             "comment": one.comment, "direction": one.direction, "v6": one.v6}
            for one in found.rules
        ],
        "limited": [one.to for one in found.rules if one.action == "LIMIT"],
    }  # fmt: skip


def read_state(_words: list[str], answer: Answer) -> dict[str, Any]:
    running = answer.status == 0 and answer.text.strip() == "running"
    if running or is_down(answer):
        return {"running": running}
    return {"running": None, "error": firewalld_error(answer)}


def read_rich_rules(_words: list[str], answer: Answer) -> dict[str, Any]:
    if answer.status:
        return {"error": firewalld_error(answer), "running": not is_down(answer)}
    found = [one for line in answer.lines if (one := rich_rule(line)) is not None]
    return _rules(found)


def read_all_zones(_words: list[str], answer: Answer) -> dict[str, Any]:
    zones = read_zones(answer)
    if isinstance(zones, Failed):
        return {"error": firewalld_error(answer), "running": not is_down(answer)}
    keys = _rules([rule for one in zones for rule in one.rules])
    for one in zones:
        bare = [each for each in one.sources if not each.startswith("ipset:")]
        sets = [each[6:] for each in one.sources if each.startswith("ipset:")]
        if one.target in ("DROP", "%%REJECT%%", "REJECT"):
            keys["blocked"] += bare
            keys["blocked_sets"] += sets
        elif one.target == "ACCEPT":
            keys["allowed"] += bare
            keys["allowed_sets"] += sets
    return {**keys, "running": True}


def _rules(rules: list[Any]) -> dict[str, Any]:
    good = [one for one in rules if not one.negated and not one.limited]
    denied = [one for one in good if one.action in ("drop", "reject")]
    accepted = [one for one in good if one.action == "accept"]
    return {
        "blocked": [one.source for one in denied if one.source],
        "allowed": [one.source for one in accepted if one.source],
        "blocked_sets": [one.ipset for one in denied if one.ipset],
        "allowed_sets": [one.ipset for one in accepted if one.ipset],
    }


def read_firewall_change(_words: list[str], answer: Answer) -> dict[str, Any]:
    error = firewalld_error(answer)
    if error is None and ("ALREADY_ENABLED" in answer.complaint or "already" in answer.complaint):
        return {"error": "already present", "changed": False}
    return {"error": error, "changed": False if error else 1}


def read_ipset_entries(_words: list[str], answer: Answer) -> dict[str, Any]:
    if answer.status:
        return {"error": firewalld_error(answer)}
    return {"elements": answer.text.split()}


def read_hosts(words: list[str], answer: Answer) -> dict[str, Any]:
    if answer.status:
        return {"error": said_of(answer) or True}
    rules = list(read_access(answer.text, words[-1], words[-1].endswith("allow")))
    clients = [(rule.lets_in != one.excepted, one.text) for rule in rules for one in rule.clients]
    return {
        "blocked": [text for lets_in, text in clients if not lets_in],
        "allowed": [text for lets_in, text in clients if lets_in],
    }


READERS = (
    (r"^ufw (?:--\S+ )*status\b", read_ufw_status),
    (r"^firewall-cmd .*--state\b", read_state),
    (r"^firewall-cmd .*--list-rich-rules\b", read_rich_rules),
    (r"^firewall-cmd .*--(?:list-all|info-(?:zone|policy))", read_all_zones),
    (r"^firewall-cmd .*--get-entries\b", read_ipset_entries),
    (r"^firewall-cmd .*--(?:add|remove)-", read_firewall_change),
    (r"^cat /etc/hosts\.(?:deny|allow)$", read_hosts),
)
