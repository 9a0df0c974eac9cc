"""ufw: its rules in their order, the first that fits holds (ufw(8), `ufw status numbered`)."""

import re

import msgspec

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.packet_filter import (
    MOST,
    NONE,
    Chain,
    PacketFilter,
    Place,
    Ports,
    Rule,
    address,
    port_range,
)
from relaytui.facts.refusals import refusal

#: Lines that are taken.
MOST_RULES = 200_000
_NUMBERED = re.compile(r"^\[ *(\d{1,6})\] ")
_ACTION = re.compile(r"\s(ALLOW|DENY|REJECT|LIMIT)(?: (IN|OUT|FWD))?(?:\s|$)")
_ATTRIBUTES = re.compile(r"\s+\((?:log|log-all|out)(?:, (?:log|log-all|out))*\)$")
_STATUS = re.compile(r"^Status: (\w+)", re.MULTILINE)
_PROTOCOL = re.compile(r"/(tcp|udp|ah|esp|gre|igmp|ipv6|vrrp)\b")
_VERDICTS = {"ALLOW": "accept", "DENY": "drop", "REJECT": "reject", "LIMIT": "accept"}
_HOOKS = {"IN": "input", "OUT": "output", "FWD": "forward"}
#: Profiles that Debian's mail servers bring (/etc/ufw/applications.d).
_PROFILES = {"postfix": (25,), "postfix smtps": (465,), "postfix submission": (587,),
             "mail": (25, 143, 465, 587, 993), "smtp": (25,), "smtps": (465,), "ssmtp": (465,),
             "openssh": (22,), "mail submission": (587,)}  # fmt: skip


class UfwRule(msgspec.Struct, frozen=True):
    """A row; `number` is None where the listing has none. `to` and `origin` as it shows them."""

    number: int | None
    action: str
    direction: str
    to: SafeText
    origin: SafeText
    comment: SafeText = NONE
    v6: bool = False


class Ufw(msgspec.Struct, frozen=True):
    """`active`: whether it is switched on; then these rules hold."""

    active: bool
    rules: tuple[UfwRule, ...] = ()
    at: float = 0.0


def read_ufw(answer: Answer, now: float) -> Ufw | Failed:
    """What `ufw status`, with `numbered` or `verbose` or without, printed."""
    status = _STATUS.search(answer.text[:4000])
    if answer.status != 0 or status is None:
        return refusal("ufw", answer)
    rules = [rule for line in answer.lines[:MOST_RULES] if (rule := _row(line)) is not None]
    return Ufw(status[1] == "active", tuple(rules), now)


def _row(line: str) -> UfwRule | None:
    numbered = _NUMBERED.match(line)
    text = line[numbered.end() :] if numbered else line
    body, _, comment = text[:2000].partition(" # ")
    action = _ACTION.search(body)
    if action is None or action.start() == 0:
        return None
    to = body[: action.start()].strip()
    origin = _ATTRIBUTES.sub("", body[action.end() :].strip()).strip()
    if not to or not origin:
        return None
    v6 = "(v6)" in to or "(v6)" in origin or ":" in origin.partition(" ")[0]
    return UfwRule(
        int(numbered[1]) if numbered else None,
        action[1],
        action[2] or "IN",
        safe(to, MOST),
        safe(origin, MOST),
        safe(comment.strip(), MOST) if comment else NONE,
        v6,
    )


def ufw_filter(found: Ufw) -> PacketFilter:
    """The same, as rules that are judged as those of other packet filters."""
    chains = {way: Place(NONE, NONE, SafeText(f"ufw {way.lower()}")) for way in _HOOKS}
    return PacketFilter(
        (),
        tuple(
            Chain(place, SafeText(_HOOKS[way]), SafeText("filter")) for way, place in chains.items()
        ),
        tuple(
            _rule(one, chains[one.direction], number) for number, one in enumerate(found.rules, 1)
        ),
        at=found.at,
    )


def _rule(one: UfwRule, chain: Place, position: int) -> Rule:
    narrow: list[SafeText] = []
    source, beside = _place(one.origin)
    if beside:  # a source port, or the interface of a forwarded packet
        narrow.append(safe(f"from {beside}", 60))
    target, wanted = _place(one.to)
    ports, tcp = _ports(one.to, wanted, narrow)
    if target:
        narrow.append(safe(f"to {target}", 60))
    return Rule(
        chain=chain,
        number=one.number if one.number is not None else position,
        sources=(address(source),) if source else (),
        version=6 if one.v6 else 4,
        tcp=tcp and "/udp" not in one.origin,
        ports=ports,
        limited=one.action == "LIMIT",
        narrow=tuple(narrow),
        verdict=SafeText(_VERDICTS[one.action]),
        comment=one.comment,
    )


def _place(shown: str) -> tuple[str, str]:
    """The address of a column (empty: anywhere), and what stands beside it."""
    words = shown.replace("(v6)", " ").split()
    first = _PROTOCOL.sub("", words[0]) if words else ""
    if first == "Anywhere":
        return "", " ".join(words[1:])
    looks = address(first)
    return (first, " ".join(words[1:])) if looks.net is not None else ("", " ".join(words))


def _ports(to: str, wanted: str, narrow: list[SafeText]) -> tuple[Ports | None, bool]:
    """The ports of the `To` column, and whether TCP is meant."""
    tcp = "/udp" not in to and not re.search(r"/(?:ah|esp|gre|igmp|ipv6|vrrp)\b", to)
    text, _, interface = wanted.partition(" on ")
    if wanted.startswith("on "):
        text, interface = "", wanted[3:]
    if interface:
        narrow.append(safe(f"iif {interface}", 60))
    text = text.partition(" (")[0].strip()
    if not text:
        return None, tcp
    if known := _PROFILES.get(text.lower()):
        return tuple((one, one) for one in known), tcp
    found = tuple(
        one for word in text.partition("/")[0].split(",") if (one := port_range(word)) is not None
    )
    if not found:
        narrow.append(safe(f"application {text}", 60))
        return None, tcp
    return found, tcp


def parse_ufw(answers: Answers) -> Ufw | Absent | Failed:
    """The rules that hold."""
    answer = answers["status"]
    if not answer.ran:
        return Absent("not installed")
    found = read_ufw(answer, answers.now)
    return found if isinstance(found, Failed) or found.active else Absent("switched off")


UFW = Fact("ufw", "have ufw && root status ufw ufw status numbered", parse_ufw, every=45.0)
