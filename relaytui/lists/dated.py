"""Entries of ours in lists: the remark above each says until when, by whom and why.

    # relaytui until=1795584018 by=ops@bastion password guessing
    192.0.2.7 REJECT

`until=0`: for good. The host's own script takes out what is over (layers/keeper_script.py).
"""

from collections.abc import Iterable, Iterator

from relaytui.lists.edit import cut
from relaytui.lists.rows import Row, rows

#: What such a remark begins with.
REMARK = "# relaytui until="
#: Characters of a reason that are kept.
_REASON = 120


def remark(until: float | None, by: str, reason: str) -> str:
    """The remark's line."""
    words = f"{REMARK}{0 if until is None else round(until)} by={_word(by)} {_plain(reason)}"
    return words.rstrip()


def until_of(line: str) -> int | None:
    """When the entry below a remark ends; 0: never. None where it is no such remark."""
    if not line.startswith(REMARK):
        return None
    word = line[len(REMARK) :].split(" ", 1)[0].strip()
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= 12 else None


def ends(text: str) -> dict[int, int]:
    """The ends of entries, by the number of their line, from 1."""
    return {entry.number: until for entry, _, until in _marked(text)}


def _marked(text: str) -> Iterator[tuple[Row, Row, int]]:
    """Entries, the remark of ours above each, and when it ends. Other comments may stand between;
    an empty line parts them."""
    above: tuple[Row, int] | None = None
    for row in rows(text):
        until = until_of(row.text)
        if until is not None:
            above = row, until
        elif row.text[:1] != "#" or row.text.startswith("#off "):
            if above is not None and row.text.strip():
                yield row, *above
            above = None


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text without some of its pieces, and without the remarks of ours above them."""
    gone = list(spans)
    marks = {entry.start: (mark.start, mark.end) for entry, mark, _ in _marked(text)}
    return cut(text, {*gone, *(marks[start] for start, _ in gone if start in marks)})


def blocks_text(text: str, gone: Iterable[str], new: Iterable[str]) -> str:
    """The text of a list of ours without the entries of some words, and with more lines."""
    dropped = set(gone)
    body = without(
        text,
        [(row.start, row.end) for row in rows(text)
         if row.text[:1] != "#" and dropped & set(row.text.split()[:1])],
    )  # fmt: skip
    if body and not body.endswith("\n"):
        body += "\n"
    return body + "".join(f"{one}\n" for one in new)


def _word(text: str) -> str:
    return "".join("_" if one == " " else one for one in _plain(text))[:60] or "-"


def _plain(text: str) -> str:
    """ASCII that no daemon takes for anything but a remark."""
    return "".join(one if " " <= one <= "~" else "_" for one in text).strip()[:_REASON]
