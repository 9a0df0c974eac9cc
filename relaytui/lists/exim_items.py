"""The items of an Exim host list as it stands in the configuration (domain, host, address and
local part lists in Exim's specification)."""

import re
from collections.abc import Iterator

#: `${if exists{/file}{/file}{}}`: the file, where it is there.
_IF_EXISTS = re.compile(r"\$\{if exists\s*\{(/[^{}]+)\}\s*\{\s*\1\s*\}(?:\s*\{\s*\})?\s*\}")


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
