"""firewalld's rich rules as they are written, of the zones that are asked now, and of those that
hold after a reload; and the entries of its sets."""

from dataclasses import dataclass, field

from relaytui.domain.finding import Absent, Failed
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.firewalld import is_down
from relaytui.facts.refusals import refusal

_SCRIPT = r"""
have firewall-cmd || exit 0
root default any firewall-cmd --get-default-zone
root active any firewall-cmd --get-active-zones
root now any firewall-cmd --list-all-zones
root kept any firewall-cmd --permanent --list-all-zones
root entries any sh -c '
for set in $(firewall-cmd --get-ipsets); do
  echo "$set"; firewall-cmd --ipset="$set" --get-entries | sed "s/^/  /"
done'
"""


@dataclass(frozen=True, slots=True)
class FirewalldRules:
    """`zones` are those that packets are asked by; rules by zone, now and kept on disk; entries
    by set."""

    zones: tuple[str, ...] = ()
    now: dict[str, list[str]] = field(default_factory=dict)
    kept: dict[str, list[str]] = field(default_factory=dict)
    sets: dict[str, list[str]] = field(default_factory=dict)


def parse_firewalld_rules(answers: Answers) -> FirewalldRules | Absent | Failed:
    """All of them."""
    now = answers["now"]
    if not now.ran:
        return Absent("not installed")
    if is_down(now):
        return Absent("not running")
    for label in ("now", "kept", "active"):
        if answers[label].status != 0:
            return refusal("firewall-cmd", answers[label])
    default = answers["default"].text.split()[:1]
    active = [line.split()[0] for line in answers["active"].lines if line[:1] not in ("", " ")]
    zones = tuple(dict.fromkeys([*default, *active]))
    return FirewalldRules(zones, _rules(now), _rules(answers["kept"]), _entries(answers["entries"]))


def _rules(answer: Answer) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in answer.lines:
        if line[:1] not in ("", " ", "\t"):
            name = line.split()[0]
            found[name] = []
        elif name and line.strip().startswith("rule "):
            found[name].append(line.strip())
    return found


def _entries(answer: Answer) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in answer.lines:
        if line[:1] != " ":
            name = line.strip()
            found[name] = []
        elif name:
            found[name].append(line.strip())
    return {one: words for one, words in found.items() if one}


FIREWALLD_RULES = Fact("firewalld-rules", _SCRIPT, parse_firewalld_rules, patience=20.0)
