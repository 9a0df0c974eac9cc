"""One entry of a list that blocks or trusts, in any layer of a host."""

import msgspec

from relaytui.domain.net import Net
from relaytui.domain.text import SafeText

_NO_TEXT = SafeText("")


class Block(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Somebody is kept out.

    Times are seconds since the epoch by the host's clock. Without `net` it is a name, a country
    or the like, as `what` says it.
    """

    #: The layer's name: `nft`, `fail2ban`, `postfix-access` …
    layer: str
    #: Where in the layer: table and set, jail, file:line.
    place: SafeText
    net: Net | None
    what: SafeText
    since: float | None = None
    #: When it ends by itself; None where it does not, or where that is not told.
    until: float | None = None
    reason: SafeText = _NO_TEXT
    author: SafeText = _NO_TEXT
    #: Packets or sessions that it has stopped; None where nobody counts.
    hits: int | None = None
    #: Whether it keeps anybody out: False with `why`; None where it can't be seen.
    effective: bool | None = None
    why: SafeText = _NO_TEXT


class Trust(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Somebody is let in, or spared by what keeps others out."""

    layer: str
    #: file:line, or table and set, or jail.
    place: SafeText
    net: Net | None
    #: As it is written there.
    what: SafeText
    #: False: it is switched off (commented out).
    on: bool = True
    #: An exception from a wider entry: `!192.0.2.7`.
    negated: bool = False
    comment: SafeText = _NO_TEXT
    until: float | None = None
    #: What its daemon makes of it without a word: host bits, covered by an earlier rule …
    problems: tuple[SafeText, ...] = ()
