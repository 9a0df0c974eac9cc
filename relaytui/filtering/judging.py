"""Whether a filter keeps a line: a tree made into a function once, and called for each line."""

from collections.abc import Callable, Sequence
from typing import Any as Anything

from relaytui.domain.line import Line
from relaytui.filtering.comparing import Moment, as_text, fitting
from relaytui.filtering.fields import Holds, field_named
from relaytui.filtering.tree import All, Any, FieldMatches, Matches, Node, Not, Phrase, Saved, Test

#: Whether a pattern matches a text; None where that is not known (yet).
Ask = Callable[[str, str], bool | None]
Judge = Callable[[Line, Ask], bool | None]


def judging(node: Node, when: Moment) -> Judge:
    """The function of a tree: True, False, or None where a pattern's answer is missing."""
    match node:
        case Phrase():
            return _phrase(node.text.lower())
        case Matches():
            pattern = node.pattern
            return lambda line, ask: ask(pattern, whole(line))
        case Test():
            return _test(node, when)
        case FieldMatches():
            found = _field_matches(node)
            return _not(found) if node.negative else found
        case Saved():
            return judging(node.node, when)
        case Not():
            return _not(judging(node.node, when))
    judges = [judging(one, when) for one in sorted(node.nodes, key=_cost)]
    return _joined(judges, decisive=isinstance(node, Any))


def whole(line: Line) -> str:
    """What a pattern is searched for in."""
    return f"{line.relay} {line.event.raw}"


def values_of(name: str) -> Callable[[Line], Sequence[Anything]]:
    """What a line holds in a field: none, one or some."""
    field = field_named(name)
    assert field is not None
    get = field.get

    def values(line: Line) -> Sequence[Anything]:
        found = get(line)
        if found is None:
            return ()
        return found if isinstance(found, list) else (found,)

    return values


def _phrase(needle: str) -> Judge:
    def judge(line: Line, _: Ask) -> bool:
        return needle in line.event.raw.lower() or needle in line.relay.lower()

    return judge


def _test(node: Test, when: Moment) -> Judge:
    field, values = field_named(node.field), values_of(node.field)
    assert field is not None
    fits = [fitting(field, node.operator, value, when) for value in node.values]
    negative = node.operator.startswith("!")
    # What a line does not say, it does not say: only `late=no` and the like hold without it.
    bare = field.holds is Holds.YES and any(one(False) for one in fits)

    def judge(line: Line, _: Ask) -> bool:
        found = values(line)
        held = any(one(value) for value in found for one in fits) if found else bare
        return held is not negative

    return judge


def _field_matches(node: FieldMatches) -> Judge:
    values, pattern = values_of(node.field), node.pattern

    def judge(line: Line, ask: Ask) -> bool | None:
        answers = [ask(pattern, as_text(one)) for one in values(line)]
        if True in answers:
            return True
        return None if None in answers else False

    return judge


def _not(judge: Judge) -> Judge:
    def opposite(line: Line, ask: Ask) -> bool | None:
        found = judge(line, ask)
        return None if found is None else not found

    return opposite


def _joined(judges: list[Judge], decisive: bool) -> Judge:
    """All of them (one False decides), or any of them (one True does)."""

    def judge(line: Line, ask: Ask) -> bool | None:
        result: bool | None = not decisive
        for one in judges:
            found = one(line, ask)
            if found is decisive:
                return decisive
            result = None if found is None else result
        return result

    return judge


def _cost(node: Node) -> int:
    """What is cheap is looked at first; patterns last."""
    match node:
        case Test() | Phrase():
            return 1
        case Matches() | FieldMatches():
            return 100
        case Not() | Saved():
            return _cost(node.node)
        case All() | Any():
            return 1 + max(map(_cost, node.nodes))
