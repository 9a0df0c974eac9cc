"""Wildcards: `*` stands for any characters, `?` for one. Never slower than length times length."""

import re
from collections.abc import Callable


def wildcard(pattern: str) -> Callable[[str], bool]:
    """Whether a whole text is like the pattern, whatever the case."""
    texts = pattern.lower().split("*")
    first, *others = map(_piece, texts)
    last, size = (others.pop(), len(texts[-1])) if others else (None, 0)

    def fits(text: str) -> bool:
        text = text.lower()
        found = first.match(text)
        if found is None or last is None:
            return found is not None and found.end() == len(text)
        at = found.end()
        for piece in others:  # the first place is as good as any: what follows may be anything
            found = piece.search(text, at)
            if found is None:
                return False
            at = found.end()
        begin = len(text) - size
        return begin >= at and last.match(text, begin) is not None

    return fits


def longest_text(pattern: str) -> str:
    """The longest text that stands in all that is like it, in lower case."""
    return max(re.split(r"[*?]", pattern.lower()), key=len)


def _piece(text: str) -> re.Pattern[str]:
    signs = ["." if one == "?" else re.escape(one) for one in text]
    return re.compile("".join(signs), re.DOTALL)
