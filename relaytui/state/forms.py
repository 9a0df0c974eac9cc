"""Forms of events: nearly all that an event says stands in its text, word for word, so that the
number of the word is kept instead of it.

Events that are alike share a form: which fields are set, and where each one stands.
"""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

#: Name, way, and what the way needs to know. Ways: the word with a number (as a text, a whole
#: number, a number); the value itself; the end of the text behind so many blanks; a part of the
#: text, or any value, which are among the loose values.
Field = tuple[str, int, Any]
_WORD, _INT, _FLOAT, _SAME, _END, _PART, _LOOSE = range(7)

_WAYS = {str: _WORD, int: _INT, float: _FLOAT}


class Forms:
    """The forms of some events, each with a number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Field, ...], int] = {}
        # By fields and kind, the form that was right the last time: most rows have it again.
        self._last: dict[tuple[Any, ...], _Guess] = {}

    def fields(self) -> list[tuple[Field, ...]]:
        """All forms, in the order of their numbers."""
        return list(self._numbers)

    def number(self, values: dict[str, Any], raw: str, words: list[str], loose: list[Any]) -> int:
        """The form of an event; what it does not hold is put to the loose values."""
        likely = (values.get("kind"), *values)
        guess = self._last.get(likely)
        if guess is None or not guess.fits(values, raw, words, loose):
            places = dict(zip(words, range(len(words)), strict=True))
            form = tuple([_field(*one, raw, places, loose) for one in values.items()])
            number = self._numbers.setdefault(form, len(self._numbers))
            guess = self._last[likely] = _Guess(form, number)
        return guess.number


class _Guess:
    """A form that may be that of another event with the same fields."""

    __slots__ = ("_named", "_others", "_said", "_texts", "number")

    def __init__(self, form: tuple[Field, ...], number: int) -> None:
        self.number = number
        texts = [field for field in form if field[1] == _WORD]
        self._named = itemgetter(*[name for name, _, _ in texts]) if texts else _nothing
        self._said = itemgetter(*[place for _, _, place in texts]) if texts else _nothing
        self._others = [field for field in form if field[1] != _WORD and field[0] != "kind"]

    def fits(self, values: dict[str, Any], raw: str, words: list[str], loose: list[Any]) -> bool:
        """Whether it is right for this event; if so, loose values are added."""
        before = len(loose)
        try:
            good = self._named(values) == self._said(words)
            for name, way, what in self._others:
                if not good:
                    break
                good = _fits(values[name], way, what, raw, words, loose)
        except IndexError:  # fewer words
            good = False
        if not good:
            del loose[before:]
        return bool(good)


def _nothing(_: object) -> None:
    """There are no such fields."""


def _fits(value: Any, way: int, what: Any, raw: str, words: list[str], loose: list[Any]) -> bool:
    if way in (_INT, _FLOAT):
        return bool(words[what] == str(value))
    if way == _END:
        return bool(_blanks_before(value, raw) == what)
    if way == _SAME:
        return value is True
    if way == _PART:
        start = raw.find(value)
        loose += (start, len(value))
        return start >= 0
    loose.append(value)
    return True


def _field(name: str, value: Any, raw: str, places: dict[str, int], loose: list[Any]) -> Field:
    """How to find a value again."""
    way = _WAYS.get(type(value))
    if name == "kind":
        return name, _SAME, value
    if way is None:
        if value is True:
            return name, _SAME, True
    elif (place := places.get(value if way == _WORD else str(value))) is not None:
        return name, way, place
    elif way == _WORD:
        if (blanks := _blanks_before(value, raw)) is not None:
            return name, _END, blanks
        if (start := raw.find(value)) >= 0:
            loose += (start, len(value))
            return name, _PART, None
    loose.append(value)
    return name, _LOOSE, None


def _blanks_before(value: str, raw: str) -> int | None:
    """How many blanks stand before a value that ends the text; None where it does not."""
    if not raw.endswith(value):
        return None
    start = len(raw) - len(value)
    return raw.count(" ", 0, start) if raw[start - 1 : start] in ("", " ") else None


def loose_values(form: tuple[Field, ...]) -> int:
    """How many loose values an event of this form has."""
    return sum({_PART: 2, _LOOSE: 1}.get(way, 0) for _, way, _ in form)


def found(
    form: tuple[Field, ...], raw: str, words: list[str], loose: Iterator[Any]
) -> dict[str, Any]:
    """The values of an event of this form; the loose ones are used up."""
    values: dict[str, Any] = {}
    for name, way, what in form:
        if way == _WORD:
            values[name] = words[what]
        elif way == _INT:
            values[name] = int(words[what])
        elif way == _FLOAT:
            values[name] = float(words[what])
        elif way == _SAME:
            values[name] = what
        elif way == _END:
            values[name] = raw.split(" ", what)[what]
        elif way == _PART:
            start = next(loose)
            values[name] = raw[start : start + next(loose)]
        else:
            values[name] = next(loose)
    return values
