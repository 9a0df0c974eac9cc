"""Lines without their raw texts, which are kept elsewhere: see forms.py for how."""

from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, islice
from typing import Any

import msgspec

from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.state.forms import Field, Forms, found, loose_values

#: What parts words, beside blanks.
_PARTS = bytes.maketrans(b'[]()<>=,;":', b" " * 11)
#: The head of a line: few rows of a log differ in these.
_HEAD = ("host", "program", "instance", "service", "daemon", "unit")
#: What else stands once for many rows.
_WHOSE = ("relay", "source", "marker", "late")
_MICRO = 1e6

# A relay, a source, a marker, whether it came late, the head of the text.
_Whose = tuple[str, str, str, bool, tuple[str | None, ...]]


class _Rest(msgspec.Struct, array_like=True, gc=False):
    whose: list[_Whose]
    forms: list[tuple[Field, ...]]
    #: By row: numbers of the two above.
    who: list[int]
    form: list[int]
    #: By how much the line's own number is higher than that of the row before.
    n: list[int]
    #: Microseconds since the row before; None: the time is among the loose values.
    step: list[int | None]
    #: Seconds by which the event is later than the line; None: its time is a value like others.
    skew: list[float | None]
    loose: list[Any]
    unclean: dict[int, bytes]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Rest).decode


def condense(lines: Sequence[Line], texts: bytes) -> bytes:
    """All of the lines but their raw texts; `texts` are those, joined by line feeds."""
    rest = _Rest([], [], [], [], [], [], [], [], {})
    whose: dict[_Whose, int] = {}
    forms = Forms()
    before = n = 0
    for row, (line, (raw, words)) in enumerate(zip(lines, _rows(texts), strict=True)):
        values = msgspec.to_builtins(line.event, builtin_types=(bytes,))
        values.pop("raw", None)
        before = _keep_time(rest, line, values, before)
        head = tuple([values.pop(name, None) for name in _HEAD])
        who = (line.relay, line.source, line.marker, line.late, head)
        rest.who.append(whose.setdefault(who, len(whose)))
        rest.form.append(forms.number(values, raw, words, rest.loose))
        rest.n.append(line.n - n)
        n = line.n
        if line.unclean is not None:
            rest.unclean[row] = line.unclean
    rest.whose, rest.forms = list(whose), forms.fields()
    return _encode(rest)


def restore(packed: bytes, texts: bytes) -> list[Line]:
    """The lines that were condensed, with these texts."""
    return Condensed(packed, texts).lines()


class Condensed:
    """Condensed rows, opened: what they hold in a field, and lines of those that are wanted."""

    def __init__(self, packed: bytes, texts: bytes) -> None:
        self._rest = _decode(packed)
        self._texts = texts
        self._raws = texts.decode("utf-8", "surrogatepass").split("\n")

    def of(self, field: str) -> list[object] | None:
        """A field of each row; None where it is not held that way."""
        if field not in _WHOSE and field not in _HEAD:
            return None
        places = {name: place for place, name in enumerate(_WHOSE)}
        values = [
            whose[places[field]] if field in places else whose[-1][_HEAD.index(field)]
            for whose in self._rest.whose
        ]
        return [values[number] for number in self._rest.who]

    def having(self, fields: Collection[str]) -> list[int]:
        """The rows whose events have one of these fields, which are none of the above."""
        good = [any(name in fields for name, _, _ in form) for form in self._rest.forms]
        return [row for row, number in enumerate(self._rest.form) if good[number]]

    def lines(self, wanted: Collection[int] | None = None) -> list[Line]:
        """The lines, in their order; or those of some rows alone."""
        rest = self._rest
        rows = range(len(self._raws)) if wanted is None else sorted(wanted)
        parted = _parted(self._texts) if 8 * len(rows) > len(self._raws) else None
        times = list(accumulate(step or 0 for step in rest.step))
        numbers = list(accumulate(rest.n))
        starts = self._loose_starts()
        found = []
        for row in rows:
            raw = self._raws[row]
            words = (parted[row] if parted else _part(raw)).split()
            loose = islice(rest.loose, starts[row], None)
            moment = next(loose) if rest.step[row] is None else times[row] / _MICRO
            event = self._event(row, raw, words, loose, moment)
            relay, source, marker, late, _ = rest.whose[rest.who[row]]
            at = moment - (rest.skew[row] or 0.0)
            line = Line(relay, source, numbers[row], at, event, marker, late)
            line.unclean = rest.unclean.get(row)
            found.append(line)
        return found

    def _event(
        self, row: int, raw: str, words: list[str], loose: Iterator[Any], moment: float
    ) -> Event:
        rest = self._rest
        event = msgspec.convert(found(rest.forms[rest.form[row]], raw, words, loose), Event)
        event.raw = raw
        event.time = event.time if rest.skew[row] is None else moment
        head = rest.whose[rest.who[row]][-1]
        event.host, event.program, event.instance, event.service, event.daemon, event.unit = head
        return event

    def _loose_starts(self) -> list[int]:
        """Where the loose values of each row begin."""
        rest = self._rest
        counts = [loose_values(form) for form in rest.forms]
        steps = zip(rest.form, rest.step, strict=True)
        used = [counts[form] + (step is None) for form, step in steps]
        return [0, *accumulate(used)]


def _rows(texts: bytes) -> Iterator[tuple[str, list[str]]]:
    """Each text, and its words."""
    raws = texts.decode("utf-8", "surrogatepass").split("\n")
    return zip(raws, map(str.split, _parted(texts)), strict=True)


def _part(raw: str) -> str:
    """A text, blanks between its words."""
    return raw.encode("utf-8", "surrogatepass").translate(_PARTS).decode("utf-8", "surrogatepass")


def _parted(texts: bytes) -> list[str]:
    """Each text, blanks between its words."""
    return texts.translate(_PARTS).decode("utf-8", "surrogatepass").split("\n")


def _keep_time(rest: _Rest, line: Line, values: dict[str, Any], before: int) -> int:
    """Keep when the line was; an event's time that can't be told from it stays a value."""
    moment, time, skew = line.at, line.event.time, None
    if time is not None and time - (time - moment) == moment:
        skew = time - moment
        moment = values.pop("time")
    rest.skew.append(skew)
    at = round(moment * _MICRO)
    if at / _MICRO != moment:
        rest.step.append(None)
        rest.loose.append(moment)
        return before
    rest.step.append(at - before)
    return at
