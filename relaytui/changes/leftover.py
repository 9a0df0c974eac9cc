"""What a break has left half done on a host: found at the first contact, settled, journalled,
told."""

import time
from collections.abc import Iterable

from relaytui.changes.apply import settle
from relaytui.changes.deed import Settled
from relaytui.changes.journal import Journal, Record
from relaytui.changes.looking import access_of
from relaytui.domain.text import SafeText, safe
from relaytui.engine.asking import Asking
from relaytui.facts.unfinished import UNFINISHED
from relaytui.ssh.link import Link

#: Seconds for which a change without an answer may still be under way.
UNDER_WAY = 300.0
#: By how it was settled: the journal's event, and what people are told.
_SAID = {
    "finished": ("done", "was finished"),
    "restored": ("settled", "was taken back"),
    "absent": ("settled", "never began"),
    "torn": ("not undone", "COULD NOT BE WHOLLY TAKEN BACK: look at it by hand"),
}


def settle_left(
    link: Link, asking: Asking, relay: str, journal: Journal, by: str, *, read_only: bool = False
) -> list[SafeText]:
    """Look for changes that were broken off, and settle them; what came of each, in a line.

    Nothing is asked but where the account has a root shell. A host that is `read_only` is left as
    it is, and it is said. Raises LinkLost, and JournalError before anything is touched.
    """
    if not access_of(link, asking).shell:
        return []
    found = asking.ask(link, (UNFINISHED,))[UNFINISHED.name]
    left = [one for one in found if not one.waits] if isinstance(found, tuple) else []
    unknown = _unknown(journal, relay)
    if read_only:
        return [
            safe(f"{relay} is read-only: change {one.identity} is half done: {one.words}", 600)
            for one in left
        ]
    if not left and not unknown:
        return []
    journal.ready()
    applied = settle(link, relay, root=access_of(link, asking).root, asked=tuple(unknown))
    return note_settled(applied.answered.settled, relay, journal, by)


def note_settled(
    settled: Iterable[Settled], relay: str, journal: Journal, by: str
) -> list[SafeText]:
    """Write them into the journal; what came of each, in a line. Raises JournalError."""
    told = []
    for one in settled:
        event, said = _SAID[one.how]
        words = safe(f"change {one.identity} was broken off, and {said}: {one.words}", 600)
        told.append(words)
        journal.append(
            Record(
                at=time.time(),
                event=event,
                change=str(one.identity),
                relay=relay,
                by=by,
                what=str(one.words),
                words=f"broken off, and {said}",
            )
        )
    return told


def _unknown(journal: Journal, relay: str) -> list[str]:
    """Changes whose answer never came; young ones may be under way in another console."""
    last: dict[str, Record] = {}
    for _, one in journal.read():
        if one is not None and one.relay == relay:
            last[one.change] = one
    begun = time.time() - UNDER_WAY
    return [
        change
        for change, one in last.items()
        if one.event == "unknown" or (one.event == "intended" and one.at < begun)
    ][-20:]
