"""Fact: whom fail2ban bans, in which jail, until when; whom it never bans; what it can't see."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.facts import fail2ban_said as said
from relaytui.facts import fail2ban_words as words
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.fail2ban_blind import blindness
from relaytui.facts.fail2ban_script import SCRIPT

_NONE = SafeText("")
#: What the reason begins with where it is to run and does not.
NOT_RUNNING = "fail2ban is not running"
#: Jails that are taken.
_MOST = 500


class Ban(msgspec.Struct, frozen=True):
    """Times are seconds since the epoch by the host's clock; None where they are not told.
    `until` is None too where it never ends (`permanent`)."""

    net: Net
    since: float | None = None
    until: float | None = None
    permanent: bool = False


class Jail(msgspec.Struct, frozen=True, kw_only=True):
    """A jail that the server runs.

    `invalid` are words in its list that are no address: fail2ban takes them, nothing can act on
    them. `ignore` is None while it has not been told. `status` counts, and names what is read.
    `blind` tells why its filter can't see anything.
    """

    name: SafeText
    bans: tuple[Ban, ...] = ()
    invalid: tuple[SafeText, ...] = ()
    ignore: tuple[SafeText, ...] | None = None
    status: words.JailStatus | None = None
    blind: SafeText = _NONE


class Fail2ban(msgspec.Struct, frozen=True):
    """The jails of a server that runs, by name."""

    jails: tuple[Jail, ...]


def parse_fail2ban(answers: Answers) -> Fail2ban | Absent | Failed:
    """What fail2ban does on a host."""
    if not answers["server"].ran:
        return Absent("not installed", "fail2ban")
    facts = dict(one.partition(" ")[::2] for one in answers["server"].lines)
    if facts.get("lives") != "yes" and facts.get("on") == "no":
        return Absent("installed, but it neither runs nor is started at boot", "fail2ban")
    if facts.get("lives") != "yes":
        return _not_running(facts.get("socket", ""))
    listing = answers["list"] if answers["list"].ran else answers["banned"]
    if facts.get("may") != "yes" or said.is_refused(listing):
        return no_permission("fail2ban-client")
    if (error := said.error_of(listing)) is not None:
        return Failed(
            safe(f"fail2ban does not answer: {error}", 200),
            Remedy("See what its server says of itself", "fail2ban-client ping"),
        )
    if not listing.ran:
        return Failed("fail2ban was not asked yet", Remedy("It is asked again in some seconds"))
    offset = -_offset(answers)
    units = frozenset(answers["units"].lines)
    bans: Mapping[str, tuple[str, ...] | None] = _bans_listed(listing.stdout)
    if answers["list"].ran:
        bans = dict.fromkeys(words.jail_names(listing.text))
    names = sorted(bans)[:_MOST]
    return Fail2ban(tuple(_jail(one, bans[one], answers, offset, units) for one in names))


def _offset(answers: Answers) -> float:
    from_utc = answers.zone.utcoffset(None)
    return from_utc.total_seconds() if from_utc else 0.0


def _not_running(socket: str) -> Failed:
    where = f": nothing listens on {socket}" if socket else ""
    return Failed(
        safe(f"{NOT_RUNNING}{where}", 200),
        Remedy("See why it ended, then start it", "systemctl status fail2ban"),
    )


def no_permission(tool: str) -> Failed:
    """What to say where sudo is needed, and not granted."""
    return Failed(
        f"no permission: sudo {tool}",
        Remedy("Let the account read it: run `relaytui doctor HOST --sudoers read`"),
    )


def _jail(
    name: str,
    listed: tuple[str, ...] | None,
    answers: Answers,
    offset: float,
    units: frozenset[str],
) -> Jail:
    status = next(iter(_statuses(answers[f"status:{name}"].stdout)), None)
    timed = _timed(answers[f"times:{name}"].stdout, offset)
    if listed is None:
        listed = tuple(timed) or (status.banned if status else ())
    bans, invalid = [], []
    for word in listed:
        ban = timed.get(word) or _untimed(word)
        if ban is None:
            invalid.append(safe(word, 100))
        else:
            bans.append(ban)
    return Jail(
        name=safe(name, words.WORD),
        bans=tuple(bans),
        invalid=tuple(invalid),
        ignore=words.ignored(answers[f"ignore:{name}"].text),
        status=status,
        blind=blindness(status.matches, units) if status else _NONE,
    )


def _untimed(word: str) -> Ban | None:
    net = parse_net(word)
    return None if net is None else Ban(net)


# A look that has brought nothing new gives the same bytes, so they are read once.
@lru_cache(maxsize=64)
def _bans_listed(stdout: bytes) -> dict[str, tuple[str, ...]]:
    found = words.banned(Answer(0, stdout).text) or {}
    return {name: tuple(one) for name, one in found.items()}


@lru_cache(maxsize=512)
def _statuses(stdout: bytes) -> tuple[words.JailStatus, ...]:
    return words.jail_statuses(Answer(0, stdout).text)


@lru_cache(maxsize=256)
def _timed(stdout: bytes, offset: float) -> dict[str, Ban | None]:
    """Bans by word; None for words that are no address."""
    found: dict[str, Ban | None] = {}
    for one in words.with_times(Answer(0, stdout).text):
        net = parse_net(one.word)
        since = one.clock + offset
        until = None if one.permanent else since + one.seconds
        found[one.word] = None if net is None else Ban(net, since, until, one.permanent)
    return found


FAIL2BAN = Fact("fail2ban", SCRIPT, parse_fail2ban, every=8.0)
