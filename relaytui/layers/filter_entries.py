"""The entries of a packet filter: who is kept out, and who is let in, with the judgement of each.

A set is a block list where a rule drops what is in it, an allowed one where a rule accepts it.
`saddr != @set drop` keeps out everybody else, so its set is an allowed one, too. A set that no
rule names is shown as a block list that does not work, unless its name says that it is none.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import Any

from relaytui.domain.entry import Block, Trust
from relaytui.domain.text import SafeText, safe
from relaytui.facts.packet_filter import (
    AddressSet,
    Element,
    PacketFilter,
    Place,
    Rule,
    port_range,
)
from relaytui.layers.filter_judge import Judge, Verdict
from relaytui.layers.filter_walk import Use, Walk, uses_by_rule
from relaytui.layers.remarks import Remark, plain_remark

_ALLOWED = re.compile(r"allow|accept|white|trust|pass|good|safe|permit|bypass|exempt|admin",
                      re.IGNORECASE)  # fmt: skip
_BLOCKED = re.compile(r"bl[o0]?c?k|ban|deny|drop|black|bad|reject|abuse|spam|evil|attack|shun",
                      re.IGNORECASE)  # fmt: skip
Verdicts = Sequence[Use]


class FilterEntries:
    """Reads one filter. `by_others`: nets of a set or chain that other layers tell of; `remark`:
    what a comment of an element tells."""

    def __init__(
        self,
        layer: str,
        found: PacketFilter,
        judge: Judge,
        walk: Walk,
        by_others: Callable[[Place, int], Container[Any]] = lambda place, version: (),
        remark: Callable[[Place, SafeText], Remark] = plain_remark,
    ) -> None:
        self._layer, self._found, self._judge = layer, found, judge
        self._by_others, self._remark = by_others, remark
        self._by_rule = list(uses_by_rule(walk.uses))
        self._mentioned = walk.mentioned

    def blocks(self, sets: Iterable[AddressSet], plain: bool = True) -> list[Block]:
        """Who is kept out by these sets and, with `plain`, by rules themselves."""
        dropped, named = self._set_uses(("drop", "map")), self._named()
        found: list[Block] = []
        for rule, uses in self._by_rule if plain else ():
            dropping = [use for use in uses if use.verdict == "drop" and not use.limited]
            if rule.sources and not rule.negated and dropping:
                found += self._rule_blocks(rule, dropping)
        for members in sets:
            uses = dropped.get(id(members), [])
            if uses:
                found += self._set_blocks(members, uses)
            elif id(members) not in named and self._unused(members) and _may_block(members):
                found += self._set_blocks(members, [])
        return found

    def trusts(self, sets: Iterable[AddressSet], plain: bool = True) -> list[Trust]:
        """Who is let in by these sets and, with `plain`, by rules themselves."""
        found: list[Trust] = []
        for rule, uses in self._by_rule if plain else ():
            if rule.sources and (words := _trusting(rule, uses)):
                problems, others = _trust_problems(uses), self._by_others(rule.chain, 0)
                for one in rule.sources:
                    if one.net in others:
                        continue
                    comment = safe(" ".join(word for word in (rule.comment, words) if word), 200)
                    found.append(Trust(layer=self._layer, place=safe(str(rule.chain), 200),
                                       net=one.net, what=one.text, comment=comment,
                                       problems=problems))  # fmt: skip
        accepted = self._set_uses(("accept", "spare", "map", "drop"))
        for members in sets:
            found += self._set_trusts(members, accepted.get(id(members), []))
        return found

    def _set_uses(self, verdicts: Sequence[str]) -> dict[int, list[Use]]:
        """The uses of each set by rules with these verdicts."""
        found: dict[int, list[Use]] = {}
        for rule, uses in self._by_rule:
            members = self._judge.set_of(rule) if rule.source_set else None
            for one in (members, *self._inner(members)) if members else ():
                wanted = [use for use in uses if use.verdict in verdicts and not use.limited]
                found.setdefault(id(one), []).extend(wanted)
        return found

    def _unused(self, members: AddressSet) -> bool:
        """Whether no rule names it for anything else."""
        place = members.place
        return not {(place.family, place.table, place.name)} & self._mentioned and not (
            not place.table and any(name == place.name for _, _, name in self._mentioned)
        )

    def _inner(self, members: AddressSet) -> Iterator[AddressSet]:
        """The sets that a set of sets holds."""
        for name in members.members:
            for one in self._found.sets:
                if one.place.name == name:
                    yield one

    def _named(self) -> set[int]:
        """Sets that any rule names, whatever it does with them."""
        return {key for key, _ in self._set_uses(()).items()}

    def _rule_blocks(self, rule: Rule, uses: Verdicts) -> Iterator[Block]:
        place = safe(f"{rule.chain} rule {rule.number}", 200)
        remark = self._remark(rule.chain, safe(uses[0].comment, 200))
        alone, others = len(rule.sources) == 1, self._by_others(rule.chain, 0)
        for one in rule.sources:
            if one.net in others:
                continue
            works, why = self._judge.verdict(uses, one.net)
            yield Block(
                layer=self._layer, place=place, net=one.net, what=one.text, since=remark.since,
                reason=remark.reason, author=remark.author, effective=works, why=why,
                hits=uses[0].packets if alone else None,
            )  # fmt: skip

    def _set_blocks(self, members: AddressSet, uses: Verdicts) -> Iterator[Block]:
        place = safe(str(members.place), 200)
        judged: dict[tuple[object, ...], Verdict] = {}
        remarks: dict[SafeText, Remark] = {}
        drops = [use for use in uses if use.verdict == "drop" and not use.rule.negated]
        maps = [use for use in uses if use.verdict == "map"]
        if uses and not drops and not maps:
            return
        passing = [use for use in drops or maps if use.passes]
        at = self._found.at
        merged = members.auto_merge
        others = self._by_others(members.place, members.version)
        for one in members.elements:
            if one.net in others:
                continue
            if one.spared or (uses and not drops and one.verdict not in ("drop", "jump", "goto")):
                continue
            version = one.net.version if one.net else 0
            key = (version, one.beside, self._judge.let_by(passing, one.net) if passing else ())
            verdict = judged.get(key)
            if verdict is None:
                verdict = judged[key] = self._judge.verdict(drops or maps, one.net, _beside(one))
            works, why = verdict
            if one.verdict in ("jump", "goto"):
                works, why = None, SafeText("its map sends it on to another chain")
            if merged:
                why = safe(f"{why}; {MERGED}" if why else MERGED, 300)
            remark = remarks.get(one.comment)
            if remark is None:
                remark = remarks[one.comment] = self._remark(members.place, one.comment)
            yield Block(
                layer=self._layer, place=place, net=one.net, what=one.text,
                since=remark.since or _since(one, at),
                until=None if one.left is None else at + one.left,
                reason=remark.reason, author=remark.author, hits=one.packets,
                effective=works, why=why,
            )  # fmt: skip

    def _set_trusts(self, members: AddressSet, uses: Verdicts) -> Iterator[Trust]:
        place = safe(str(members.place), 200)
        at = self._found.at
        good = [use for use in uses if (use.verdict == "drop") == use.rule.negated
                and use.verdict != "map"]  # fmt: skip
        words = _trusting(good[0].rule, good) if good else ""
        problems = _trust_problems(good)
        mapped = any(use.verdict == "map" for use in uses)
        unused = (
            not uses
            and self._unused(members)
            and _ALLOWED.search(members.place.name)
            and members.version
        )
        if unused:
            problems = (SafeText("no rule uses it"),)
        others = self._by_others(members.place, members.version)
        for one in members.elements:
            if one.net in others:
                continue
            exception = one.spared and any(use.verdict == "drop" for use in uses)
            accepted = mapped and one.verdict == "accept"
            if not (words or exception or accepted or unused):
                continue
            comment = safe(" ".join(word for word in (one.comment, words) if word), 200)
            yield Trust(
                layer=self._layer, place=place, net=one.net, what=one.text,
                negated=one.spared, comment=comment, problems=problems,
                until=None if one.left is None else at + one.left,
            )  # fmt: skip


#: What an interval set does to its entries where it merges them by itself.
MERGED = "the set merges neighbours (auto-merge): times and comments of others are lost"


def _beside(one: Element) -> tuple[tuple[int, int], ...] | None:
    """The port of a concatenation (`25`, ipset's `tcp:25`)."""
    found = port_range(one.beside.removeprefix("tcp:")) if one.beside else None
    return (found,) if found else None


def _since(one: Element, at: float) -> float | None:
    """An element that has a timeout was put in, or renewed, then."""
    if one.lasts is None or one.left is None or one.left > one.lasts:
        return None
    return at - (one.lasts - one.left)


def _may_block(members: AddressSet) -> bool:
    """A set that nobody uses: its name tells what it was for."""
    name = members.place.name
    if not members.version or " : " in members.kind:
        return False
    return bool(_BLOCKED.search(name)) or not _ALLOWED.search(name)


def _trusting(rule: Rule, uses: Verdicts) -> str:
    """Words for how it lets in; empty where it does not."""
    for use in uses:
        if use.limited:
            continue
        if use.verdict == "drop" and rule.negated:
            return "all others are dropped" + _ports(use)
        if use.verdict in ("accept", "spare") and not rule.negated:
            return ("accepted" if use.verdict == "accept" else "spared by its chain") + _ports(use)
    return ""


def _ports(use: Use) -> str:
    ports = use.rule.ports
    if ports is None:
        return ""
    shown = [str(low) if low == high else f"{low}-{high}" for low, high in ports[:6]]
    return f" (port {', '.join(shown)})"


def _trust_problems(uses: Verdicts) -> tuple[SafeText, ...]:
    """Why it does not let in what it says."""
    if not uses:
        return ()
    if not any(use.hook and use.hook != "asleep" for use in uses):
        return (safe(f"no packet comes to chain {uses[0].rule.chain.name}", 200),)
    first = uses[0]
    if first.ports and not first.left and first.taken.startswith(("drop", "reject")):
        return (safe(f"everybody is dropped before it by {first.taken.partition(' ')[2]}", 200),)
    return ()
