"""One rule as iptables-save prints it (iptables(8), iptables-extensions(8))."""

import re
from collections.abc import Iterator
from typing import Any

from relaytui.domain.text import SafeText, safe
from relaytui.facts.packet_filter import (
    MOST,
    Place,
    Ports,
    Rule,
    address,
    other_ports,
    port_range,
)

_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_ESCAPED = re.compile(r"\\(.)")
_TARGETS = {"ACCEPT": "accept", "DROP": "drop", "REJECT": "reject", "RETURN": "return",
            "DNAT": "dnat", "REDIRECT": "dnat", "TPROXY": "dnat", "NFQUEUE": "other",
            "QUEUE": "other", "TARPIT": "drop", "STEAL": "drop"}  # fmt: skip
#: Targets after which the next rule is asked; any other word is a chain.
_GOES_ON = frozenset({"LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "SET", "TOS", "DSCP", "TCPMSS",
                      "CT", "NOTRACK", "AUDIT", "CLASSIFY", "SECMARK", "CONNSECMARK", "TRACE",
                      "MASQUERADE", "SNAT", "CHECKSUM", "TTL", "HL", "TEE", "ECN", "NETMAP",
                      "IDLETIMER", "LED", "RATEEST", "HMARK", "SYNPROXY"})  # fmt: skip
#: Matches that hold beyond a rate or a number only.
_LIMITS = frozenset({"limit", "hashlimit", "connlimit", "recent", "quota", "statistic",
                     "connbytes", "dstlimit", "nth", "random"})  # fmt: skip
#: Matches that narrow nothing by themselves; their options are read one by one.
_PLAIN = frozenset({"tcp", "udp", "multiport", "comment", "set", "iprange", "state", "conntrack",
                    "udplite", "sctp", "icmp", "icmp6", "ipv6-icmp"})  # fmt: skip


def rule_of(chain: Place, number: int, line: str, packets: int | None) -> Rule:
    """The rule of a line `-A CHAIN …`; options that are not known narrow it."""
    changes: dict[str, Any] = {"version": 6 if chain.family == "ip6" else 4, "packets": packets}
    narrow: list[str] = []
    for option, values, negated in _options(_words(line)):
        _apply(changes, narrow, option, values, negated)
    changes["narrow"] = tuple(safe(one, 60) for one in narrow[:20])
    return Rule(chain=chain, number=number, **changes)


def _words(line: str) -> list[str]:
    return [
        found[2] if found[2] is not None else _ESCAPED.sub(r"\1", found[1])
        for found in _WORD.finditer(line)
    ]


def _options(words: list[str]) -> Iterator[tuple[str, list[str], bool]]:
    """Each option with its values, and whether `!` stands before it."""
    at, negated = 2, False
    while at < len(words):
        word = words[at]
        at += 1
        if word == "!":
            negated = True
            continue
        values = []
        takes = 1 if word == "--comment" else 1000
        while at < len(words) and takes and (word == "--comment" or not _is_option(words[at])):
            values.append(words[at])
            at += 1
            takes -= 1
        yield word, values, negated
        negated = False


def _is_option(word: str) -> bool:
    return word == "!" or (word.startswith("-") and len(word) > 1 and not word[1:2].isdecimal())


def _apply(
    changes: dict[str, Any], narrow: list[str], option: str, values: list[str], negated: bool
) -> None:
    value = values[0] if values else ""
    match option:
        case "-s" | "--source" | "--src" | "--src-range":
            found = tuple(address(one) for one in value.split(",")[:1000])
            changes.update(sources=found, negated=negated)
        case "--match-set":
            _match_set(changes, narrow, values, negated)
        case "-p" | "--protocol":
            changes["tcp"] = (value in ("tcp", "6", "all", "0")) != negated
        case "--dport" | "--destination-port" | "--dports" | "--destination-ports" | "--ports":
            changes["ports"] = _ports(value, negated)
        case "-j" | "-g" | "--jump" | "--goto":
            _target(changes, value, option in ("-g", "--goto"))
        case "--ctstate" | "--state":
            changes["fresh"] = ("NEW" in value.split(",")) != negated
        case "-m" | "--match":
            if value in _LIMITS:
                changes["limited"] = True
            elif value not in _PLAIN:
                narrow.append(value)
        case "--add-set" | "--del-set" | "--map-set":
            _mention(changes, values)
        case "--comment":
            changes["comment"] = safe(value, MOST)
        case "-i" | "--in-interface":
            narrow.append(f"iif {'!= ' if negated else ''}{value}")
        case "-o" | "-d" | "--out-interface" | "--destination" | "--dst-range":
            narrow.append(f"{'! ' if negated else ''}{option} {value}")
        case "--sport" | "--sports" | "--syn" | "--tcp-flags" | "-f" | "--icmp-type":
            if option not in ("--syn",):
                narrow.append(option)


def _match_set(
    changes: dict[str, Any], narrow: list[str], values: list[str], negated: bool
) -> None:
    """`--match-set NAME src`, `src,dst`: a set of addresses that packets come from, or not."""
    directions = values[1].split(",") if len(values) > 1 else [""]
    if directions[0] != "src" or changes.get("sources") or changes.get("source_set"):
        _mention(changes, values)
        narrow.append(f"set {values[0] if values else ''}")
        return
    changes.update(source_set=safe(values[0], MOST), negated=negated)


def _mention(changes: dict[str, Any], values: list[str]) -> None:
    changes["mentions"] = (*changes.get("mentions", ()), *(safe(one, MOST) for one in values[:1]))


def _target(changes: dict[str, Any], name: str, goes: bool) -> None:
    if name in _TARGETS:
        changes["verdict"] = SafeText(_TARGETS[name])
    elif name not in _GOES_ON:
        changes["verdict"] = SafeText("goto" if goes else "jump")
        changes["target"] = safe(name, MOST)


def _ports(value: str, negated: bool) -> Ports:
    found = tuple(one for word in value.split(",")[:100] if (one := port_range(word)) is not None)
    return other_ports(found) if negated else found
