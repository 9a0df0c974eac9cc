"""The way of a packet through a packet filter: which rules about some addresses decide, on which
mail ports, and what was decided before them.

Chains are followed in the order of their rules, each jump in its place, as the kernel does. An
accept ends the way within its hook's chain only; another chain of the same or a later hook may
still drop the packet.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from relaytui.facts.packet_filter import MAIL_PORTS, Chain, PacketFilter, Place, Rule, has_port

#: Rules that are followed, all ways together.
MOST_STEPS = 200_000
#: Jumps within jumps (the kernel takes 16).
MOST_DEPTH = 16
_ALL = frozenset(MAIL_PORTS)
_NO_PORTS: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Use:
    """A rule about some addresses, on one way to it. `rule` names them; `verdict` is drop, accept,
    spare (a return) or map. `ports`: mail ports that it speaks of; `left`: those of them about
    which nothing was decided before, else `taken` says by what; `passes`: addresses that were let
    by before; `packets` and `comment` of whichever rule has them; `version`: of IP, 0 for both."""

    rule: Rule
    verdict: str
    hook: str
    ports: frozenset[int]
    left: frozenset[int]
    taken: str
    narrow: tuple[str, ...]
    fresh: bool
    limited: bool
    packets: int | None
    comment: str
    passes: "Pass | None" = None
    version: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """Addresses that a rule has let by, on some mail ports; `before`: those that others had."""

    rule: Rule
    ports: frozenset[int]
    before: "Pass | None" = None
    within: bool = False  # a return: for the rest of its chain only


def passes_of(last: Pass | None, until: Pass | None = None) -> Iterator[Pass]:
    """All of them, the last one first."""
    while last is not None and last is not until:
        yield last
        last = last.before


@dataclass(frozen=True, slots=True)
class _Way:
    hook: str
    who: Rule | None = None
    ports: frozenset[int] = _ALL
    narrow: tuple[str, ...] = ()
    fresh: bool = True
    limited: bool = False
    comment: str = ""
    version: int = 0
    empty: bool = False  # no packet is of both versions


@dataclass(slots=True)
class _State:
    """What has been decided so far on the way from one hook: by IP version and port."""

    decided: dict[tuple[int, int], str] = field(default_factory=dict)
    passes: Pass | None = None


class Walk:
    """All uses of a filter, in the order of its rules. `published`: mail ports that go to other
    hosts or containers; `mentioned`: family, table and name of sets that rules name for anything
    but where packets come from; `complete` is False where there are too many rules to follow."""

    def __init__(self, found: PacketFilter) -> None:
        self.uses: list[Use] = []
        self.published: set[int] = set()
        self.mentioned = {
            (rule.chain.family, rule.chain.table, name)
            for rule in found.rules
            for name in rule.mentions
        }
        self.complete = True
        self._steps = 0
        self._seen: set[Place] = set()
        self._rules: dict[Place, list[Rule]] = {}
        for rule in found.rules:
            self._rules.setdefault(rule.chain, []).append(rule)
        asleep = found.asleep
        base = [one for one in found.chains if one.hook and one.place[:2] not in asleep]
        for chain in sorted(base, key=_order):
            self._chain(chain.place, _Way(chain.hook), _State(), 0)
        called = {(*rule.chain[:2], rule.target) for rule in found.rules if rule.target}
        # Chains that nothing reaches: from those that nothing jumps to, then the rest.
        for place in sorted(self._rules, key=lambda one: tuple(one) in called):
            if place not in self._seen:
                way = _Way("asleep" if place[:2] in asleep else "")
                self._chain(place, way, _State(), 0)
        order = {id(rule): number for number, rule in enumerate(found.rules)}
        self.uses.sort(key=lambda use: order[id(use.rule)])

    def _chain(self, place: Place, way: _Way, state: _State, depth: int) -> None:
        self._seen.add(place)
        decided, passes = set(state.decided), state.passes
        for rule in self._rules.get(place, ()):
            self._steps += 1
            if self._steps > MOST_STEPS:
                self.complete = False
                break
            here = _joined(way, rule)
            if rule.verdict == "return" and depth:
                self._return(rule, here, state)
            elif rule.verdict:
                self._rule(rule, here, state, depth)
        if depth:
            _forget_returns(state, decided, passes)

    def _return(self, rule: Rule, here: _Way, state: _State) -> None:
        """Some are spared the rest of this chain."""
        if here.who is rule:
            self._use("spare", rule, here, state)
        if not _is_plain(here):
            return
        if rule.has_source and here.who is rule:
            if not rule.negated:
                state.passes = Pass(rule, here.ports, state.passes, within=True)
        else:
            _decide(state, here, f"return {_words(rule)}")

    def _rule(self, rule: Rule, here: _Way, state: _State, depth: int) -> None:
        verdict = str(rule.verdict)
        if verdict in ("jump", "goto"):
            target = Place(rule.chain.family, rule.chain.table, rule.target)
            if depth < MOST_DEPTH:
                self._chain(target, here, state, depth + 1)
            if verdict == "goto" and here.who is None and _is_plain(here):
                _decide(state, here, f"return {_words(rule)}")
            return
        if verdict == "dnat":
            self.published |= here.ports if rule.ports is not None else _NO_PORTS
            return
        if here.who is not None:
            self._use("drop" if verdict == "reject" else verdict, rule, here, state)
            if verdict == "accept" and _is_plain(here) and not here.who.negated:
                state.passes = Pass(here.who, here.ports, state.passes)
        elif verdict in ("accept", "drop", "reject") and _is_plain(here):
            _decide(state, here, f"{verdict} {_words(rule)}")

    def _use(self, verdict: str, rule: Rule, here: _Way, state: _State) -> None:
        who = here.who
        if who is None or verdict == "other":
            return
        versions, decided = _versions(here), state.decided
        left = frozenset(
            port for port in here.ports if any((one, port) not in decided for one in versions)
        )
        gone = [(one, port) for port in sorted(here.ports - left) for one in versions]
        taken = next((decided[one] for one in gone), "")
        packets = who.packets if who.packets is not None else rule.packets
        self.uses.append(
            Use(who, verdict, here.hook, here.ports, left, taken, here.narrow, here.fresh,
                here.limited, packets, here.comment, state.passes, here.version)
        )  # fmt: skip


def _order(chain: Chain) -> tuple[int, int]:
    hooks = ("ingress", "prerouting", "input", "forward", "output", "postrouting")
    return hooks.index(chain.hook) if chain.hook in hooks else 9, chain.priority


def _joined(way: _Way, rule: Rule) -> _Way:
    """The way, narrowed by a rule's own conditions."""
    ports = frozenset(one for one in way.ports if rule.tcp and has_port(rule.ports, one))
    narrow = (*way.narrow, *rule.narrow)
    who = way.who
    if rule.has_source:
        who, narrow = rule, (narrow if who is None else (*narrow, "within another source"))
    return replace(
        way,
        who=who,
        ports=ports,
        narrow=narrow,
        fresh=way.fresh and rule.fresh,
        limited=way.limited or rule.limited,
        comment=rule.comment or way.comment,
        version=way.version or rule.version,
        empty=way.empty or bool(way.version and rule.version and way.version != rule.version),
    )


def _is_plain(way: _Way) -> bool:
    """Whether all new packets of these ports (and addresses, and IP version) are meant."""
    return not (way.narrow or way.limited or way.empty) and way.fresh


def _decide(state: _State, way: _Way, words: str) -> None:
    for version in _versions(way):
        for port in way.ports:
            state.decided.setdefault((version, port), words)


def _versions(way: _Way) -> tuple[int, ...]:
    return (way.version,) if way.version else (4, 6)


def _forget_returns(state: _State, decided: set[tuple[int, int]], passes: Pass | None) -> None:
    """What returns have spared within a chain goes on behind it."""
    state.decided = {
        place: words
        for place, words in state.decided.items()
        if place in decided or not words.startswith("return ")
    }
    new = list(passes_of(state.passes, passes))
    if any(one.within for one in new):
        state.passes = passes
        for one in reversed(new):
            if not one.within:
                state.passes = Pass(one.rule, one.ports, state.passes)


def _words(rule: Rule) -> str:
    comment = f" ({rule.comment})" if rule.comment else ""
    return f"rule {rule.number} of {rule.chain.name}{comment}"


def uses_by_rule(uses: Iterable[Use]) -> Iterator[tuple[Rule, list[Use]]]:
    """The uses of each rule together."""
    found: dict[int, list[Use]] = {}
    for one in uses:
        found.setdefault(id(one.rule), []).append(one)
    for several in found.values():
        yield several[0].rule, several
