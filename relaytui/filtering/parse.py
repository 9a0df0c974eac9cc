"""From a typed text to the tree of a filter (docs/filter.md).

    any    = all { "or" all }
    all    = term { ["and"] term }
    term   = ( "not" | "!" | "-" ) term | "(" any ")" | "@" NAME | /pattern/ | "text"
           | FIELD OPERATOR value { "," value } | FIELD "~" /pattern/ | words

Words that follow each other are one phrase. A `!` or `-` that stands before a word is about that
word alone.
"""

import re
from collections.abc import Mapping

from relaytui.filtering.comparing import check
from relaytui.filtering.fields import Field
from relaytui.filtering.naming import no_field
from relaytui.filtering.tree import (
    All,
    Any,
    FieldMatches,
    Matches,
    Node,
    Not,
    Phrase,
    Saved,
    Test,
    Value,
    has_wildcard,
)
from relaytui.filtering.words import FilterError, Text

#: Characters of a filter, and how deep it may be nested.
MOST, DEEPEST = 4000, 40
#: Different patterns: each is matched by a process of its own.
MOST_PATTERNS = 8


def parse(text: str, saved: Mapping[str, str] | None = None) -> Node | None:
    """The tree of a filter; None for an empty one. FilterError names the column.

    `saved` are the filters that `@NAME` stands for.
    """
    if len(text) > MOST:
        raise FilterError(MOST + 1, f"a filter has at most {MOST} characters", "Save parts of it")
    node = _Parser(text, saved or {}, ()).parse()
    if node is not None and len(patterns(node)) > MOST_PATTERNS:
        raise FilterError(
            1, f"more than {MOST_PATTERNS} patterns", "Join some of them: /one|another/"
        )
    return node


def patterns(node: Node) -> list[str]:
    """All patterns of a tree, each once."""
    match node:
        case Matches() | FieldMatches():
            return [node.pattern]
        case Not() | Saved():
            return patterns(node.node)
        case All() | Any():
            return list(dict.fromkeys(one for part in node.nodes for one in patterns(part)))
    return []


class _Parser:
    def __init__(self, text: str, saved: Mapping[str, str], within: tuple[str, ...]) -> None:
        self._text = Text(text)
        self._saved = saved
        self._within = within
        self._nested = 0

    def parse(self) -> Node | None:
        text = self._text
        text.skip()
        return None if text.ended else self._any()

    def _any(self) -> Node:
        nodes = [self._all()]
        while self._text.operator_word() == "or":
            self._text.take_operator_word("or")
            nodes.append(self._all())
        return nodes[0] if len(nodes) == 1 else Any(tuple(nodes))

    def _all(self) -> Node:
        text, nodes = self._text, [self._term()]
        while not text.ended and not text.closing:
            word = text.operator_word()
            if word == "or":
                break
            if word == "and":
                text.take_operator_word(word)
            nodes.append(self._term())
        return nodes[0] if len(nodes) == 1 else All(tuple(nodes))

    def _term(self) -> Node:
        text = self._text
        self._nested += 1
        if self._nested > DEEPEST:
            raise text.error("nested too deeply", "Save parts of it, and name them by @NAME")
        word = text.operator_word()
        if word == "not":
            text.take_operator_word(word)
            node: Node = Not(self._term())
        elif word:
            raise text.error(
                f"`{word}` stands where a text or a field should",
                f'To look for the word itself: "{word}"',
            )
        elif text.ended or text.closing:
            where = "in the parenthesis" if text.closing else "at the end"
            raise text.error(f"a text or a field is missing {where}")
        elif text.is_marked():
            text.at += 1
            node = Not(self._special() or self._phrase(most=1))
        else:
            node = self._special() or self._phrase()
        self._nested -= 1
        text.skip()
        return node

    def _special(self, *, within: bool = False) -> Node | None:
        """What is no plain text; None, and nothing read, where that stands here."""
        text = self._text
        if text.starts("("):
            return self._group()
        if text.starts('"'):
            return self._quoted()
        if name := text.saved():
            return self._named(name)
        if (pattern := text.pattern(within=within)) is not None:
            return Matches(pattern)
        return self._test()

    def _group(self) -> Node:
        text, begin = self._text, self._text.at
        text.at += 1
        text.depth += 1
        text.skip()
        node = self._any()
        if not text.closing:
            raise text.error(
                "the parenthesis is not closed", "To look for a parenthesis, quote the text", begin
            )
        text.at += 1
        text.depth -= 1
        return node

    def _quoted(self) -> Node:
        begin = self._text.at
        said = self._text.quoted()
        if not said.strip():
            raise self._text.error("there is nothing between the quotes", "", begin)
        return Phrase(said, quoted=True)

    def _named(self, name: str) -> Node:
        text, begin = self._text, self._text.at
        if name in self._within:
            raise text.error(f"@{name} stands within itself", f":filter save {name} anew")
        if name not in self._saved:
            raise text.error(*no_name(name, list(self._saved)))
        try:
            node = _Parser(self._saved[name], self._saved, (*self._within, name)).parse()
        except FilterError as error:
            raise text.error(f"@{name}: {error.words}", error.next_step, begin) from error
        if node is None:
            raise text.error(f"@{name} is empty", f":filter save {name} anew")
        text.at += len(name) + 1
        return Saved(name, node)

    def _test(self) -> Node | None:
        text, begin = self._text, self._text.at
        found = text.field()
        if found is None:
            return None
        name, field, operator, value = found
        if field is None:
            end = text.all.find(" ", begin)
            raise text.error(*no_field(name, text.all[begin : end if end > 0 else None]), at=begin)
        text.at = value
        if operator in ("~", "!~") and (pattern := text.pattern()) is not None:
            return FieldMatches(field.name, pattern, operator == "!~")
        values = [self._value(field, operator)]
        while text.starts(","):
            text.at += 1
            values.append(self._value(field, operator))
        return Test(field.name, operator, tuple(values))

    def _value(self, field: Field, operator: str) -> Value:
        text, begin = self._text, self._text.at
        quoted = text.all[begin : begin + 1] in ('"', "'")
        said = text.quoted() if quoted else text.bare()
        if not said and not quoted:
            step = f'Any: {field.name}=*, none: {field.name}!=*, an empty one: {field.name}=""'
            raise text.error(f"`{field.name}{operator}` needs a value behind it", step)
        if quoted and not text.ended and re.match(r"[^\s,)]", text.all[text.at]):
            raise text.error("a blank is missing behind the quote")
        value = Value(said, quoted and operator in ("=", "!=") and has_wildcard(said))
        if problem := check(field, operator, value):
            raise text.error(*problem, at=begin)
        return value

    def _phrase(self, most: int = 0) -> Node:
        """Words up to something else; at most so many, if that is not 0."""
        text, begin, count = self._text, self._text.at, 0
        end = begin
        while not text.ended and not text.closing:
            text.word()
            end, count = text.at, count + 1
            text.skip()
            if count == most or self._phrase_ends():
                break
        return Phrase(text.all[begin:end])

    def _phrase_ends(self) -> bool:
        text = self._text
        word = text.operator_word()
        if word == "not":
            return self._is_before_special(word)
        return bool(word) or text.is_marked() or self._is_special()

    def _is_special(self) -> bool:
        text = self._text
        if text.starts("(") or text.starts('"') or text.saved() or text.field():
            return True
        begin = text.at
        try:
            return text.pattern(within=True) is not None
        finally:
            text.at = begin

    def _is_before_special(self, word: str) -> bool:
        """Whether `not` is meant: what stands behind it is no plain word, as in `not found`."""
        text, begin = self._text, self._text.at
        text.take_operator_word(word)
        special = text.is_marked() or self._is_special() or text.operator_word() == "not"
        text.at = begin
        return special and not text.ended


def no_name(name: str, known: list[str]) -> tuple[str, str]:
    """What is wrong with a name that no filter was kept under, and what to do."""
    import difflib

    near = difflib.get_close_matches(name, known, 1, 0.5)
    step = f"Did you mean @{near[0]}?" if near else "Keep one: `:filter save NAME`"
    return f"no filter is saved as {name}", step
