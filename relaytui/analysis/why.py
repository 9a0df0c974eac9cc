"""Why somebody is kept out or let in: the entries that hold an address or an account, and the
lines of the log that tell how it came to that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from relaytui.analysis.entries import Entries, Held
from relaytui.domain.entry import Block, Trust
from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe

#: Kinds of events that decide something about a client, or lead to it.
TELLING = frozenset({
    "ban", "unban", "blocked", "rate_limited", "reject", "auth_failed", "offence", "allowed",
    "policy", "tls_failed",
})  # fmt: skip
#: Orders: what keeps out before what lets in before what the log says.
_ORDER = {"blocks": 0, "trusts": 1, "log": 2}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about: an address or a network, or else an account or any other name."""

    text: SafeText
    net: Net | None

    @property
    def words(self) -> str:
        """How its lines are looked for."""
        if self.net is not None and self.net.size == 1:
            return str(self.net)
        return str(self.text)


def subject_of(text: str) -> Subject:
    """The subject of what somebody typed or chose."""
    word = text.strip()
    return Subject(safe(word, 200), parse_net(word))


@dataclass(frozen=True, slots=True)
class Cause:
    """`verb`: blocks, trusts or log. `works`: False where an entry has no effect, with why."""

    verb: str
    relay: str
    layer: str
    place: SafeText
    words: SafeText
    at: float | None = None
    until: float | None = None
    works: bool | None = None
    wider: bool = False
    line: Line | None = None

    @property
    def order(self) -> tuple[int, str, float]:
        """First what keeps out."""
        return (_ORDER[self.verb], self.relay, -(self.at or 0.0))


def causes(
    subject: Subject, blocked: Entries[Block], trusted: Entries[Trust], lines: Iterable[Line] = ()
) -> list[Cause]:
    """All that is known about it."""
    found = [_of_block(one, subject) for one in _about(blocked.held, subject)]
    found += [_of_trust(one, subject) for one in _about(trusted.held, subject)]
    found += [_of_line(line) for line in lines if is_about(line.event, subject)]
    return sorted(found, key=lambda one: one.order)


def is_about(event: Event, subject: Subject) -> bool:
    """Whether a line tells something of it: by its fields only, since in the rest of a line an
    attacker can write any name."""
    if event.kind not in TELLING or event.duplicate:
        return False
    if subject.net is None:
        return subject.text in (event.user, event.sender, event.recipient)
    for address in (event.client_ip, event.client_net):
        net = parse_net(address) if address else None
        if net is not None and net.meets(subject.net):
            return True
    return False


def _about(held: Iterable[Held], subject: Subject) -> list[Held]:  # type: ignore[type-arg]
    if subject.net is not None:
        return [one for one in held if one.entry.net and one.entry.net.meets(subject.net)]
    return [one for one in held if one.entry.what == subject.text]


def _wider(net: Net | None, subject: Subject) -> bool:
    return net is not None and subject.net is not None and net.size > subject.net.size


def _of_block(held: Held[Block], subject: Subject) -> Cause:
    entry = held.entry
    why = entry.why if entry.effective is not True else ""
    words = [str(entry.net or entry.what), why, entry.reason, entry.author]
    return Cause(
        "blocks", held.relay, entry.layer, entry.place, _joined(words), entry.since, entry.until,
        entry.effective, _wider(entry.net, subject),
    )  # fmt: skip


def _of_trust(held: Held[Trust], subject: Subject) -> Cause:
    entry = held.entry
    state = "off (commented out)" if not entry.on else "an exception: NOT trusted here"
    words = [str(entry.net or entry.what), state if not entry.on or entry.negated else "",
             *entry.problems, entry.comment]  # fmt: skip
    works = entry.on and not entry.negated and not entry.problems
    return Cause(
        "trusts", held.relay, entry.layer, entry.place, _joined(words), None, entry.until,
        works, _wider(entry.net, subject),
    )  # fmt: skip


def _of_line(line: Line) -> Cause:
    event = line.event
    words = safe(event.message or event.raw)
    place = safe(line.source, 100)
    return Cause("log", line.relay, event.kind, place, words, line.at, line=line)


def _joined(words: Sequence[str]) -> SafeText:
    return safe("; ".join(word for word in words if word), 1000)
