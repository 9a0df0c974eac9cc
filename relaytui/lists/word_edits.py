"""Edits of entries that are words of a value (mynetworks, ignoreip)."""

from relaytui.lists.edit import changed, cut
from relaytui.lists.entry import Entry
from relaytui.lists.rows import OFF, newline
from relaytui.lists.value_words import OF

_BETWEEN = ", \t\r"


def line_of(text: str, at: int) -> tuple[int, int]:
    """Where the physical line of an offset begins, and where the next one does."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, len(text) if end < 0 else end + 1


def alone(text: str, entry: Entry) -> bool:
    """Whether a word has a line of its own: blanks, the word, perhaps a remark."""
    start, end = line_of(text, entry.start)
    before, after = text[start : entry.start], text[entry.end : end].strip(", \t\r\n")
    return bool(before) and not before.strip(" \t") and after[:1] in ("", ";")


def removed(text: str, entry: Entry) -> str:
    """The text without a word, and its line where it had one of its own."""
    start, end = line_of(text, entry.start)
    if alone(text, entry):
        return cut(text, [(start, end)])
    line = text[start:end]
    cut_line = without(line, entry.start - start, entry.end - start)
    return text[:start] + cut_line + text[end:]


def without(line: str, begin: int, end: int) -> str:
    """A line without one of its words: with what parts it from the next one, or from the one
    before."""
    after = end
    while after < len(line) and line[after] in _BETWEEN:
        after += 1
    if after < len(line) and line[after] not in "\n;":
        return line[:begin] + line[after:]
    before = begin
    while before and line[before - 1] in _BETWEEN:
        before -= 1
    if line[:before].rstrip().endswith(("=", ":")) or not line[:before].strip():
        # The first word of the value: a comma behind it goes too.
        rest = line[end:].lstrip(", \t")
        return line[:before] + (f" {rest}" if rest[:1] == ";" else rest)
    return line[:before] + line[end:]


def added(text: str, last: Entry, new: str, comment: str = "", *, single: str = " ") -> str:
    """The text with a word behind the last one of a value; `single` parts two words where the
    value shows no habit."""
    start, end = line_of(text, last.start)
    close = newline(text)
    if alone(text, last) or comment:
        before = text[start : last.start]
        indent = before if not before.strip() and before else "    "
        lines = ([f"# {comment}"] if comment else []) + [f"{indent}{new}"]
        if not text[start:end].endswith("\n"):
            lines[0] = close + lines[0]
        return text[:end] + close.join(lines) + close + text[end:]
    value = text[start:end].partition("=")[2] or text[start:end]
    between = ", " if "," in value else " " if len(value.split()) > 1 else single
    return changed(text, [(last.end, last.end, between + new)])


def switched_off(text: str, entry: Entry) -> str:
    """The text with a word off: its line a comment, or before the line one that tells how it
    was."""
    start, end = line_of(text, entry.start)
    if alone(text, entry):
        return text[:start] + OFF + text[start:]
    line = text[start:end]
    close = "" if line.endswith("\n") else newline(text)
    word = text[entry.start : entry.end]
    less = without(line, entry.start - start, entry.end - start)
    return f"{text[:start]}{OFF}{word}{OF}{line}{close}{less}{text[end:]}"


def switched_on(text: str, entry: Entry) -> str | None:
    """The text with a word on again; None where its line has changed since, so that it has to be
    added anew."""
    start, end = entry.start, entry.end
    line = text[start:end]
    if not line.startswith(OFF):
        body = line.lstrip("#; \t")
        return f"{text[:start]}    {body}{text[end:]}"
    word, of, was = line[len(OFF) :].partition(OF)
    if not of:
        return text[:start] + line[len(OFF) :] + text[end:]
    after = line_of(text, end)[1] if end < len(text) else end
    now = text[end:after]
    at = was.find(word)
    while at >= 0:
        less = without(was, at, at + len(word))
        if now == less:
            return text[:start] + was + text[after:]
        if now == less.rstrip("\r\n"):  # the last line of a file without a line end
            return text[:start] + was.rstrip("\r\n") + text[after:]
        at = was.find(word, at + 1)
    return None
