"""Which changes stand, by the journal. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from relaytui.changes.journal import Record

#: Events after which a change may stand on a host.
_STANDS = ("done", "done, not proved", "unknown", "not undone")
#: Events after which nobody expects it to hold.
_UNDOING = ("undo intended", "undone")


@dataclass(frozen=True, slots=True)
class Standing:
    """A change, and the relays on which it stands, or may stand."""

    change: str
    at: float
    by: str
    what: str
    relays: tuple[str, ...]


def standing(records: Iterable[Record]) -> list[Standing]:
    """Changes that stand anywhere, oldest first."""
    first: dict[str, Record] = {}
    relays: dict[str, dict[str, None]] = {}
    for one in records:
        first.setdefault(one.change, one)
        held = relays.setdefault(one.change, {})
        if one.event in _STANDS:
            held[one.relay] = None
        elif one.event == "cleaned":  # the records that undo needs are gone
            for each in relays.values():
                each.pop(one.relay, None)
        elif one.event in ("undone", "failed", "settled", "untouched"):
            held.pop(one.relay, None)
    return [
        Standing(name, one.at, one.by, one.what, tuple(relays[name]))
        for name, one in first.items()
        if relays[name]
    ]


def taken_back(records: Iterable[Record], change: str) -> set[tuple[str, str]]:
    """Hosts, and nets in words, that nobody expects this change to hold for any more: it was taken
    back there (or is being), the net was lifted, or all of ours was taken away since (the net is
    then empty)."""
    gone: set[tuple[str, str]] = set()
    begun = False
    for one in records:
        begun |= one.change == change
        if not begun:
            continue
        if one.change == change and one.event == "not undone":
            gone.discard((one.relay, ""))
        elif one.event == "cleaned" or (one.change == change and one.event in _UNDOING):
            gone.add((one.relay, ""))
        elif one.event == "done":
            lifted = [what for what in one.what.split("; ") if what.startswith("lift ")]
            gone |= {(one.relay, what.split(" ")[1]) for what in lifted}
    return gone
