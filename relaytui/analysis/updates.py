"""Pending updates of all hosts: one row a package, those of the mail system first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from relaytui.domain.text import SafeText
from relaytui.facts.updates import Updates
from relaytui.updates.base import Pending, Update

#: Words of package names that are about mail, and beginnings of such words.
_MAIL_WORDS = """
    mta smtp esmtp imap pop3 mail mailx milter libmilter dkim dmarc spf sasl sasl2 libsasl2
    saslauthd sendmail opensmtpd nullmailer courier cyrus postgrey postsrsd policyd mailman
    mimedefang fail2ban crowdsec getmail qmail pyspf libspf2 libopendkim
"""
_MAIL = frozenset(_MAIL_WORDS.split())
_BEGINNINGS = (
    "postfix", "exim", "dovecot", "rspamd", "spamassassin", "spamd", "amavis", "clam", "libclam",
    "opendkim", "opendmarc", "msmtp", "policyd",
)  # fmt: skip
#: Places in the order: mail first, and security first in each.
_RANKS = {(True, True): 0, (True, False): 1, (False, True): 2, (False, False): 3}


@lru_cache(maxsize=4096)
def is_mail(name: str) -> bool:
    """Whether a package belongs to the mail system or guards it."""
    words = re.split(r"[-_.+:]", name.lower())
    return any(one in _MAIL or one.startswith(_BEGINNINGS) for one in words)


@dataclass(frozen=True, slots=True)
class OfHost:
    """An update of one host."""

    relay: str
    manager: str
    update: Update


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """A package and where it is pending; `place` is the host where rows are a host's."""

    name: SafeText
    held: tuple[OfHost, ...]
    place: str = ""

    @property
    def relays(self) -> list[str]:
        """The hosts, each once."""
        return list(dict.fromkeys(one.relay for one in self.held))

    @property
    def security(self) -> bool | None:
        """True where it is one for security on any host; None where that is told on none."""
        said = {one.update.security for one in self.held}
        return True if True in said else False if False in said else None

    @property
    def mail(self) -> bool:
        """Whether it belongs to the mail system."""
        return is_mail(self.name)

    @property
    def rank(self) -> tuple[int, str]:
        """Its place in the order."""
        return _RANKS[self.mail, self.security is True], self.name

    def versions(self, old: bool) -> str:
        """The one version, or how many there are."""
        said = {one.update.old if old else one.update.new for one in self.held} - {""}
        return said.pop() if len(said) == 1 else f"{len(said)} versions" if said else ""

    @property
    def states(self) -> list[str]:
        """What keeps it from being installed, in words."""
        updates = [one.update for one in self.held]
        held = any(one.held for one in updates)
        said = (
            ("held", held),
            ("kept back", not held and any(one.kept_back for one in updates)),
            ("phased", any(one.phased for one in updates)),
            ("new", any(one.new_install for one in updates)),
        )
        return [word for word, holds in said if holds]


@dataclass(frozen=True, slots=True)
class HostRow:
    """A host, above its packages."""

    place: str
    updates: Updates
    name: str = ""
    rank: tuple[int, str] = (-1, "")


def update_rows(found: Mapping[str, Updates], by_host: bool = False) -> list[UpdateRow]:
    """All that is pending, in its order: a row a package, or a package of a host."""
    rows: dict[tuple[str, str], list[OfHost]] = {}
    for one in _all(found):
        rows.setdefault((one.relay if by_host else "", one.update.name), []).append(one)
    made = [UpdateRow(held[0].update.name, tuple(held), place) for (place, _), held in rows.items()]
    return sorted(made, key=lambda row: (row.place, row.rank))


def _all(found: Mapping[str, Updates]) -> Iterable[OfHost]:
    for relay, updates in found.items():
        for pending in updates.pending:
            for update in pending.updates:
                yield OfHost(relay, pending.manager, update)


def not_judged(pending: Pending) -> int:
    """Updates of which nobody tells whether they are for security."""
    return sum(one.security is None for one in pending.updates)


def problems(updates: Updates) -> list[SafeText]:
    """Why it may be more, or other, than what is said of a host."""
    words: list[SafeText] = []
    for one in updates.pending:
        words += one.problems
        if one.incomplete and not one.problems:
            words.append(SafeText(f"{one.manager} says that its list is not complete"))
        if one.removals:
            names = ", ".join(one.removals[:6])
            words.append(SafeText(f"an upgrade would remove {names}"))
        if one.subscription:
            count = len(one.subscription)
            words.append(SafeText(f"{count} security updates are for subscribers only"))
        offered = {each.name for each in one.updates}
        for each in one.vulnerable:
            if each.rpartition(" ")[0] not in offered:
                words.append(SafeText(f"{each} is vulnerable, and nothing newer is offered"))
    return words


#: Seconds by which a try is later than the lists where it brought nothing new.
_LATER = 300.0


def tried_ago(pending: Pending, asked_at: float, late: float = 0.0) -> float | None:
    """Seconds since new lists were looked for and none were taken; None where that was not so."""
    if pending.fetched is None or (pending.tried or 0.0) < pending.fetched + _LATER:
        return None
    return max(0.0, asked_at - (pending.tried or 0.0) + late)


def waiting_for(updates: Updates) -> list[str]:
    """What wants a restart on a host: mail daemons first, each with why it does."""
    words: list[str] = [one.words for one in updates.outdated]
    known = {one.package for one in updates.outdated}
    names = (one.removesuffix(".service").removesuffix("@-") for one in updates.services)
    left = [one for one in names if one not in known]
    if left:
        words.append(
            f"restart {', '.join(left[:4])}{f' and {len(left) - 4} more' * (len(left) > 4)}"
        )
    return words


def trouble_rank(updates: Updates) -> int:
    """How much a host wants to be looked at; the more, the smaller."""
    signs = (
        bool(updates.failed),
        updates.security > 0,
        bool(updates.outdated),
        updates.reboot is True or bool(updates.services),
        not updates.complete or any(one.stale for one in updates.pending),
    )
    return next((at for at, one in enumerate(signs) if one), len(signs))
