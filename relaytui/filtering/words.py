"""Reading a typed filter bit by bit; errors say at which column, and what to do."""

import re

from relaytui.errors import UsageError
from relaytui.filtering.fields import Field, field_named
from relaytui.filtering.tree import unslashed

#: Comparisons, longest first; some in two spellings.
OPERATORS = {"!=": "!=", "<=": "<=", ">=": ">=", "==": "=", "=~": "~", "!~": "!~", "=": "=",
             "~": "~", "<": "<", ">": ">"}  # fmt: skip
_OPERATOR = re.compile("|".join(map(re.escape, OPERATORS)))
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_SAVED = re.compile(r"@([\w-]{1,40})(?=$|[\s)])", re.ASCII)
_WORD = re.compile(r"(and|or|not)(?=$|[\s(!])", re.IGNORECASE)
_LONE = re.compile(r"!(?=\s)")
#: A mark before what must not be there.
_MARK = re.compile(r"[!-](?=[^\s!-])")


class FilterError(UsageError):
    """A filter that can't be understood; `column` counts characters from 1."""

    def __init__(self, column: int, message: str, next_step: str = "") -> None:
        super().__init__(f"Column {column}: {message}", next_step)
        self.column = column
        self.words = message


class Text:
    """The text, and the place up to which it was read."""

    def __init__(self, text: str) -> None:
        self.all = text
        self.at = 0
        self.depth = 0

    def error(self, message: str, next_step: str = "", at: int | None = None) -> FilterError:
        """An error at a place, or where reading stands."""
        return FilterError((self.at if at is None else at) + 1, message, next_step)

    @property
    def ended(self) -> bool:
        """Whether all was read."""
        return self.at >= len(self.all)

    @property
    def closing(self) -> bool:
        """Whether a parenthesis is closed here."""
        return self.depth > 0 and self.all.startswith(")", self.at)

    def skip(self) -> None:
        """Go over blanks."""
        while self.at < len(self.all) and self.all[self.at].isspace():
            self.at += 1

    def starts(self, text: str) -> bool:
        """Whether this stands here."""
        return self.all.startswith(text, self.at)

    def operator_word(self) -> str:
        """`and`, `or` or `not`, if it stands here by itself, in small or capital letters."""
        found = _WORD.match(self.all, self.at)
        if found and (found[0].islower() or found[0].isupper()):
            return found[0].lower()
        return "not" if _LONE.match(self.all, self.at) else ""

    def take_operator_word(self, word: str) -> None:
        """Go on behind it."""
        self.at += 1 if self.starts("!") else len(word)
        self.skip()

    def is_marked(self) -> bool:
        """Whether a `!` or `-` stands here before something."""
        return _MARK.match(self.all, self.at) is not None

    def saved(self) -> str:
        """The name behind an `@` that stands here."""
        found = _SAVED.match(self.all, self.at)
        return found[1] if found else ""

    def pattern(self, *, within: bool = False) -> str | None:
        """The pattern between slashes that begins here, and its end is passed over; None where
        there is none. `within` a phrase, it does not begin with a blank."""
        if not self.starts("/"):
            return None
        end = self._closing_slash()
        if end is None or end == self.at + 1 or (within and self.all[self.at + 1].isspace()):
            return None
        written, begin = self.all[self.at + 1 : end], self.at
        pattern = unslashed(written)
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise self.error(f"The pattern is not valid: {error}", at=begin) from error
        self.at = end + 1
        return pattern

    def _closing_slash(self) -> int | None:
        at = self.at + 1
        while at < len(self.all):
            if self.all[at] == "\\":
                at += 1
            elif self.all[at] == "/":
                after = self.all[at + 1 : at + 2]
                if not after or after.isspace() or (after == ")" and self.depth):
                    return at
            at += 1
        return None

    def quoted(self) -> str:
        """The text between the quotes that begin here; `\\"` and `\\\\` stand for themselves."""
        begin, mark = self.at, self.all[self.at]
        at, said = begin + 1, []
        while at < len(self.all) and self.all[at] != mark:
            if self.all[at] == "\\" and self.all[at + 1 : at + 2] in (mark, "\\"):
                at += 1
            said.append(self.all[at])
            at += 1
        if at >= len(self.all):
            raise self.error("the quote is not closed", f"Put a {mark} behind the text", begin)
        self.at = at + 1
        return "".join(said)

    def field(self) -> tuple[str, Field | None, str, int] | None:
        """A name with an operator behind it: the name, the field, the operator, and where its value
        begins. None where something else stands here.

        Blanks may stand around the operator of a field that there is. A name with a capital letter
        that is no field is text, as in Exim's `H=mail`.
        """
        found = _NAME.match(self.all, self.at)
        if found is None:
            return None
        field, at = field_named(found[0]), found.end()
        if field is not None:
            at = _over_blanks(self.all, at)
        sign = _OPERATOR.match(self.all, at)
        if sign is None or (at > found.end() and not self.all[sign.end() :].strip()):
            return None
        if field is None and (not found[0].islower() or (found[0][-1] == "-" and sign[0] == ">")):
            return None
        value = sign.end()
        if at > found.end() or sign[0] in ("<", ">", "<=", ">="):
            value = _over_blanks(self.all, value)
        return found[0], field, OPERATORS[sign[0]], value

    def bare(self) -> str:
        """A value up to a blank, a comma, or a parenthesis that it did not open."""
        begin, opened = self.at, 0
        while self.at < len(self.all):
            one = self.all[self.at]
            if one.isspace() or one == "," or (one == ")" and not opened):
                break
            opened += (one == "(") - (one == ")")
            self.at += 1
        if opened:
            raise self.error(
                "a parenthesis in the value is not closed", "Put the value in quotes", begin
            )
        return self.all[begin : self.at]

    def word(self) -> None:
        """Go over a word of a text; within parentheses it ends where they do."""
        opened = 0
        while self.at < len(self.all) and not self.all[self.at].isspace():
            one = self.all[self.at]
            if one == ")" and self.depth and not opened:
                break
            opened = max(0, opened + (one == "(") - (one == ")"))
            self.at += 1


def _over_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
