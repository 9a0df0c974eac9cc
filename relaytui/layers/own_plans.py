"""Plans for our own table of nftables: block an address, lift it."""

from relaytui.changes.plan import Already, Command, Moment, Plan, Planned, Proof, Put, Run, Step
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.intent import Block, Unblock, span_words
from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.own import BLOCKS, OWN, OWN_TABLE, Own
from relaytui.facts.packet_filter import Element, PacketFilter
from relaytui.layers import own_boot, own_table
from relaytui.layers.covered import still_blocked
from relaytui.layers.keeper import keeping, left_there
from relaytui.layers.nets import parts
from relaytui.lists.edit import Refused


def plan_block(intent: Block, facts: HostFacts, moment: Moment) -> Planned:
    """Add an element; one of ours within it goes, one that holds it already stays."""
    own = _own(facts)
    if not isinstance(own, Own):
        return own
    if intent.place:
        return None
    name = own_table.set_name(intent.net, intent.ports)
    until = None if intent.seconds is None else moment.now + intent.seconds
    inside: list[Element] = []
    for one in own_table.elements(own, name):
        if one.net is None or not one.net.meets(intent.net):
            continue
        if one.net.covers(intent.net) and _outlasts(one, intent.seconds):
            words = f"{one.net} is blocked already, {_left(one)}"
            if own_table.whole(own):
                return Already(safe(words))
            continue
        if not intent.net.covers(one.net):
            return Refused(
                "covered_by",
                f"{intent.net} is in {one.net}, which is blocked, {_left(one)}",
                (f"lift {one.net} first, or block it for longer",),
            )
        inside.append(one)
    comment = own_table.comment_of(moment.by, intent.reason, moment.now)
    add = own_table.add_text(name, intent.net, intent.seconds, comment)
    gone = "".join(own_table.delete_text(name, one.net) for one in inside if one.net)
    back = own_table.delete_text(name, intent.net) + "".join(_again(name, one) for one in inside)
    definition = "" if own_table.whole(own) else own_table.DEFINITION
    # First what matters now, then what makes it outlast a boot.
    steps: list[Step] = [Run(_nft(definition + gone + add), _nft(back))]
    leaves = [] if not definition else [f"table {own_table.TABLE}, made now"]
    if intent.keep and intent.ports == "mail":
        line = own_boot.block_line(intent.net, until, comment)
        kept = _kept(own, [intent.net, *(one.net for one in inside if one.net)], [line])
        if isinstance(kept, Failed):
            return kept
        steps += kept
        leaves += left_there(kept)
    return Plan(intent, "nft", tuple(steps), _proof(intent.net, name, True), tuple(leaves))


def plan_unblock(intent: Unblock, facts: HostFacts, moment: Moment) -> Planned:
    """Take out the elements that are the net or within it; a wider one is parted on demand."""
    own = _own(facts)
    if not isinstance(own, Own):
        return own
    gone: list[Net] = []
    do, undo, lines = "", "", []
    for name in (own_table.set_name(intent.net), own_table.set_name(intent.net, "all")):
        for one in own_table.elements(own, name):
            if one.net is None or not one.net.meets(intent.net):
                continue
            if not intent.net.covers(one.net) and not intent.split:
                return still_blocked(intent.net, one.net, "our table", f", {_left(one)}")
            rest = parts(one.net, intent.net)
            gone.append(one.net)
            do += own_table.delete_text(name, one.net)
            undo += "".join(own_table.delete_text(name, each) for each in rest)
            undo += _again(name, one)
            until = None if one.left is None else moment.now + one.left
            for each in rest:
                do += own_table.add_text(name, each, one.left, str(one.comment))
                if not name.endswith("_all"):
                    lines.append(own_boot.block_line(each, until, str(one.comment)))
    if not gone:
        return None
    steps: list[Step] = [Run(_nft(do), _nft(undo))]
    if BLOCKS in own.files and not own.files[BLOCKS].missing:
        kept = _blocks(own, gone, lines)
        if isinstance(kept, Failed):
            return kept
        steps += kept
    return Plan(intent, "nft", tuple(steps), _proof(intent.net, "", False))


def _own(facts: HostFacts) -> Own | Absent | Failed | None:
    found = facts.get(OWN)
    if isinstance(found, Own) and not isinstance(found.table, PacketFilter):
        return found.table
    return found


def _nft(text: str) -> Command:
    return Command(("nft", "-f", "-"), text)


def _again(name: str, one: Element) -> str:
    assert one.net is not None
    return own_table.add_text(name, one.net, one.left, str(one.comment))


def _outlasts(one: Element, seconds: int | None) -> bool:
    """Whether an element holds at least so long; a minute does not matter."""
    return one.left is None or (seconds is not None and one.left >= seconds - 60)


def _left(one: Element) -> str:
    return "for good" if one.left is None else f"for {span_words(round(one.left))} more"


def _kept(own: Own, gone: list[Net], lines: list[str]) -> list[Step] | Failed:
    """What makes blocks hold after a boot."""
    steps = keeping(own, timed=False)
    blocks = _blocks(own, gone, lines)
    if isinstance(steps, Failed) or isinstance(blocks, Failed):
        return steps if isinstance(steps, Failed) else blocks
    return [*steps, *blocks]


def _blocks(own: Own, gone: list[Net], lines: list[str]) -> list[Step] | Failed:
    before = own.text(BLOCKS)
    if isinstance(before, Failed):
        return before
    left = own_boot.without(own_boot.block_lines(before or ""), gone)
    after = "".join(f"{line}\n" for line in [*left, *lines])
    return [] if after == (before or "") else [Put(BLOCKS, before, after, mode=0o600)]


def _proof(net: Net, name: str, there: bool) -> Proof:
    """It is (or is no more) in our table, whose rules are whole."""

    def lacks(facts: HostFacts) -> str:
        own = facts.get(OWN_TABLE)
        if not isinstance(own, Own) or not isinstance(own.table, PacketFilter):
            return "our table can't be seen"
        names = [name] if name else [own_table.set_name(net, one) for one in ("mail", "all")]
        held = [one for each in names for one in own_table.elements(own, each) if one.net]
        if not there:
            left = [one.net for one in held if one.net and one.net.meets(net)]
            return f"{left[0]} is still in it" if left else ""
        if not any(one.net and one.net.covers(net) for one in held):
            return f"{net} is not in set {name}"
        return "" if own_table.whole(own) else "our rules are not whole"

    return Proof((OWN_TABLE,), lacks)
