"""Address patterns as daemons read them, and what they refuse about them."""

from functools import lru_cache

from relaytui.domain.net import Net, parse_net
from relaytui.lists.entry import Problem, problem

MAPPED = "::ffff:"


def postfix_net(text: str) -> tuple[Net | None, Problem | None]:
    """`192.0.2.0/24`, `2001:db8::/32` or `[2001:db8::]/32`, as cidr tables and mynetworks have
    it; with the reason where Postfix passes over it (cidr_match(3))."""
    if text[:1] == "[":
        address, bracket, rest = text[1:].partition("]")
        if not bracket or (rest and (rest[0] != "/" or rest == "/")):
            return None, problem("bad_pattern", f"{text}: the brackets are not closed as they must")
        text = address + rest
    net = None if "-" in text else parse_net(text)
    if net is not None:
        if net.version == 4 and ":" in text:
            words = f"{text}: Postfix sees such clients as IPv4, so this never matches"
            return net, problem("mapped_to_ipv4", words)
        return net, None
    return None, why_not(text)


def masked(text: str) -> tuple[Net | None, Problem | None]:
    """An address or network where the daemon takes host bits for the network."""
    net = None if "-" in text else parse_net(text.strip("[]"), host_bits=True)
    return net, None if net is not None else why_not(text)


@lru_cache(maxsize=256)
def why_not(text: str) -> Problem:
    """What is wrong with a pattern that is no network."""
    if "%" in text:
        return problem("zone_id", f"{text}: zone ids are not known here")
    wide = None if "-" in text else parse_net(text, host_bits=True)
    if wide is not None:
        alone = text.partition("/")[0]
        words = f"{text} has host bits: write {wide} for the network, or {alone} for the address"
        return problem("host_bits", words)
    octets = text.partition("/")[0].split(".")
    if len(octets) == 4 and all(one.isascii() and one.isdecimal() for one in octets):
        if any(len(one) > 1 and one[0] == "0" for one in octets):
            return problem("not_an_address", f"{text}: a number in it begins with 0")
        if any(int(one[:9]) > 255 for one in octets):
            return problem("not_an_address", f"{text}: a number in it is over 255")
    return problem("not_an_address", f"{text} is no address and no network")


#: Types of look-up tables (DATABASE_README of Postfix 3.9).
_TABLE_TYPES = frozenset({
    "btree", "cdb", "cidr", "dbm", "debug", "environ", "fail", "hash", "inline", "internal", "ldap",
    "lmdb", "memcache", "mongodb", "mysql", "netinfo", "nis", "nisplus", "pcre", "pgsql",
    "pipemap", "proxy", "randmap", "regexp", "sdbm", "socketmap", "sqlite", "static", "tcp",
    "texthash", "unionmap", "unix",
})  # fmt: skip


def is_table(text: str) -> bool:
    """Whether a word is `type:name`, a look-up table."""
    return text.lstrip("!").partition(":")[0] in _TABLE_TYPES


def looks_numeric(text: str) -> bool:
    """Whether a word is meant for an address rather than for a name."""
    if is_table(text):
        return False
    head = text.lstrip("[!").partition("/")[0].rstrip("]")
    if not head:
        return False
    begins = head[0] in "0123456789"
    return ":" in head or head.replace(".", "").isdecimal() or (begins and "/" in text)
