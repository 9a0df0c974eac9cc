"""/etc/hosts.allow and /etc/hosts.deny: what programs with libwrap ask (hosts_access(5),
hosts_options(5)). Postfix, Exim of today and OpenSMTPD do not; sshd of Debian does."""

import re
from collections.abc import Iterator

import msgspec

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.packet_filter import MOST, NONE
from relaytui.facts.refusals import refusal

_SCRIPT = r"""
[ -e /etc/hosts.deny ] && ask deny cat /etc/hosts.deny
[ -e /etc/hosts.allow ] && ask allow cat /etc/hosts.allow
"""
#: Rules that are taken of a file.
MOST_RULES = 1_000_000
_PARTS = re.compile(r"(?:[^\\:\[]|\\.|\[[^\]]*\])+")
_OCTETS = re.compile(r"(?:\d{1,3}\.){1,3}")


class Client(msgspec.Struct, frozen=True):
    """A pattern of a client list; `net` None: a name, a group, ALL. `excepted`: not meant."""

    text: SafeText
    net: Net | None
    excepted: bool = False


class AccessRule(msgspec.Struct, frozen=True):
    """A rule of `file`, at its `line`; `lets_in` by its file, or by its option ALLOW or DENY."""

    file: SafeText
    line: int
    daemons: tuple[SafeText, ...]
    clients: tuple[Client, ...]
    lets_in: bool
    comment: SafeText = NONE


class HostsAccess(msgspec.Struct, frozen=True):
    """All rules in the order in which they are asked: hosts.allow's come first."""

    rules: tuple[AccessRule, ...]


def read_access(text: str, file: str, lets_in: bool) -> Iterator[AccessRule]:
    """The rules of a file; a line that ends in a backslash goes on."""
    comment, joined, begin = "", "", 0
    count = 0
    for number, line in enumerate(text.split("\n"), 1):
        begin = begin if joined else number
        joined += line
        if joined.endswith("\\") and len(joined) < 20_000:
            joined = joined[:-1]
            continue
        whole, joined = joined.strip(), ""
        if whole.startswith("#"):
            comment = whole.lstrip("# ")
            continue
        rule = _rule(whole, SafeText(file), begin, lets_in, comment)
        comment = ""
        if rule is not None and count < MOST_RULES:
            count += 1
            yield rule


def _rule(line: str, file: SafeText, number: int, lets_in: bool, comment: str) -> AccessRule | None:
    parts = [one.strip() for one in _PARTS.findall(line)]
    if len(parts) < 2 or not parts[0]:
        return None
    options = {one.split()[0].lower() for one in parts[2:] if one.split()}
    if options & {"allow", "deny"}:
        lets_in = "allow" in options
    daemons = tuple(safe(one, MOST) for one in re.split(r"[,\s]+", parts[0]) if one)
    return AccessRule(
        file, number, daemons, tuple(_clients(parts[1])), lets_in, safe(comment, MOST)
    )


def _clients(words: str) -> Iterator[Client]:
    """`ALL EXCEPT 192.0.2.7`: what stands behind EXCEPT is not meant; a second EXCEPT within it
    turns that round again."""
    excepted = False
    for word in re.split(r"[,\s]+", words):
        if word.upper() == "EXCEPT":
            excepted = not excepted
        elif word:
            yield Client(safe(word, MOST), client_net(word), excepted)


def client_net(word: str) -> Net | None:
    """`192.0.2.7`, `192.0.2.`, `192.0.2.0/24`, `192.0.2.0/255.255.255.0`, `[2001:db8::]/32`."""
    word = word.rpartition("@")[2] if "@" in word and not word.startswith("@") else word
    if _OCTETS.fullmatch(word):
        count = word.count(".")
        return parse_net(word + ".".join(["0"] * (4 - count)) + f"/{8 * count}", host_bits=True)
    address, slash, mask = word.partition("/")
    address = address.removeprefix("[").removesuffix("]")
    if slash and mask.startswith("["):
        mask = mask.strip("[]")
    if "." in mask:
        number = parse_net(mask)
        if number is None or number.version != 4:
            return None
        inverse = number.first ^ 0xFFFFFFFF
        if inverse & (inverse + 1):
            return None
        mask = str(32 - inverse.bit_length())
    return parse_net(f"{address}/{mask}" if slash else address, host_bits=True)


def parse_access(answers: Answers) -> HostsAccess | Absent | Failed:
    """The rules of both files."""
    rules: list[AccessRule] = []
    for label, lets_in in (("allow", True), ("deny", False)):
        answer: Answer = answers[label]
        if not answer.ran:
            continue
        if answer.status != 0:
            return refusal(f"cat /etc/hosts.{label}", answer)
        rules += read_access(answer.text, f"/etc/hosts.{label}", lets_in)
    return HostsAccess(tuple(rules)) if rules else Absent("no rules in hosts.allow or hosts.deny")


HOSTS_ACCESS = Fact("hosts-access", _SCRIPT, parse_access, every=30.0)
