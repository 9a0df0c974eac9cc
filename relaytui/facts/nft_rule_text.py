"""One rule in nft's text form, as the expressions of its JSON form."""

from collections.abc import Iterator
from typing import Any

from relaytui.facts.nft_words import Words

Expression = dict[str, Any]
#: Words that begin what a match looks at, together with the word after them.
_HEADERS = frozenset({"ip", "ip6", "tcp", "udp", "udplite", "sctp", "dccp", "th", "icmp", "icmpv6",
                      "ether", "arp", "vlan", "meta", "ct", "ah", "esp", "comp", "socket", "rt",
                      "igmp", "fib", "exthdr", "frag", "hbh", "dst", "mh", "osf"})  # fmt: skip
#: `meta` may be left out before these.
_META = frozenset({"iif", "iifname", "oif", "oifname", "mark", "skuid", "skgid", "iifgroup",
                   "oifgroup", "cgroup", "pkttype", "iiftype", "oiftype", "nftrace", "cpu",
                   "rtclassid", "length", "protocol", "nfproto", "l4proto", "priority",
                   "ibrname", "obrname", "hour", "day", "time"})  # fmt: skip
_ENDS = frozenset({"accept", "drop", "return", "continue"})
_OPERATORS = frozenset({"!=", "==", "<", ">", "<=", ">="})
#: Statements, whose own words follow them.
_STATEMENTS = frozenset({"accept", "drop", "return", "continue", "jump", "goto", "reject",
                         "counter", "log", "limit", "quota", "add", "update", "delete", "meter",
                         "dnat", "snat", "redirect", "masquerade", "tproxy", "queue", "notrack",
                         "xt", "last", "synproxy", "dup", "fwd", "flow", "comment"})  # fmt: skip


def expressions(rule: list[str]) -> Iterator[Expression]:
    """The expressions of a rule's words."""
    words = Words([one for one in rule if one != ";"])
    while not words.at_end:
        word = words.peek()
        if word in _STATEMENTS:
            yield from _statement(words)
        elif word in _HEADERS or word in _META:
            yield from _match(words)
        else:
            yield {"narrow": words.take()}


def _statement(words: Words) -> Iterator[Expression]:
    name = words.take()
    if name in _ENDS:
        yield {name: None}
    elif name in ("jump", "goto"):
        yield {name: {"target": words.take()}}
    elif name == "counter":
        yield from _counter(words)
    elif name in ("add", "update", "delete", "meter"):
        yield _dynamic(name, words)
    elif name == "xt":
        yield {"xt": {"type": words.take(), "name": words.take().strip('"')}}
    else:
        if name in ("queue", "dnat", "redirect", "tproxy", "reject"):
            yield {name: None}
        elif name in ("limit", "quota"):
            yield {"limit": None}
        _skip_to_statement(words, name)


def _counter(words: Words) -> Iterator[Expression]:
    if words.peek() == "name":
        words.take()
        yield {"counter": words.take().strip('"')}
        return
    packets = None
    while words.peek() in ("packets", "bytes"):
        name, value = words.take(), words.take()
        if name == "packets" and value.isdecimal():
            packets = int(value[:18])
    yield {"counter": {} if packets is None else {"packets": packets}}


def _dynamic(name: str, words: Words) -> Expression:
    """`add @set { ip saddr limit rate over 10/minute }`, `meter NAME { … }`."""
    before = words.take_until("{")
    inner = words.take_until("}")
    limits = [{"limit": None}] if {"limit", "quota", "count"} & set(inner) else []
    return (
        {"meter": None}
        if name == "meter"
        else {"set": {"op": name, "set": before[0] if before else "", "stmt": limits}}
    )


def _skip_to_statement(words: Words, name: str) -> None:
    """Pass over a statement's own words; `log prefix "x" level warn`, `reject with tcp reset`."""
    while not words.at_end and words.peek() not in (_STATEMENTS - {name, "queue"}):
        if words.peek() in _HEADERS | _META and name in (
            "limit",
            "log",
            "quota",
            "last",
            "notrack",
        ):
            return
        words.take()


def _match(words: Words) -> Iterator[Expression]:
    parts = [_key(words)]
    while words.peek() == ".":
        words.take()
        parts.append(_key(words))
    left: Any = parts[0] if len(parts) == 1 else {"concat": parts}
    word = words.peek()
    if word == "set":
        words.take()
        words.take()
        return
    if word == "vmap":
        words.take()
        yield {"vmap": {"key": left, "data": _right(words, pairs=True)}}
        return
    if left == {"ct": {"key": "count"}}:
        words.take_until("over") if word == "over" else None
        words.take()
        yield {"ct count": None}
        return
    operator = "=="
    if word in ("&", "|", "^"):
        operator = "masked"
        words.take()
        words.take()
    if words.peek() in _OPERATORS:
        found = words.take()
        operator = found if operator == "==" else operator
    yield {"match": {"op": operator, "left": left, "right": _right(words)}}


def _key(words: Words) -> Expression:
    header = words.take()
    if header in _META:
        return {"meta": {"key": header}}
    field = words.take()
    if header in ("meta", "ct"):
        if field in ("original", "reply"):
            field += f" {words.take()}"
            if words.peek() in ("saddr", "daddr"):
                field += f" {words.take()}"
        return {header: {"key": field}}
    if header == "fib":
        while words.peek() in (".", "iif", "mark", "type", "oif", "oifname"):
            field += f" {words.take()}"
    return {"payload": {"protocol": header, "field": field}}


def _right(words: Words, pairs: bool = False) -> Any:
    if words.peek() == "{":
        words.take()
        return {"set": list(_members(words.take_until("}"), pairs))}
    found = [words.take()]
    while words.peek() in (",", "."):
        if words.take() == ",":
            found.append(words.take())
        else:
            found[-1] += f" . {words.take()}"
    # `tcp flags syn / fin,syn`: a mask follows.
    if words.peek() == "/":
        words.take()
        words.take()
        while words.peek() == ",":
            words.take()
            words.take()
    found = [one.strip('"') for one in found]
    return found[0] if len(found) == 1 else found


def _members(words: list[str], pairs: bool) -> Iterator[Any]:
    member: list[str] = []
    for word in [*words, ","]:
        if word != ",":
            member.append(word.strip('"'))
            continue
        if pairs and ":" in member:
            at = member.index(":")
            verdict, *target = member[at + 1 :] or [""]
            yield [" ".join(member[:at]), {verdict: {"target": " ".join(target)}}]
        elif member:
            yield " ".join(member)
        member = []
