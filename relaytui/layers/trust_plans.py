"""Plans for lists in files: an entry more, one less, one switched off or on again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from relaytui.changes.plan import Already, Moment, Plan, PlanMaker, Planned, Put, Writing
from relaytui.domain.finding import Failed
from relaytui.domain.intent import Allow, Disallow, Switch
from relaytui.domain.text import safe
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.facts.containers import CONTAINERS
from relaytui.layers.base import Layer
from relaytui.layers.trust_edits import edited
from relaytui.layers.trust_file import Files, ListFile, Lists, same_net
from relaytui.layers.trust_proof import Wanted, proof_of
from relaytui.layers.trust_rest import elsewhere, still_trusted
from relaytui.layers.trust_wish import Wish, wish_words
from relaytui.lists.edit import Refused

Listed = Allow | Disallow | Switch


def trusting(
    layer: Layer,
    files: Callable[[HostFacts], Files],
    allow_rank: int | None = None,
    allow: Callable[[Lists, Allow, HostFacts, Moment], Planned] | None = None,
    **more: Any,
) -> Layer:
    """A layer whose lists of the trusted are files, which can be edited. `allow`: how a new entry
    is planned, where that is another way than plan_allow's; `more` are fields of its Lists."""
    assert layer.trusted is not None
    lists = Lists(layer.name, files, layer.trusted, layer.needs, **more)
    makers: dict[type, PlanMaker] = {
        Allow: partial(allow or plan_allow, lists),
        Disallow: partial(plan_change, lists),
        Switch: partial(plan_change, lists),
    }
    return replace(layer, writing=also(layer.writing, makers, lists.needs, allow_rank))


def also(
    writing: Writing | None,
    makers: dict[type, PlanMaker],
    needs: tuple[AnyFact, ...],
    allow_rank: int | None = None,
) -> Writing:
    """A layer's writing, with makers for intents of trust, which have their own needs."""
    begun = writing or Writing({}, ())
    more = {**begun.more, **dict.fromkeys(makers, needs)}
    return replace(begun, makers={**begun.makers, **makers}, more=more, allow_rank=allow_rank)


def plan_allow(lists: Lists, intent: Allow, facts: HostFacts, moment: Moment) -> Planned:
    """One more entry, in the file that is named, or in the only one that there is."""
    files = files_of(lists, facts)
    if not isinstance(files, Sequence):
        return files
    named = intent.place not in ("", lists.layer)
    meant = [one for one in files if (one.is_meant(intent.place) if named else one.usual)]
    if not meant:
        return None if named else no_file(lists, files)
    if len(meant) > 1:
        words = f"{lists.layer} has {len(meant)} lists: name the one that is meant"
        return Refused("several", words, tuple(f"--in {one.path}" for one in meant))
    return plan_of(lists, intent, [meant[0]], facts, moment)


def plan_change(
    lists: Lists, intent: Disallow | Switch, facts: HostFacts, moment: Moment
) -> Planned:
    """An entry less, or switched, in every file that has it, or in the one that is named."""
    files = files_of(lists, facts)
    if not isinstance(files, Sequence):
        return files
    place = intent.place if intent.place != lists.layer else ""
    meant = [one for one in files if not place or one.is_meant(place)]
    holding: list[ListFile] = []
    unseen: Failed | None = None
    for file in meant:
        text = file.text(facts)
        if isinstance(text, Failed):
            unseen = unseen or text
            continue
        found = file.form.parse(text or "", file.about).entries
        if any(not file.group or each.group == file.group for each in same_net(found, intent.net)):
            holding.append(file)
    if holding:
        return plan_of(lists, intent, holding, facts, moment)
    return unseen or elsewhere(lists, intent, meant, facts)


def files_of(lists: Lists, facts: HostFacts) -> Files | Refused:
    """The files that can be edited; refused where they are in a container."""
    files = lists.files(facts)
    inside = facts.get(CONTAINERS)
    if isinstance(files, Sequence) and isinstance(inside, tuple) and inside:
        words = f"the mail system is in container {inside[0].name}: its files are not changed here"
        return Refused("container", words, ("change what the container is made of",))
    return files


def no_file(lists: Lists, files: Sequence[ListFile]) -> Refused:
    """What to say where a layer has no file that an entry would be added to unasked."""
    words = f"no list of {lists.layer} that says who may relay is a file"
    others = tuple(f"--in {one.path}" for one in files)
    return Refused("no_file", words, ("let such a list name a file, which is edited then", *others))


def plan_of(
    lists: Lists,
    intent: Listed,
    files: Sequence[ListFile],
    facts: HostFacts,
    moment: Moment,
    more: Callable[[Plan], Plan] = lambda plan: plan,
) -> Planned:
    """The plan that edits these files; refused if one of them can't be. `more` adds steps."""
    wish = Wish(intent, moment)
    steps: list[Put] = []
    wanted: list[Wanted] = []
    warnings: list[str] = [lists.warning] if lists.warning and wish.on else []
    warnings += [lists.late] if lists.late else []
    already: list[str] = []
    for file in files:
        # Of a file with several lists, each edit begins where the one before has ended.
        done = edited(file, wish, facts)
        if isinstance(done, Failed | Refused):
            return done
        if isinstance(done, Already):
            already.append(done.words)
            continue
        facts = replace(facts, written={**facts.written, file.path: done.after})
        checks = file.checks(intent.net, found=wish.on)
        steps.append(Put(file.path, done.before, done.after, checks, file.then))
        wanted.append(Wanted(file, intent.net, wish.on))
        warnings += done.warnings
    if not steps:
        return Already(safe("; ".join(already), 300)) if already else None
    if not wish.on:
        wider = still_trusted(lists, intent.net, [one.file for one in wanted], facts)
        if wider and not intent.confirmed:
            words = f"{intent.net} would stay trusted by {', '.join(wider[:5])}"
            return Refused(
                "covered_by", words, ("take that out too", wish_words("take out this entry alone"))
            )
        if wider:
            warnings.append(f"{intent.net} stays trusted by {', '.join(wider[:5])}")
            wanted = [one._replace(trusted=None) for one in wanted]
    plan = Plan(
        intent, lists.layer, tuple(steps), proof_of(lists, wanted),
        warnings=tuple(dict.fromkeys(warnings)),
    )  # fmt: skip
    return more(plan)
