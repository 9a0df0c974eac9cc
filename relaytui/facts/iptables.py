"""iptables and ip6tables: their rules, as `iptables-save` and `ip6tables-save` print them.

Each prints the rules of one back end, nf_tables or legacy, and only warns of the other's.
"""

import re
from dataclasses import dataclass

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.iptables_rules import rule_of
from relaytui.facts.packet_filter import MOST, Chain, PacketFilter, Place, Rule
from relaytui.facts.refusals import refusal

_SCRIPT = r"""
have iptables-save && root save4 iptables iptables-save -c
have ip6tables-save && root save6 ip6tables ip6tables-save -c
"""
#: Rules that are taken.
MOST_RULES = 100_000
_CHAIN = re.compile(r":(\S+) (\S+)")
_COUNTED = re.compile(r"\[(\d{1,20}):\d+\] ")
_HOOKS = {"PREROUTING": "prerouting", "INPUT": "input", "FORWARD": "forward",
          "OUTPUT": "output", "POSTROUTING": "postrouting"}  # fmt: skip
_PRIORITIES = {"raw": -300, "mangle": -150, "nat": -100, "filter": 0, "security": 50}
_OTHERS = re.compile(r"(?i)iptables-legacy tables present|nf_tables tables present")


@dataclass(frozen=True, slots=True)
class IpTables:
    """`rules` of both families; `kernel_tables`: family and name of those that nft shows as well.
    `unseen`: what is missing, and why."""

    rules: PacketFilter
    kernel_tables: frozenset[tuple[str, str]] = frozenset()
    unseen: tuple[Failed, ...] = ()


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
    missing = SafeText("it holds more than is read here" if len(rules) >= MOST_RULES else "")
    return PacketFilter((), tuple(chains), tuple(rules), at=now, missing=missing)


def _chain(family: SafeText, table: SafeText, name: SafeText, policy: str) -> Chain:
    hook = _HOOKS.get(name, "") if policy != "-" else ""
    return Chain(
        Place(family, table, name),
        SafeText(hook),
        SafeText("nat" if table == "nat" else "filter"),
        _PRIORITIES.get(table, 0),
        safe("" if policy == "-" else policy.lower(), 20),
    )


def parse_iptables(answers: Answers) -> IpTables | Absent | Failed:
    """The rules of both families."""
    found: list[PacketFilter] = []
    unseen: list[Failed] = []
    kernel: set[tuple[str, str]] = set()
    for label, family in (("save4", "ip"), ("save6", "ip6")):
        answer = answers[label]
        if not answer.ran:
            continue
        read = read_iptables(answer, family, answers.now)
        if isinstance(read, Failed):
            unseen.append(read)
            continue
        found.append(read)
        if b"nf_tables" in answer.stdout[:200]:
            kernel |= {(str(one[0]), str(one[1])) for one in read.tables}
        if _OTHERS.search(answer.complaint[:2000]):
            unseen.append(other_back_end(family))
    if not found:
        return unseen[0] if unseen else Absent("not installed")
    return IpTables(_together(found), frozenset(kernel), tuple(unseen))


def other_back_end(family: str) -> Failed:
    """Rules that the other back end has."""
    command = "iptables-legacy-save" if family == "ip" else "ip6tables-legacy-save"
    return Failed(
        f"{command.removesuffix('-save')} has rules too, which are not shown",
        Remedy("See them on the host", f"sudo {command}"),
    )


def _together(several: list[PacketFilter]) -> PacketFilter:
    chains = tuple(chain for one in several for chain in one.chains)
    rules = tuple(rule for one in several for rule in one.rules)
    missing = next((one.missing for one in several if one.missing), SafeText(""))
    return PacketFilter((), chains, rules, at=several[0].at, missing=missing)


IPTABLES = Fact("iptables", _SCRIPT, parse_iptables, every=10.0)
