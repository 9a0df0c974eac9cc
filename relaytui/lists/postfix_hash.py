"""A hash, lmdb, btree or texthash access table of Postfix: keys, of which the most exact wins.

A client's address is looked up whole, then without its last part, again and again: `192.0.2.7`,
`192.0.2`, `192.0`, `192`; `2001:db8::7`, `2001:db8:` … as it is written canonically (access(5)).
Networks with a prefix length are accepted without a word and never match.
"""

from functools import partial

import msgspec

from relaytui.domain.net import Net, parse_net
from relaytui.lists.access_rows import RuleReader
from relaytui.lists.actions import access
from relaytui.lists.entry import Entry, Parsed, Problem, problem
from relaytui.lists.form import About, Form
from relaytui.lists.pattern import looks_numeric

_COUNTS = {1: "two", 2: "four", 3: "eight", 4: "16", 5: "32", 6: "64", 7: "128"}


def parse(text: str, about: About) -> Parsed:
    """The keys of such a table; the second of two same ones is dead."""
    judge = partial(access, classes=about.classes)
    found = RuleReader(text, judge, key_net).read(blocks=False)
    seen: dict[str, int] = {}
    entries = []
    for one in found.entries:
        key = one.what.lower()
        read = one.on and one.action is not None and not _dropped(one)
        first = seen.setdefault(key, one.line) if read else one.line
        if first != one.line:
            told = problem("duplicate_key", f"{one.what} stands in line {first} already")
            one = msgspec.structs.replace(one, dead=True, problems=(*one.problems, told))
        entries.append(one)
    return msgspec.structs.replace(found, entries=tuple(entries))


def _dropped(one: Entry) -> bool:
    return any(each.code in ("begins_with_blank", "bom_first_rule_dead") for each in one.problems)


def key_net(key: str) -> tuple[Net | None, Problem | None]:
    """The network that a key stands for; neither net nor problem: it is a name."""
    if not looks_numeric(key):
        return None, None
    if "/" in key:
        words = f"{key}: such a table knows no prefix length, so this never matches"
        return parse_net(key, host_bits=True), problem("cidr_in_hash", words)
    if set(key) & set("[%!"):
        return None, problem("not_an_address", f"{key} never matches: no brackets, zones or !")
    return _v6(key) if ":" in key else _v4(key)


def _v4(key: str) -> tuple[Net | None, Problem | None]:
    parts = key.split(".")
    net = parse_net(".".join(parts + ["0"] * (4 - len(parts)))) if len(parts) <= 4 else None
    if net is None:
        return None, problem("not_an_address", f"{key} is no address, nor the beginning of one")
    return Net(4, net.first, net.first + (1 << (8 * (4 - len(parts)))) - 1), None


def _v6(key: str) -> tuple[Net | None, Problem | None]:
    parts = key.lower().split(":")
    if "::" in key or len(parts) == 8:
        net = parse_net(key)
        if net is not None and str(net) != key.lower():
            words = f"{key} never matches: Postfix looks for {net}"
            return net, problem("not_canonical", words)
        fault = problem("not_an_address", f"{key} is no address") if net is None else None
        return net, fault
    net = parse_net(f"{':'.join(parts)}::") if len(parts) < 8 else None
    if net is None:
        return None, problem("not_an_address", f"{key} is no address, nor the beginning of one")
    whole = Net(6, net.first, net.first + (1 << (16 * (8 - len(parts)))) - 1)
    if parts[-1] == "0":
        words = f"{key} matches a part only: Postfix looks for ::, where more zeros follow"
        return whole, problem("partly_dead", words)
    plain = [f"{int(one, 16):x}" for one in parts]
    if plain != parts:
        words = f"{key} never matches: Postfix looks for {':'.join(plain)}"
        return whole, problem("not_canonical", words)
    return whole, None


def written(net: Net) -> str | Problem:
    """The key for a network, or why there is none."""
    bits, step = net.bits, 8 if net.version == 4 else 16
    if net.size == 1:
        return str(net)
    if bits and bits % step == 0:
        if net.version == 4:
            return ".".join(str(net).partition("/")[0].split(".")[: bits // step])
        groups = [f"{(net.first >> (112 - 16 * at)) & 0xFFFF:x}" for at in range(bits // step)]
        if groups[-1] != "0":
            return ":".join(groups)
    return problem("not_expressible", f"{net} is no key of such a table")


def suggested(net: Net) -> tuple[str, ...]:
    """What can be done for a network that is no key."""
    bits, step = net.bits, 8 if net.version == 4 else 16
    cidr = "use a cidr table"
    if not bits or bits % step == 0:
        return (cidr,)
    more = step - bits % step
    return (f"{_COUNTS[more]} /{bits + more} keys", cidr) if more in _COUNTS else (cidr,)


def keys(key: str) -> list[str]:
    """What Postfix looks up for a client's address, or what covers a key: it, and then without
    its last part, again and again."""
    found = [key]
    while (at := max(key.rfind("."), key.rfind(":"))) > 0:
        key = key[:at]
        found.append(key)
    return found


def best(entries: tuple[Entry, ...], address: Net) -> Entry | None:
    """The entry that Postfix finds for an address or an octet's network: the most exact."""
    key = written(address)
    wanted = {one: at for at, one in enumerate(keys(key))} if isinstance(key, str) else {}
    fit = [one for one in entries if one.what.lower() in wanted and one.net is not None]
    return min(fit, key=lambda one: wanted[one.what.lower()], default=None)


FORM = Form(
    "postfix_hash", parse, False, written, access,
    suggest=("OK", "REJECT", "DUNNO"), after=("postmap", "postfix reload"),
)  # fmt: skip
