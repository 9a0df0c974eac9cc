"""firewalld: its zones as they hold now (firewall-cmd(1)), and their rich rules
(firewalld.richlanguage(5))."""

import re

import msgspec

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.complaints import Meaning, meaning_of
from relaytui.facts.packet_filter import MOST, NONE
from relaytui.facts.refusals import refusal

_SCRIPT = r"""
if have firewall-cmd; then
  root zones firewalld firewall-cmd --list-all-zones
  ask default firewall-cmd --get-default-zone
fi
"""
#: What firewall-cmd exits with where firewalld does not run.
NOT_RUNNING = 252
_HEAD = re.compile(r"^(\S+)(?: \(([a-z, ]+)\))?$")
_KEY = re.compile(r"^  ([a-z -]+):(?: (.*))?$")
_WORD = re.compile(r'([A-Za-z-]+)="([^"]*)"|([A-Za-z-]+)')
_ACTIONS = ("accept", "reject", "drop", "mark")


class RichRule(msgspec.Struct, frozen=True):
    """`source` an address, `ipset` the name of a set in its place; `negated`: all but those.
    `service`, `port` and `protocol` where it is about them only; `limited`: up to a rate."""

    action: str
    source: SafeText = NONE
    ipset: SafeText = NONE
    negated: bool = False
    family: str = ""
    service: SafeText = NONE
    port: SafeText = NONE
    protocol: SafeText = NONE
    priority: int = 0
    limited: bool = False
    narrow: tuple[SafeText, ...] = ()


class Zone(msgspec.Struct, frozen=True):
    """A zone (or policy). `target`: default, ACCEPT, DROP, %%REJECT%% (REJECT in policies)."""

    name: SafeText
    words: tuple[str, ...] = ()
    target: SafeText = NONE
    interfaces: tuple[SafeText, ...] = ()
    sources: tuple[SafeText, ...] = ()
    services: tuple[SafeText, ...] = ()
    ports: tuple[SafeText, ...] = ()
    rules: tuple[RichRule, ...] = ()


class Firewalld(msgspec.Struct, frozen=True):
    """`default` is empty where it is not told."""

    zones: tuple[Zone, ...]
    default: SafeText = NONE
    at: float = 0.0


def is_down(answer: Answer) -> bool:
    """Whether firewall-cmd says that firewalld does not run."""
    return answer.status == NOT_RUNNING or bool(
        answer.status and re.search(r"\bnot running\b", answer.complaint[:2000])
    )


def read_zones(answer: Answer) -> tuple[Zone, ...] | Failed:
    """Zones of `--list-all-zones`, `--list-all`, `--list-all-policies` or `--info-zone`."""
    if answer.status != 0:
        if is_down(answer):
            return Failed("firewalld is not running",
                          Remedy("Start it", "sudo systemctl start firewalld"))  # fmt: skip
        return refusal("firewall-cmd", answer)
    found: list[Zone] = []
    rules: list[list[RichRule]] = []
    key = ""
    for line in answer.lines:
        head, item = _HEAD.match(line), _KEY.match(line)
        if head:
            words = tuple((head[2] or "").replace(",", " ").split())
            found.append(Zone(safe(head[1], MOST), words))
            rules.append([])
        elif item and found:
            key = item[1]
            found[-1] = _with(found[-1], key, (item[2] or "").strip())
        elif found and key == "rich rules" and (rule := rich_rule(line.strip())):
            rules[-1].append(rule)
    return tuple(
        msgspec.structs.replace(zone, rules=tuple(its_rules))
        for zone, its_rules in zip(found, rules, strict=True)
    )


def _with(zone: Zone, key: str, value: str) -> Zone:
    if key == "target":
        return msgspec.structs.replace(zone, target=safe(value, MOST))
    if key in ("interfaces", "sources", "services", "ports"):
        words = tuple(safe(one, MOST) for one in value.split())
        return msgspec.structs.replace(zone, **{key: words})
    return zone


def rich_rule(line: str) -> RichRule | None:
    """A rich rule; None where the line is none."""
    words = [(one[1] or one[3], one[2]) for one in _WORD.finditer(line[:4000])]
    if not words or words[0][0] != "rule":
        return None
    values: dict[str, object] = {"action": ""}
    element, narrow = "", []
    for name, value in words[1:]:
        if name in _ACTIONS and value is None:
            values["action"] = element = name
        elif name == "NOT" and element == "source":
            values["negated"] = True
        elif name == "limit" and element in _ACTIONS:
            values["limited"] = True
        elif value is None:
            element = name
        elif name == "priority" and re.fullmatch(r"-?\d{1,6}", value):
            values["priority"] = int(value)
        elif name == "family":
            values["family"] = value
        elif element == "source" and name in ("address", "ipset", "mac"):
            if name == "mac":
                narrow.append(safe(f"mac {value}", 60))
            values["source" if name == "address" else name] = safe(value, MOST)
        elif element == "destination":
            narrow.append(safe(f"to {value}", 60))
        elif (element, name) in (("service", "name"), ("port", "port"), ("protocol", "value")):
            values[element] = safe(value, MOST)
        elif (element, name) == ("port", "protocol"):
            values["protocol"] = safe(value, MOST)
        elif element in ("source-port", "icmp-type", "icmp-block"):
            narrow.append(safe(f"{element} {value}", 60))
    values.pop("mac", None)
    return RichRule(**values, narrow=tuple(narrow))  # type: ignore[arg-type]


def parse_firewalld(answers: Answers) -> Firewalld | Absent | Failed:
    """The zones."""
    answer = answers["zones"]
    if not answer.ran:
        return Absent("not installed")
    if is_down(answer):
        return Absent("not running")
    zones = read_zones(answer)
    if isinstance(zones, Failed):
        return zones
    default = answers["default"].text.strip() if answers["default"].status == 0 else ""
    told = next((one.name for one in zones if "default" in one.words), NONE)
    return Firewalld(zones, safe(default, MOST) or told, answers.now)


def firewalld_error(answer: Answer) -> str | None:
    """What a failed command means; None where it has not failed."""
    if answer.status == 0:
        return None
    meaning = meaning_of(answer)
    if is_down(answer):
        return "not running"
    if meaning in (Meaning.PERMISSION, Meaning.SUDO_REFUSED):
        return "permission"
    said = answer.complaint.removeprefix("Error: ")
    if "ALREADY_ENABLED" in said:
        return "already present"
    if "NOT_ENABLED" in said:
        return "not present"
    return (
        "not an address" if "INVALID_ADDR" in said
        else "no such set" if "INVALID_IPSET" in said
        else str(meaning or said)
    )  # fmt: skip


FIREWALLD = Fact("firewalld", _SCRIPT, parse_firewalld, every=90.0, patience=12.0)
