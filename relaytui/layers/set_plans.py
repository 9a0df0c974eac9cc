"""Plans for sets that admins keep in a packet filter, for nftables and ipset alike: an element is
added to a set that is named, and taken out of every set that keeps out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from relaytui.changes.plan import Already, Command, Moment, Plan, Planned, Proof, Run, Step
from relaytui.domain import entry
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.intent import Block, Unblock, span_words
from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.facts.own import OWN, Own
from relaytui.facts.packet_filter import AddressSet, Element, PacketFilter, Rule
from relaytui.layers.covered import still_blocked
from relaytui.layers.keeper import ending, left_there, not_ending
from relaytui.layers.nets import parts
from relaytui.layers.own_table import comment_of
from relaytui.layers.owners import owner_of
from relaytui.lists.edit import Refused

Found = PacketFilter | Absent | Failed | None


@dataclass(frozen=True)
class Sets:
    """A packet filter's sets: how they are read and changed. `kind` is the word of the host's
    script for what it ends there; `forgets` tells what becomes of an element without a file."""

    layer: str
    fact: AnyFact
    read: Callable[[HostFacts], Found]
    #: Who is kept out, as the layer shows it, and by which set.
    blocked: Callable[[HostFacts], Sequence[entry.Block] | Absent | Failed | None]
    #: The command that adds an address, with seconds or None, and a comment; and takes it out.
    add: Callable[[AddressSet, str, float | None, str], Command]
    delete: Callable[[AddressSet, str], Command]
    #: Why a set can't hold a net; empty where it can.
    unfit: Callable[[AddressSet, Net], str]
    longest: int
    kind: str
    #: A set and an address, as the host's script wants them.
    end: Callable[[AddressSet, str], tuple[str, str]]
    forgets: str
    #: The rules that may name a set.
    rules: Callable[[HostFacts], Sequence[Rule]]

    def plan_block(self, intent: Block, facts: HostFacts, moment: Moment) -> Planned:
        """Add an element to the set that is named."""
        found = self.read(facts)
        if not isinstance(found, PacketFilter):
            return found
        if intent.ports == "all":
            return None
        named = _named(found, str(intent.place), intent.net)
        if not intent.place:
            blocking = [one for one in found.sets if self._use(one, facts) == "blocks"]
            names = ", ".join(str(one.place) for one in blocking if owner_of(one.place) is None)
            return Refused("place", f"which set is meant? There are: {names or 'none'}",
                           ("name it: --place SET",))  # fmt: skip
        if named is None:
            return None
        if owner := owner_of(named.place, named.version):
            words = f"set {named.place} is kept by {owner.tool}, which would empty it"
            return Refused("owned", words, (f"--layer {owner.tool}",))
        if self._use(named, facts) == "trusts":
            words = f"set {named.place} lets in: a rule accepts whom it holds"
            return Refused("trusts", words, ("a set that keeps out",))
        if why := self.unfit(named, intent.net):
            return Refused("not_expressible", f"set {named.place} {why}", ("another set",))
        return self._adding(named, intent, facts, moment)

    def _adding(
        self, named: AddressSet, intent: Block, facts: HostFacts, moment: Moment
    ) -> Planned:
        net, seconds = intent.net, intent.seconds
        same = None
        for one in named.elements:
            if one.net is None or one.beside or one.spared or not one.net.meets(net):
                continue
            lasts = one.left is None or (seconds is not None and one.left >= seconds - 60)
            if one.net.covers(net) and lasts:
                return Already(safe(f"{one.net} is in set {named.place} already"))
            if one.net == net:
                same = one
            elif "interval" in named.flags:
                words = f"set {named.place} holds {one.net}, which overlaps {net}"
                return Refused("overlaps", words, (f"lift {one.net} first",))
        timed = "timeout" in named.flags
        comment = comment_of(moment.by, intent.reason, moment.now)
        ends: list[Step] = []
        if seconds is not None and (not timed or seconds > self.longest):
            made = self._ended(named, intent, facts, moment)
            if not isinstance(made, list):
                return made
            ends = made
        own_end = seconds if timed and not ends else None
        do, undo = self.add(named, str(net), own_end, comment), self.delete(named, str(net))
        steps: list[Step] = [Run(do, undo)]
        if same is not None:
            gone = Run(self.delete(named, str(net)), self._again(named, same))
            steps.insert(0, gone)
        warnings = [self.forgets, *self._idle(named, facts)]
        proof = self._proof(intent.net, [named], there=True)
        steps += ends
        return Plan(
            intent, self.layer, tuple(steps), proof, tuple(left_there(ends)), tuple(warnings)
        )

    def _ended(
        self, named: AddressSet, intent: Block, facts: HostFacts, moment: Moment
    ) -> list[Step] | Refused | Failed:
        """What ends an element of a set that can't do so, or not so late."""
        own = facts.get(OWN)
        assert intent.seconds is not None
        if not intent.keep or not isinstance(own, Own):
            words = f"set {named.place} can't end an element after {span_words(intent.seconds)}"
            return Refused("span", words, ("--for ever", "without --runtime"))
        place, what = self.end(named, str(intent.net))
        return ending(own, moment.now + intent.seconds, (self.kind, place, what))

    def _use(self, one: AddressSet, facts: HostFacts) -> str:
        """What rules make of whom a set holds: blocks, trusts; empty where that is not told."""
        uses = set()
        for rule in self.rules(facts):
            same_table = not one.place.table or rule.chain[:2] == one.place[:2]
            if same_table and str(rule.source_set).lstrip("@") == one.place.name:
                denies = rule.verdict in ("drop", "reject")
                if denies or rule.verdict == "accept":
                    uses.add("blocks" if denies != rule.negated else "trusts")
        return "blocks" if "blocks" in uses else "".join(uses)

    def _idle(self, named: AddressSet, facts: HostFacts) -> list[str]:
        """Why nobody may be kept out by a set."""
        shown = self.blocked(facts)
        for one in shown if isinstance(shown, list) else ():
            if str(one.place) == str(named.place) and one.effective is False:
                return [f"set {named.place} keeps nobody out: {one.why}"]
        if self._use(named, facts):
            return []
        return [f"no rule that is seen drops what set {named.place} holds"]

    def plan_unblock(self, intent: Unblock, facts: HostFacts, moment: Moment) -> Planned:
        """Take elements that are the net or within it out of the sets that keep out."""
        del moment
        found, shown, own = self.read(facts), self.blocked(facts), facts.get(OWN)
        if not isinstance(found, PacketFilter):
            return found
        if not isinstance(shown, list):
            return shown if isinstance(shown, Failed) else None
        keeping = {str(one.place) for one in shown}
        steps: list[Step] = []
        sets: list[AddressSet] = []
        ended = []
        for one in found.sets:
            if str(one.place) not in keeping or owner_of(one.place, one.version) is not None:
                continue
            for each in one.elements:
                if each.net is None or each.spared or not each.net.meets(intent.net):
                    continue
                if not intent.net.covers(each.net) and not intent.split:
                    return still_blocked(intent.net, each.net, f"set {one.place}")
                steps += self._lifting(one, each, intent)
                sets.append(one)
                ended.append(self.end(one, str(each.net)))
        if not steps:
            return None
        if isinstance(own, Own):
            forgotten = not_ending(own, self.kind, ended)
            steps += [] if isinstance(forgotten, Failed) else forgotten
        warnings = ("what loads the set anew, as a boot may, brings it back",)
        proof = self._proof(intent.net, sets, there=False)
        return Plan(intent, self.layer, tuple(steps), proof, (), warnings)

    def _lifting(self, one: AddressSet, each: Element, intent: Unblock) -> list[Step]:
        assert each.net is not None
        what = f"{each.net},{each.beside}" if each.beside else str(each.net)
        steps: list[Step] = [Run(self.delete(one, what), self._again(one, each))]
        for rest in parts(each.net, intent.net):
            name = f"{rest},{each.beside}" if each.beside else str(rest)
            add = self.add(one, name, each.left, str(each.comment))
            steps.append(Run(add, self.delete(one, name)))
        return steps

    def _again(self, one: AddressSet, each: Element) -> Command:
        what = f"{each.net},{each.beside}" if each.beside else str(each.net)
        return self.add(one, what, each.left, str(each.comment))

    def _proof(self, net: Net, sets: Sequence[AddressSet], *, there: bool) -> Proof:
        """What the packet filter itself lists."""
        places = {one.place for one in sets}

        def lacks(facts: HostFacts) -> str:
            found = self.read(facts)
            if not isinstance(found, PacketFilter):
                return "its sets can't be seen"
            for one in found.sets:
                if one.place not in places:
                    continue
                nets = [each.net for each in one.elements if each.net and not each.spared]
                if there and any(each.covers(net) for each in nets):
                    return ""
                if not there and any(each.meets(net) for each in nets):
                    return f"{net} is in set {one.place} yet"
            return f"{net} is not in set {sets[0].place}" if there else ""

        return Proof((self.fact,), lacks)


def _named(found: PacketFilter, place: str, net: Net) -> AddressSet | None:
    """The set of a name; with its family and table, or without where one has the name alone."""
    exact = [one for one in found.sets if str(one.place) == place]
    alike = exact or [one for one in found.sets if one.place.name == place]
    fitting = [one for one in alike if one.version == net.version] or alike
    return fitting[0] if len(fitting) == 1 else None
