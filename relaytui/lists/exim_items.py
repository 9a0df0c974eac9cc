"""The items of an Exim host list as it stands in the configuration (domain, host, address and
local part lists in Exim's specification)."""

import re
from collections.abc import Iterator

#: `${if exists{/file}{/file}{}}`: the file, where it is there.
_IF_EXISTS = re.compile(r"\$\{if exists\s*\{(/[^{}]+)\}\s*\{\s*\1\s*\}(?:\s*\{\s*\})?\s*\}")

#: A look-up in a text file by address: `net-iplsearch;/etc/exim/hosts`.
_LOOK_UP = re.compile(r"(?:net\d*-)?(?:ip|n?wild)?lsearch;\s*(/\S+)")


def looked_up(item: str) -> str:
    """The file that an item looks addresses up in; empty where it is no such item."""
    found = _LOOK_UP.fullmatch(item)
    return found[1] if found else ""


def keys_of(text: str) -> str:
    """The keys of such a file, each in its line: a blank or a colon ends one that is not quoted,
    and a line that begins with a blank goes on with the data before (lsearch)."""
    return "\n".join(_key(line) for line in text.split("\n"))


def _key(line: str) -> str:
    if not line.strip() or line[0] == "#":
        return line
    if line[0].isspace():
        return ""
    if line[0] == '"':
        return line[1:].partition('"')[0]
    return re.split(r"[\s:]", line, maxsplit=1)[0]


def host_items(value: str) -> Iterator[str]:
    """The items: a colon is between them, twice it is a part of one; `<;` names another sign.
    What stands in braces is kept together, and a file that may be missing is that file."""
    text = _IF_EXISTS.sub(r"\1", value.strip().strip('"'))
    sign = ":"
    if text[:1] == "<" and len(text) > 1 and not text[1].isalnum():
        sign, text = text[1], text[2:]
    item, depth, at = "", 0, 0
    while at < len(text):
        one = text[at]
        depth += (one == "{") - (one == "}" and depth > 0)
        if one != sign or depth:
            item += one
        elif text[at : at + 2] == sign * 2:
            item += one
            at += 1
        else:
            if item.strip():
                yield item.strip()
            item = ""
        at += 1
    if item.strip():
        yield item.strip()
