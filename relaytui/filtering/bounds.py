"""Which rows a filter surely keeps, and which it may keep, told without looking at their events.

Texts are looked for in many rows at once. Of a field, what must stand in the raw line for it to
have a value is looked for; only the rows that are left need their events.
"""

from typing import NamedTuple, Protocol

from relaytui.domain.net import Net
from relaytui.domain.text import HIDDEN
from relaytui.filtering import tree
from relaytui.filtering.comparing import Fits, Moment, bare_address, fitting, threshold
from relaytui.filtering.fields import Field, Holds, field_named
from relaytui.filtering.measures import net
from relaytui.filtering.wildcards import longest_text


class Rows(Protocol):
    """Some rows, by numbers from 0."""

    @property
    def all(self) -> frozenset[int]:
        """All of them."""

    def with_text(self, needle: str) -> frozenset[int]:
        """Those with a text (in lower case) in the raw line, in whatever case."""

    def of(self, field: str) -> dict[object, frozenset[int]] | None:
        """The rows of each value of a field (of all its values, as a tuple, for `kind`); None where
        it is not held that way."""

    def having(self, fields: frozenset[str]) -> frozenset[int]:
        """Those whose events may have one of these fields."""

    def span(self) -> tuple[float, float]:
        """Times before and after which there is none of them (seconds since the epoch)."""


class Bounds(NamedTuple):
    """Rows that are surely kept, and those that may be (the sure ones among them)."""

    surely: frozenset[int]
    maybe: frozenset[int]


_NONE: frozenset[int] = frozenset()


def bounds(node: tree.Node, rows: Rows, when: Moment) -> Bounds:
    """The bounds of a filter."""
    match node:
        case tree.Phrase():
            return _phrase(node.text.lower(), rows)
        case tree.Test():
            found = _test(node, rows, when)
            return _opposite(found, rows) if node.operator.startswith("!") else found
        case tree.Matches():
            return Bounds(_NONE, rows.all)
        case tree.FieldMatches():
            return Bounds(_NONE, rows.all if node.negative else _having(node.field, rows))
        case tree.Saved():
            return bounds(node.node, rows, when)
        case tree.Not():
            return _opposite(bounds(node.node, rows, when), rows)
        case tree.All():
            return _all(node, rows, when)
        case tree.Any():
            parts = [bounds(one, rows, when) for one in node.nodes]
            return Bounds(
                _NONE.union(*[one.surely for one in parts]),
                _NONE.union(*[one.maybe for one in parts]),
            )


def _all(node: tree.All, rows: Rows, when: Moment) -> Bounds:
    """What is cheap first: where no row is left, nothing else is looked at."""
    surely = maybe = rows.all
    for one in sorted(node.nodes, key=_rank):
        found = bounds(one, rows, when)
        surely, maybe = surely & found.surely, maybe & found.maybe
        if not maybe:
            break
    return Bounds(surely, maybe)


def _rank(node: tree.Node) -> int:
    match node:
        case tree.Not() | tree.Saved():
            return _rank(node.node)
        case tree.Test():
            return 1 if node.field in ("kind", "relay", "since", "until") else 2
    return 0 if isinstance(node, tree.Phrase) else 3


def _opposite(found: Bounds, rows: Rows) -> Bounds:
    return Bounds(rows.all - found.maybe, rows.all - found.surely)


def _phrase(needle: str, rows: Rows) -> Bounds:
    found = rows.with_text(needle)
    for relay, theirs in (rows.of("relay") or {}).items():
        if needle in str(relay).lower():
            found |= theirs
    return Bounds(found, found)


def _test(node: tree.Test, rows: Rows, when: Moment) -> Bounds:
    """The bounds of a comparison as if it were not a negative one."""
    field = field_named(node.field)
    assert field is not None
    fits = [fitting(field, node.operator, value, when) for value in node.values]
    if (grouped := _grouped(field, fits, rows)) is not None:
        return grouped
    if field.holds is Holds.AGE:
        return _since(field, [threshold(value.text, when) for value in node.values], rows)
    if field.holds is Holds.YES and any(one(False) for one in fits):
        return Bounds(_NONE, rows.all)
    found = rows.all
    if (texts := needed(field, node.operator, node.values)) is not None:
        found = _NONE.union(*map(rows.with_text, texts))
    return Bounds(_NONE, found & _having(node.field, rows) if found else _NONE)


def _grouped(field: Field, fits: list[Fits], rows: Rows) -> Bounds | None:
    """The bounds by the values that stand in the rows, where these are held by value."""
    groups = [rows.of(name) for name in {"host": ("relay", "host")}.get(field.name, (field.name,))]
    found = _NONE
    for group in groups:
        if group is None:
            return None
        for value, theirs in group.items():
            values = value if isinstance(value, tuple) else () if value is None else (value,)
            if any(fit(one) for one in values for fit in fits):
                found |= theirs
    return Bounds(found, found)


def _having(name: str, rows: Rows) -> frozenset[int]:
    field = field_named(name)
    return rows.having(field.parts) if field and field.parts else rows.all


def _since(field: Field, limits: list[float], rows: Rows) -> Bounds:
    first, last = rows.span()
    if field.name == "until":
        first, last = -last, -first
        limits = [-limit for limit in limits]
    limit = min(limits)
    return Bounds(rows.all if first >= limit else _NONE, rows.all if last >= limit else _NONE)


def needed(field: Field, operator: str, values: tuple[tree.Value, ...]) -> list[str] | None:
    """Texts (in lower case) of which one stands in each line for which a comparison holds; None
    where that can't be said. What was hidden in a line may have been any of them."""
    texts = [_text_of(field, operator, value) for value in values]
    sure = [one for one in texts if one]
    return [*(one for text in sure for one in text), HIDDEN] if len(sure) == len(texts) else None


def _text_of(field: Field, operator: str, value: tree.Value) -> list[str]:
    if operator in ("~", "!~"):
        return _sure(value.text.lower()) if field.verbatim else []
    if operator not in ("=", "!="):
        return []
    if field.holds is Holds.NET:
        wanted = net(value.text)
        return _text_of_net(wanted) if wanted else []
    if not field.verbatim:
        return []
    text = bare_address(value.text) if field.holds is Holds.MAIL else value.text.lower()
    if tree.has_wildcard(text) and not value.literal:
        text = longest_text(text)
    return _sure(text)


def _sure(text: str) -> list[str]:
    """Small letters of other scripts depend on what stands beside them."""
    return [text] if text and text.isascii() else []


def _text_of_net(wanted: Net) -> list[str]:
    """What stands in an address of a network, in whichever of its spellings."""
    bits = wanted.bits
    if wanted.version == 4 and bits is not None and bits >= 8:
        parts = str(Net(4, wanted.first, wanted.first)).split(".")
        whole = bits // 8
        return [".".join(parts[:whole]) + ("." if whole < 4 else ""), "ffff:"]
    if wanted.version == 6 and bits is not None and bits >= 16 and wanted.first >> 112:
        return [f"{wanted.first >> 112:x}:"]
    return []
