"""What comments of a packet filter's entries tell: who put it there, when and why."""

from datetime import UTC, datetime
from typing import NamedTuple

from relaytui.domain.text import SafeText, safe
from relaytui.facts.packet_filter import NONE, Place
from relaytui.layers.owners import owner_of


class Remark(NamedTuple):
    """`since` in seconds since the epoch, None where it is not told."""

    reason: SafeText = NONE
    author: SafeText = NONE
    since: float | None = None


def plain_remark(_place: Place, comment: SafeText) -> Remark:
    """A comment is the reason."""
    return Remark(comment)


def own_remark(place: Place, comment: SafeText) -> Remark:
    """Comments in this program's own table are `who|why|when`; `when` is a time in ISO 8601 or in
    seconds since the epoch. In other tables a comment is the reason."""
    if "|" not in comment:
        return Remark(comment)
    owner = owner_of(place)
    if owner is None or owner.tool != "relaytui":
        return Remark(comment)
    author, _, rest = comment.partition("|")
    why, bar, when = rest.rpartition("|")
    if not bar:
        return Remark(safe(rest.strip()), safe(author.strip()))
    since = _moment(when.strip())
    reason = why if since is not None or not when.strip() else rest
    return Remark(safe(reason.strip()), safe(author.strip()), since)


def _moment(word: str) -> float | None:
    if word.isascii() and word.isdecimal() and len(word) <= 11:
        return float(word)
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
