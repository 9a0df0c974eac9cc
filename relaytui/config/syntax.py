"""What PyYAML says of a text that is no YAML, in words for people who do not know its grammar."""

import re
from typing import Any

from relaytui.config.problem import Problem

_QUOTES = "Put the text in quotes: '…'"
#: Part of its words (those of the C and of the Python parser) to our words and the next step.
_WORDS = (
    ("depth", "too many lists and maps in each other", "Write it flat"),
    ("mapping values are not allowed", "a `:` where no key can be", _QUOTES),
    ("expected ':'", "a key without `:`", "Write `key: value`, or `- value` in a list"),
    ("expected key", "a line that does not belong to what is above it", "Align it with the others"),
    ("expected <block end>", "a line that does not belong to what is above it",
     "Align it with the others"),
    ("expected '-'", "a line that does not belong to the list above it", "Begin it with `- `"),
    ("expected ',' or ']'", "a list `[…]` that is not closed", "Write the comma or the `]`"),
    ("expected ',' or '}'", "a map `{…}` that is not closed", "Write the comma or the `}`"),
    ("cannot start any token", "a character that no plain text begins with", _QUOTES),
    ("unexpected end of stream", "quotes that are not closed", "Close them"),
    ("node content", "a value is missing", "Write it; a text that begins with `:` needs quotes"),
    ("escape", "a backslash that means nothing in double quotes", "Use single quotes: '…'"),
)  # fmt: skip


def syntax_problem(text: str, error: Exception) -> Problem:
    """The problem that a parser's error tells."""
    words = str(getattr(error, "problem", None) or "it is no YAML")
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if "unexpected end of stream" in words:
        mark = getattr(error, "context_mark", None) or mark  # where the quotes begin
    if mark is None:
        return Problem(1, 1, "it is no YAML", "Correct the file")
    line = _line(text, mark.line)
    if tab := re.match(r" *\t", line):
        return Problem(
            mark.line + 1, tab.end(), "a tab where blanks are needed", "Indent with blanks"
        )
    for part, ours, step in _WORDS:
        if part in words:
            return Problem(mark.line + 1, mark.column + 1, ours, step)
    return Problem(mark.line + 1, mark.column + 1, "it is no YAML here", "Correct that line")


def _line(text: str, number: int) -> str:
    lines = text.split("\n", number + 1)
    return lines[number] if number < len(lines) else ""
