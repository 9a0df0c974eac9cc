"""iptables and ip6tables: their rules, as `iptables-save` and `ip6tables-save` print them.

Each prints the rules of one back end, nf_tables or legacy, and only warns of the other's.
"""

import re

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.iptables_rules import rule_of
from relaytui.facts.packet_filter import MOST, Chain, PacketFilter, Place, Rule
from relaytui.facts.refusals import refusal, too_much

_SCRIPT4 = "have iptables-save && root save iptables iptables-save -c"
_SCRIPT6 = "have ip6tables-save && root save ip6tables ip6tables-save -c"
#: Rules that are taken.
MOST_RULES = 100_000
_CHAIN = re.compile(r":(\S+) (\S+)")
_COUNTED = re.compile(r"\[(\d{1,20}):\d+\] ")
_HOOKS = {"PREROUTING": "prerouting", "INPUT": "input", "FORWARD": "forward",
          "OUTPUT": "output", "POSTROUTING": "postrouting"}  # fmt: skip
_PRIORITIES = {"raw": -300, "mangle": -150, "nat": -100, "filter": 0, "security": 50}
_BACK_END = re.compile(r"\((nf_tables|legacy)\)")
_OTHERS = re.compile(r"(?i)iptables-legacy tables present|nf_tables tables present")


def read_iptables(answer: Answer, family: str, now: float) -> PacketFilter | Failed:
    """The rules of one family (`ip` or `ip6`)."""
    if answer.status != 0:
        return refusal("iptables-save" if family == "ip" else "ip6tables-save", answer)
    table = SafeText("filter")
    chains: list[Chain] = []
    rules: list[Rule] = []
    numbers: dict[str, int] = {}
    for line in answer.lines:
        if line.startswith("*"):
            table, numbers = safe(line[1:].strip(), MOST), {}
        elif line.startswith(":") and (found := _CHAIN.match(line)):
            chains.append(_chain(SafeText(family), table, safe(found[1], MOST), found[2]))
        elif len(rules) < MOST_RULES and (line.startswith(("-A ", "["))):
            counted = _COUNTED.match(line)
            packets = int(counted[1]) if counted else None
            line = line[counted.end() :] if counted else line
            name = line.split(" ", 2)[1] if line.startswith("-A ") else ""
            if name:
                numbers[name] = numbers.get(name, 0) + 1
                place = Place(SafeText(family), table, safe(name, MOST))
                rules.append(rule_of(place, numbers[name], line, packets))
    if len(rules) >= MOST_RULES:
        return too_much("iptables-save" if family == "ip" else "ip6tables-save", "rules")
    back_end = _BACK_END.search(answer.text[:200])
    return PacketFilter(
        (), tuple(chains), tuple(rules), at=now,
        back_end=SafeText(back_end[1] if back_end else ""),
        others=bool(_OTHERS.search(answer.complaint[:2000])),
    )  # fmt: skip


def _chain(family: SafeText, table: SafeText, name: SafeText, policy: str) -> Chain:
    hook = _HOOKS.get(name, "") if policy != "-" else ""
    return Chain(
        Place(family, table, name),
        SafeText(hook),
        SafeText("nat" if table == "nat" else "filter"),
        _PRIORITIES.get(table, 0),
        safe("" if policy == "-" else policy.lower(), 20),
    )


def parse_iptables(answers: Answers) -> PacketFilter | Absent | Failed:
    """The rules for IPv4."""
    answer = answers["save"]
    return read_iptables(answer, "ip", answers.now) if answer.ran else Absent("not installed")


def parse_ip6tables(answers: Answers) -> PacketFilter | Absent | Failed:
    """The rules for IPv6."""
    answer = answers["save"]
    return read_iptables(answer, "ip6", answers.now) if answer.ran else Absent("not installed")


IPTABLES = Fact("iptables", _SCRIPT4, parse_iptables, every=20.0)
IP6TABLES = Fact("ip6tables", _SCRIPT6, parse_ip6tables, every=20.0)
