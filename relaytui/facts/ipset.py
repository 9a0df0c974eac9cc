"""ipset: what its sets hold. Whether anything uses them, iptables' rules tell.

Read are `ipset save` and `ipset list` (ipset(8)); `nomatch` marks an exception.
"""

import re
from dataclasses import dataclass

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.complaints import Meaning, meaning_of
from relaytui.facts.packet_filter import MOST, NONE, AddressSet, Element, PacketFilter, Place
from relaytui.facts.refusals import refusal, too_much

#: Elements that are taken, of all sets together.
MOST_ELEMENTS = 2_000_000
#: Extensions that have no value.
_BARE = frozenset({"nomatch"})
_COMMENT = re.compile(r' comment "([^"]*)"')


@dataclass(slots=True)
class _Set:
    name: str
    kind: str
    family: str
    flags: tuple[SafeText, ...]
    elements: list[Element]
    members: list[SafeText]

    def finished(self) -> AddressSet:
        version = {"inet": 4, "inet6": 6}.get(self.family, 0)
        if not version and re.match(r"(?:hash|bitmap):(?:ip|net)", self.kind):
            version = 4
        return AddressSet(
            Place(NONE, NONE, safe(self.name, MOST)),
            safe(self.kind, MOST),
            version,
            tuple(self.elements),
            self.flags,
            None,
            tuple(self.members),
        )


def read_ipset(answer: Answer, now: float) -> PacketFilter | Failed:
    """All sets of `ipset save` or `ipset list`."""
    if answer.status != 0:
        return refusal("ipset", answer)
    found: dict[str, _Set] = {}
    room = MOST_ELEMENTS
    listed: _Set | None = None
    in_members = False
    for line in answer.lines:
        if line.startswith("add "):
            name, _, rest = line[4:].partition(" ")
            if (one := found.get(name)) and room > 0:
                room -= 1
                _add(one, rest)
        elif line.startswith("create "):
            one = _created(line)
            found[one.name] = one
        elif line.startswith("Name: "):
            listed, in_members = _Set(line[6:].strip(), "", "", (), [], []), False
            found[listed.name] = listed
        elif listed is not None:
            in_members = _listed(listed, line, in_members)
    if room <= 0:
        return too_much("ipset save", "elements")
    return PacketFilter(tuple(one.finished() for one in found.values()), at=now)


def _created(line: str) -> _Set:
    words = line.split()[1:]
    name, kind, *rest = [*words, "", ""][: max(len(words), 2)]
    family = rest[rest.index("family") + 1] if "family" in rest[:-1] else ""
    flags = tuple(SafeText(one) for one in ("timeout", "counters", "comment") if one in rest)
    return _Set(name, kind, family, flags, [], [])


def _listed(one: _Set, line: str, in_members: bool) -> bool:
    """A line of `ipset list`; whether members follow."""
    if in_members:
        if line.strip():
            _add(one, line)
        return bool(line.strip())
    key, _, value = line.partition(": ")
    if key == "Type":
        one.kind = value.strip()
    elif key == "Header":
        made = _created(f"create {one.name} {one.kind} {value}")
        one.family, one.flags = made.family, made.flags
    return line.startswith("Members:")


def _add(one: _Set, rest: str) -> None:
    if one.kind.startswith("list:"):
        one.members.append(safe(rest.partition(" ")[0], MOST))
        return
    comment = ""
    if " comment " in rest and (quoted := _COMMENT.search(rest)):
        comment = quoted[1]
        rest = rest[: quoted.start()] + rest[quoted.end() :]
    text, *words = rest.split(" ")
    values = _extensions(words)
    address, _, beside = text.partition(",")
    one.elements.append(
        Element(
            parse_net(address, host_bits=True),
            safe(text, MOST),
            safe(comment, MOST) if comment else NONE,
            None,  # how long it was to last is not told
            None if "timeout" not in values or values["timeout"] == 0 else values["timeout"],
            int(values["packets"]) if "packets" in values else None,
            safe(beside, MOST) if beside else NONE,
            spared="nomatch" in values,
        )
    )


def _extensions(words: list[str]) -> dict[str, float]:
    values: dict[str, float] = {}
    at = 0
    while at < len(words):
        if words[at] in _BARE:
            values[words[at]] = 1.0
            at += 1
        else:
            number = words[at + 1] if at + 1 < len(words) else ""
            if number.isascii() and number.isdecimal() and len(number) <= 18:
                values[words[at]] = float(number)
            at += 2
    return values


def parse_ipset(answers: Answers) -> PacketFilter | Absent | Failed:
    """The sets."""
    answer = answers["save"]
    return read_ipset(answer, answers.now) if answer.ran else Absent("not installed")


_ERRORS = (
    ("no such set", "given name does not exist"),
    ("already present", "already added"),
    ("not present", "not added"),
    ("bad comment", "in comments"),
    ("bad comment", "Comment is longer"),
    ("wrong family", "resolving to IPv6 address failed"),
    ("not an address", "cannot parse"),
    ("not an address", "value of the CIDR parameter"),
    ("in use", "in use by a kernel component"),
    ("no room in the set", "is full"),
)


def ipset_error(answer: Answer) -> str | None:
    """What a failed command means, in a few words; None where it has not failed."""
    if answer.status == 0:
        return None
    said = answer.complaint[:4000]
    meaning = meaning_of(answer)
    if meaning in (Meaning.PERMISSION, Meaning.SUDO_REFUSED):
        return "permission"
    if meaning is not None:
        return str(meaning)
    for name, words in _ERRORS:
        if words in said:
            if "resolving to IPv4 address failed" in said and ":" in _parsed(said):
                return "wrong family"
            if name == "wrong family" and parse_net(_parsed(said), host_bits=True) is None:
                return "not an address"
            return name
    return said.partition(": ")[2].strip() or f"status {answer.status}"


def _parsed(said: str) -> str:
    """The word of `Syntax error: cannot parse WORD: resolving to …`."""
    found = re.search(r"cannot parse (\S+): resolving", said)
    return found[1] if found else ""


IPSET = Fact("ipset", "have ipset && root save ipset ipset save", parse_ipset, every=20.0)
