"""Whether a rule about some addresses does what it says, and if not, why."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from relaytui.domain.net import Net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.packet_filter import MAIL_PORTS, AddressSet, Ports, Rule
from relaytui.layers.filter_walk import Pass, Use, Walk, passes_of

#: (works, why); None: it can't be seen.
Verdict = tuple[bool | None, SafeText]
#: Lists of addresses let by before that are put together; more make the judgement too dear.
MOST_INTERVALS = 300
_TOO_MANY: Verdict = (None, SafeText("too many rules to follow"))
_INTERFACE = re.compile(r"^(?:meta )?(?:iif|iifname|in|iifgroup)\b")


class Intervals:
    """Addresses, merged; whether all of a net is in it is found in log n."""

    def __init__(self, nets: Iterable[Net]) -> None:
        self._starts: list[tuple[int, int]] = []
        self._ends: list[int] = []
        for version, first, last in sorted(nets):
            if self._starts and self._starts[-1][0] == version and first <= self._ends[-1] + 1:
                self._ends[-1] = max(self._ends[-1], last)
            else:
                self._starts.append((version, first))
                self._ends.append(last)

    def __bool__(self) -> bool:
        return bool(self._starts)

    def covers(self, net: Net) -> bool:
        """Whether all of it is in."""
        at = bisect_right(self._starts, (net.version, net.first)) - 1
        return at >= 0 and self._starts[at][0] == net.version and net.last <= self._ends[at]


class Judge:
    """Judges the uses of one walk; `sets` are looked up by how a rule names them."""

    def __init__(
        self,
        walk: Walk,
        sets: Mapping[tuple[str, ...], AddressSet],
        published: Iterable[int] = (),
    ) -> None:
        self._walk = walk
        self._sets = sets
        self._published = frozenset(walk.published) | frozenset(published)
        self._spared: dict[tuple[int, int], Intervals] = {}

    def set_of(self, rule: Rule) -> AddressSet | None:
        """The set that a rule names."""
        chain = rule.chain
        return self._sets.get((chain.family, chain.table, rule.source_set)) or self._sets.get(
            (rule.source_set,)
        )

    def verdict(self, uses: Sequence[Use], net: Net | None, ports: Ports | None = None) -> Verdict:
        """Whether an address is kept out by any of the uses of its rules. `ports` are those that
        stand beside it in a concatenation."""
        best: Verdict = (False, SafeText("no rule drops what is in it"))
        for at, use in enumerate(uses):
            one = self._one(use, net, ports)
            if one[0]:
                return one
            if at == 0 or (one[0] is None and best[0] is False):
                best = one
        return best if self._walk.complete or best[0] is None else _TOO_MANY

    def let_by(self, uses: Sequence[Use], net: Net | None) -> tuple[frozenset[int] | None, ...]:
        """Of each use: on which mail ports this address was let by before. Addresses of one IP
        version and one answer have one verdict."""
        if net is None:
            return ()
        return tuple([self._spared_ports(use.passes, use.left, net) for use in uses])

    def _one(self, use: Use, net: Net | None, ports: Ports | None) -> Verdict:
        if words := _unreached(use):
            return False, safe(words)
        for version, words in ((use.rule.version, "is for"), (use.version, "is reached by")):
            if net is not None and version and net.version != version:
                return False, SafeText(f"the rule {words} IPv{version} only")
        spoken, left = use.ports, use.left
        if ports is not None:
            mail = {one for one in MAIL_PORTS if any(low <= one <= high for low, high in ports)}
            spoken, left = spoken & mail, left & mail
        if not spoken:
            return True, SafeText("not for mail" + _port_words(ports or use.rule.ports))
        if not left:
            return _decided_before(use)
        if words := self._wrong_hook(use, left):
            return False, SafeText(words)
        spared = self._spared_ports(use.passes, left, net) if net is not None else frozenset()
        if spared is None:
            return _TOO_MANY
        if spared == left:
            return False, SafeText("let by before: a rule before it accepts this address")
        works, why = self._conditions(use, spoken, left)
        if spared:
            partly = f"not on port {_listed(spared)}: let by before"
            why = safe(f"{partly}; {why}" if why else partly, 200)
        return works, why

    def _wrong_hook(self, use: Use, left: frozenset[int]) -> str:
        if use.hook == "input" and left <= self._published:
            return "its ports go to a container: packets do not come here (input)"
        if use.hook == "forward" and not left & self._published:
            return "only forwarded packets come here, and no mail port is forwarded"
        return ""

    def _conditions(self, use: Use, spoken: frozenset[int], left: frozenset[int]) -> Verdict:
        if not use.fresh:
            return None, SafeText("for packets of known connections only")
        words = []
        if spoken != left:
            words.append(f"not on port {_listed(spoken - left)}: {_before(use.taken)}")
        elif spoken != frozenset(MAIL_PORTS):
            words.append(f"only port {_listed(spoken)}")
        if use.narrow:
            words.append(f"only where {', '.join(use.narrow[:4])}")
        plain = all(_INTERFACE.match(one) for one in use.narrow)
        return (True if plain else None), safe("; ".join(words), 200)

    def _spared_ports(
        self, last: Pass | None, ports: frozenset[int], net: Net
    ) -> frozenset[int] | None:
        """Those of the ports on which a rule before has let this address by; None: too many rules
        to follow."""
        if last is None:
            return frozenset()
        found = []
        for port in ports:
            spared = self._spared.get((id(last), port))
            if spared is None:
                if len(self._spared) >= MOST_INTERVALS:
                    return None
                spared = self._spared[id(last), port] = self._let_by(last, port)
            if spared.covers(net):
                found.append(port)
        return frozenset(found)

    def _let_by(self, last: Pass, port: int) -> Intervals:
        """All addresses that were let by before on a port."""
        nets: list[Net] = []
        for one in passes_of(last):
            if port in one.ports:
                nets += self.nets_of(one.rule)
        return Intervals(nets)

    def nets_of(self, rule: Rule) -> list[Net]:
        """All addresses that a rule names, in its set too."""
        found = [one.net for one in rule.sources if one.net is not None]
        members = self.set_of(rule) if rule.source_set else None
        if members is not None:
            found += [one.net for one in members.elements if one.net and not one.beside]
        return found


def _unreached(use: Use) -> str:
    rule = use.rule
    if use.hook == "asleep":
        return f"table {rule.chain.table} is dormant"
    if not use.hook:
        return f"no packet comes to chain {rule.chain.name}"
    if use.hook in ("output", "postrouting"):
        return f"only packets that leave come to chain {rule.chain.name}"
    return ""


def _decided_before(use: Use) -> Verdict:
    return not use.taken.startswith(("accept", "return")), safe(_before(use.taken), 200)


def _before(taken: str) -> str:
    verdict, _, words = taken.partition(" ")
    done = {"accept": "accepted", "return": "spared"}.get(verdict, "dropped for all")
    return f"{done} before it by {words}"


def _listed(ports: Iterable[int]) -> str:
    return ", ".join(str(one) for one in sorted(ports))


def _port_words(ports: Ports | None) -> str:
    if not ports:
        return ""
    shown = [str(low) if low == high else f"{low}-{high}" for low, high in ports[:6]]
    return f": only port {', '.join(shown)}"
