"""Entries that are switched off: the line is a comment, and can be made an entry again.

Ours begin with `#off `, so that what stood there comes back byte for byte; others are known when
the comment holds nothing but an entry.
"""

from relaytui.lists.rows import BLANKS, OFF


def off_text(comment: str) -> tuple[str, bool] | None:
    """The line that a comment line switches off, and whether we have done it; None where it
    can be no entry."""
    if comment.startswith(OFF):
        return comment[len(OFF) :], True
    stripped = comment.lstrip(BLANKS)
    if stripped[:1] != "#":
        return None
    inner = stripped.lstrip("#;")
    text = inner.strip(BLANKS)
    # A ruler, a title, a sentence: an entry begins with an address.
    return (text, False) if text and text[0] in "0123456789abcdefABCDEF:[!" else None
