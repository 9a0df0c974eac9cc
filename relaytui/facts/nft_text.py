"""nft's text form, read into the objects of its JSON form.

It is what `nft get element` prints even with -j, and the only one in which nft 1.0.6 shows
`auto-merge`. Statements end at a newline or `;` outside of braces.
"""

import itertools
import re
from collections.abc import Collection, Iterator
from typing import Any

from relaytui.facts.nft_rule_text import expressions
from relaytui.facts.nft_words import Words, duration, split_words

Object = dict[str, Any]
_HANDLE = re.compile(r"^# handle (\d{1,18})")
_HOOK = re.compile(r"^-?\d{1,10}$")
#: Names of priorities (nft(8)); the bridge family has others, which filter no mail.
_PRIORITIES = {"raw": -300, "mangle": -150, "dstnat": -100, "filter": 0, "security": 50,
               "srcnat": 100}  # fmt: skip
_KINDS = ("set", "map", "chain", "counter")


def text_objects(text: str) -> list[Object]:
    """All objects of a listing, in order. What is none of them is passed over."""
    words = Words(split_words(text))
    found: list[Object] = []
    while not words.at_end:
        word = words.take()
        if word == "table":
            found += _table(words)
        elif word == "{":
            words.skip_block()
    return found


def _table(words: Words) -> Iterator[Object]:
    family, name = words.take(), words.take()
    if name == "{":  # no family: ip
        family, name = "ip", family
    else:
        words.take_until("{")
    table: Object = {"family": family, "name": name, "flags": []}
    yield {"table": table}
    for statement in _statements(words, _OPENERS):
        kind = statement[0]
        if kind == "flags":
            table["flags"] = [one for one in statement[1:] if one != ","]
        elif kind in _KINDS and statement[-1] == "{":
            body: Object = {"family": family, "table": name, "name": statement[1]}
            yield from _BLOCKS[kind](kind, body, words)
        elif statement[-1] == "{":
            words.skip_block()


def _statements(words: Words, openers: Collection[str] = ()) -> Iterator[list[str]]:
    """Statements of a block up to its brace, which is taken. One that begins with an opener ends
    in the `{` of its own block; other braces belong to the statement."""
    statement: list[str] = []
    depth = 0
    while not words.at_end:
        word = words.take()
        if depth == 0 and word in ("\n", ";", "}"):
            if statement:
                yield statement
                statement = []
            if word == "}":
                return
        elif depth == 0 and word == "{" and statement and statement[0] in openers:
            yield [*statement, "{"]
            statement = []
        elif not (word == "\n" and depth):
            depth += (word == "{") - (word == "}")
            statement.append(word)
    if statement:
        yield statement


_OPENERS = frozenset({*_KINDS, "flowtable", "limit", "quota", "secmark", "synproxy", "ct"})


def _set(kind: str, body: Object, words: Words) -> Iterator[Object]:
    body["auto-merge"] = False
    for statement in _statements(words):
        match statement:
            case ["type", *kinds]:
                body["type"] = [one for one in _keys(body, kinds) if one != "."]
            case ["typeof", *kinds]:
                body["type"] = _typeof(_keys(body, kinds))
            case ["flags", *flags]:
                body["flags"] = [one for one in flags if one != ","]
            case ["auto-merge", *_]:
                body["auto-merge"] = True
            case ["elements", "=", "{", *elements]:
                body["elem"] = list(_elements(elements, kind == "map"))
    yield {kind: body}


def _keys(body: Object, words: list[str]) -> list[str]:
    """What a set or map is looked up by; what a map gives (`: verdict`) is noted."""
    if ":" not in words:
        return words
    at = words.index(":")
    body["map"] = " ".join(words[at + 1 :])
    return words[:at]


def _typeof(words: list[str]) -> list[str]:
    keys = " ".join(words).split(" . ")
    kinds = {"ip saddr": "ipv4_addr", "ip daddr": "ipv4_addr", "ip6 saddr": "ipv6_addr",
             "ip6 daddr": "ipv6_addr"}  # fmt: skip
    return [kinds.get(key, "inet_service" if key.endswith("port") else key) for key in keys]


def _elements(words: list[str], is_map: bool) -> Iterator[Any]:
    """`192.0.2.0/24 timeout 1h expires 59m comment "x", …` up to the closing brace."""
    begin = 0
    for at, word in enumerate(words):
        if word in (",", "}"):
            if begin < at:
                one = words[begin:at]
                yield one[0] if at - begin == 1 else _element(one, is_map)
            begin = at + 1
            if word == "}":
                return


_DETAILS = frozenset({"timeout", "expires", "comment", "counter", "limit", "quota", "last"})


def _element(words: list[str], is_map: bool) -> Any:
    data: Any = None
    if is_map and ":" in words:
        at = words.index(":")
        words, data = words[:at], words[at + 1 :]
    end = next((at for at, one in enumerate(words) if one in _DETAILS), len(words))
    element: Object = {"val": " ".join(words[:end])}
    for at in range(end, len(words) - 1):
        word, value = words[at], words[at + 1]
        if word in ("timeout", "expires"):
            element[word] = duration(value)
        elif word == "comment":
            element[word] = value.strip('"')
        elif word == "packets" and value.isdecimal():
            element["counter"] = {"packets": int(value[:18])}
    return {"elem": element} if data is None else [{"elem": element}, {data[0]: None}]


def _chain(_kind: str, body: Object, words: Words) -> Iterator[Object]:
    chain = {"chain": body}
    yield chain
    number = 0
    for statement in _statements(words):
        if statement[0] == "type" and "hook" in statement:
            _base(body, statement)
        elif statement[0] == "policy":
            body["policy"] = statement[-1]
        elif statement[0] != "comment" and not statement[0].startswith("#"):
            number += 1
            yield {"rule": _rule(body, statement, number)}


def _base(body: Object, words: list[str]) -> None:
    """`type filter hook input priority filter - 10`."""
    pairs = dict(itertools.pairwise(words))
    body["type"], body["hook"] = pairs["type"], pairs["hook"]
    name, *rest = words[words.index("priority") + 1 :] if "priority" in words else ["0"]
    if _HOOK.match(name):
        body["prio"] = int(name)
        return
    offset = int(rest[1]) if len(rest) == 2 and rest[1].isdecimal() else 0
    body["prio"] = _PRIORITIES.get(name, 0) + (-offset if rest[:1] == ["-"] else offset)


def _rule(chain: Object, words: list[str], number: int) -> Object:
    handle = _HANDLE.match(words[-1])
    if words[-1].startswith("#"):
        words = words[:-1]
    comment = ""
    if len(words) >= 2 and words[-2] == "comment":
        comment = words[-1].strip('"')
        words = words[:-2]
    return {
        "family": chain["family"],
        "table": chain["table"],
        "chain": chain["name"],
        "handle": int(handle[1]) if handle else number,
        "comment": comment,
        "expr": list(expressions(words)),
    }


def _counter(_kind: str, body: Object, words: Words) -> Iterator[Object]:
    for statement in _statements(words):
        if statement[0] == "packets" and len(statement) > 1 and statement[1].isdecimal():
            body["packets"] = int(statement[1][:18])
    yield {"counter": body}


_BLOCKS = {"set": _set, "map": _set, "chain": _chain, "counter": _counter}
