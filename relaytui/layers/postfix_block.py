"""Our own list of blocks in Postfix: `relaytui_block.cidr`, asked before all other restrictions.

The first block puts the look-up into main.cf, as one more word of smtpd_client_restrictions. The
end of an entry stands in the remark above it, and the host's own script takes it out.
"""

from relaytui.changes.plan import (
    FILE,
    Already,
    Command,
    Moment,
    Plan,
    Planned,
    Proof,
    Put,
    Step,
    Writing,
)
from relaytui.domain.finding import Failed
from relaytui.domain.intent import Block, Unblock
from relaytui.domain.net import Net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.own import OWN, Own
from relaytui.facts.postfix_found import POSTFIX_FOUND, found_in
from relaytui.facts.postfix_own import PARAMETER, POSTFIX_OWN, Place, PostfixOwn
from relaytui.layers.base import Layer
from relaytui.layers.covered import part_words, still_blocked
from relaytui.layers.keeper import left_there, sweeping
from relaytui.layers.nets import parts
from relaytui.lists.dated import blocks_text, ends, remark
from relaytui.lists.form import About
from relaytui.lists.main_cf import with_first
from relaytui.lists.postfix_cidr import parse

NAME = "postfix-block"
_HEAD = "# Blocks of relaytui, which writes this file.\n"


def plan_block(intent: Block, facts: HostFacts, moment: Moment) -> Planned:
    """Add an entry in every Postfix of the host."""
    found = facts.get(POSTFIX_OWN)
    if not isinstance(found, PostfixOwn):
        return found
    if intent.ports == "all" or intent.place:
        return None
    own = facts.get(OWN)
    if intent.seconds is not None and not isinstance(own, Own):
        return Failed("what keeps ends on this host can't be seen")
    until = None if intent.seconds is None else moment.now + intent.seconds
    steps: list[Step] = []
    leaves: list[str] = []
    for place in found.places:
        made = _adding(place, found, intent, until, moment)
        if isinstance(made, Failed):
            return made
        if made and until is not None and isinstance(own, Own):
            swept = sweeping(own, "postfix", place.folder, place.path)
            if isinstance(swept, Failed):
                return swept
            steps += swept
            leaves += left_there(swept)
        steps += made
        leaves += left_there(made)
    if not steps:
        return Already(safe(f"{intent.net} is in {found.places[0].path} already"))
    warnings = [words for place in found.places for words in _warnings(place)]
    proof = _proof(intent.net, found.places, there=True)
    return Plan(intent, NAME, tuple(steps), proof, tuple(dict.fromkeys(leaves)), tuple(warnings))


def _adding(
    place: Place, found: PostfixOwn, intent: Block, until: float | None, moment: Moment
) -> list[Step] | Failed:
    """What adds an entry in one Postfix; nothing where it is blocked for that long already."""
    net = intent.net
    before, main = found.text(place.path), found.text(f"{place.folder}/main.cf")
    if isinstance(before, Failed):
        return before
    if main is None or isinstance(main, Failed):
        return main or Failed(safe(f"{place.folder}/main.cf is not there"))
    inside = []
    for one, ends_at in _entries(before or ""):
        longer = ends_at == 0 or (until is not None and ends_at >= until - 60)
        if one.covers(net) and longer and place.asks:
            return []
        if net.covers(one):
            inside.append(str(one))
    lines = (remark(until, moment.by, intent.reason), f"{net} REJECT")
    after = blocks_text(before if before is not None else _HEAD, inside, lines)
    then = _effective(place) if place.asks else ()
    steps: list[Step] = [Put(place.path, before, after, (_asked(net, place, FILE),), then)]
    if not place.asks:
        word = f"check_client_access {place.table}"
        new = with_first(main, PARAMETER, word)
        check = (Command(("postfix", "-c", place.folder, "check")),)
        steps.append(Put(f"{place.folder}/main.cf", main, new, (), (*check, *_effective(place))))
    return steps


def plan_unblock(intent: Unblock, facts: HostFacts, moment: Moment) -> Planned:
    """Take out the entries that are the net or within it; a wider one is parted on demand."""
    found = facts.get(POSTFIX_OWN)
    if not isinstance(found, PostfixOwn):
        return found
    steps: list[Step] = []
    for place in found.places:
        before = found.text(place.path)
        if isinstance(before, Failed):
            return before
        gone, lines = [], []
        for one, until in _entries(before or ""):
            if not one.meets(intent.net):
                continue
            if not intent.net.covers(one) and not intent.split:
                return still_blocked(intent.net, one, place.path)
            gone.append(str(one))
            words = part_words(one, intent)
            for each in parts(one, intent.net):
                lines += [remark(until or None, moment.by, words), f"{each} REJECT"]
        if gone:
            after = blocks_text(before or "", gone, lines)
            check = _asked(intent.net, place, FILE, well=(1,))
            steps.append(Put(place.path, before, after, (check,), _effective(place)))
    if not steps:
        return None
    return Plan(intent, NAME, tuple(steps), _proof(intent.net, found.places, there=False))


def _entries(text: str) -> list[tuple[Net, int]]:
    """Nets that are refused, and when they end; 0: never."""
    known = ends(text)
    return [
        (one.net, known.get(one.line, 0))
        for one in parse(text, About()).entries
        if one.on and one.net is not None and one.effect == "block"
    ]


def _asked(net: Net, place: Place, path: str, well: tuple[int, ...] = (0,)) -> Command:
    """Asks a list for the first address of a net, as Postfix does: 1 where nothing fits."""
    address = str(net).partition("/")[0]
    return Command(("postmap", "-c", place.folder, "-q", address, f"cidr:{path}"), well=well)


def _effective(place: Place) -> tuple[Command, ...]:
    return (Command(("postfix", "-c", place.folder, "reload")),) if place.runs else ()


def _warnings(place: Place) -> list[str]:
    """What a block here does not reach."""
    words = []
    if not place.runs:
        words.append(f"{place.folder}: this Postfix does not run")
    if place.others:
        words.append(f"{', '.join(map(str, place.others))} of {place.folder}/master.cf has its own "
                     f"{PARAMETER}, which does not ask this list")  # fmt: skip
    return words


def _proof(net: Net, places: tuple[Place, ...], *, there: bool) -> Proof:
    """Postfix's own look-up gives REJECT, or nothing any more, in each of them."""
    tables = " ".join(place.table for place in places)
    address = str(net).partition("/")[0]

    def lacks(facts: HostFacts) -> str:
        found, own = facts.get(POSTFIX_FOUND), facts.get(POSTFIX_OWN)
        if not isinstance(found, dict) or not isinstance(own, PostfixOwn):
            return "Postfix's own look-up can't be seen"
        for place in own.places:
            gives = found_in(found, place.table)
            if there and gives != "REJECT":
                return f"{place.table} does not give REJECT for {address}"
            if there and not place.asks:
                return f"{PARAMETER} of {place.folder} does not ask {place.table}"
            if not there and gives:
                return f"{place.table} gives {gives} for {address} yet"
        return ""

    return Proof((POSTFIX_FOUND, POSTFIX_OWN), lacks, {"address": address, "tables": tables})


LAYER = Layer(
    NAME, "our list in Postfix", (POSTFIX_OWN,),
    writing=Writing({Block: plan_block, Unblock: plan_unblock}, (POSTFIX_OWN, OWN), rank=40),
)  # fmt: skip
