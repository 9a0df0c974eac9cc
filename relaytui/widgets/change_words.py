"""A change on the screen: its plan, and what came of it, as paragraphs."""

from collections.abc import Mapping, Sequence

from relaytui.analysis.hit import WouldHit
from relaytui.changes.draft import Draft
from relaytui.changes.plan import HostPlan
from relaytui.changes.planning import nothing_words
from relaytui.changes.result import Result
from relaytui.changes.words import step_words
from relaytui.domain.intent import intent_words, span_words
from relaytui.domain.text import safe
from relaytui.widgets.text_panel import Paragraph

#: Lines of a plan that are shown at most.
_LINES = 2000
_STATES = {"set": "good", "already": "good", "undone": "good", "untouched": "muted"}


def head_words(draft: Draft) -> list[Paragraph]:
    """What is wanted, where, for how long, why."""
    nets = list(dict.fromkeys(str(one.net) for one in draft.targets))  # of several lists, once
    names = ", ".join(nets[:6])
    more = f" and {len(nets) - 6} more" if len(nets) > 6 else ""
    shown = [Paragraph(safe(f"{names}{more}", 300), draft.verb, "accent")]
    relays = draft.chosen
    where = f"{len(relays)}: {' '.join(relays)}" if len(relays) > 1 else " ".join(relays)
    shown.append(Paragraph(safe(where or "no host is connected", 400), "hosts"))
    if draft.layers:
        shown.append(Paragraph(safe(", ".join(sorted(draft.layers)), 200), "only in", "accent"))
    if draft.lasts:
        shown.append(Paragraph(span_words(draft.seconds), "lasts"))
    shown.append(
        Paragraph(draft.reason or "none given", "reason", "text" if draft.reason else "muted")
    )
    return shown


def _clients(number: int) -> str:
    return "the one known client" if number == 1 else f"{number:,} known clients"


def hit_words(hit: WouldHit) -> list[Paragraph]:
    """Who would be hit."""
    if hit.good == 0:
        words, token = f"no good mail from {_clients(hit.clients)} in it", "good"
        if not hit.clients:
            words = "nobody in it has been seen"
        shown = [Paragraph(words, "hits", token)]
    else:
        names = ", ".join(f"{client} ({count})" for client, count in hit.senders)
        what = "1 GOOD message" if hit.good == 1 else f"{hit.good:,} GOOD messages"
        words = f"{what} in 24 h from {names}"
        shown = [Paragraph(safe(words, 400), "hits", "bad")]
    if hit.accounts:
        shown.append(Paragraph(safe(" ".join(hit.accounts), 300), "accounts", "warning"))
    return shown


def plan_words(plans: Mapping[str, HostPlan], *, whole: bool) -> list[Paragraph]:
    """What would be done, hosts with the same plan together."""
    together: dict[tuple[Paragraph, ...], list[str]] = {}
    for relay, plan in plans.items():
        together.setdefault(tuple(_one(plan, whole)), []).append(relay)
    shown: list[Paragraph] = []
    for lines, relays in together.items():
        shown += [Paragraph(""), Paragraph(safe(" ".join(relays), 400), token="accent"), *lines]
    return shown


def _one(plan: HostPlan, whole: bool) -> list[Paragraph]:
    if not plan.plans:
        refused = bool(plan.refused or plan.unseen)
        return [Paragraph(nothing_words(plan), "refused" if refused else "nothing",
                          "bad" if refused else "muted")]  # fmt: skip
    shown = []
    for one in plan.plans:
        shown.append(Paragraph(intent_words(one.intent), one.layer))
        for line in step_words(one.steps, whole=whole)[:_LINES]:
            shown.append(Paragraph(safe(line, 400), "  ", _token(line)))
        shown += [Paragraph(safe(words, 300), "leaves", "muted") for words in one.leaves]
        shown += [Paragraph(safe(words, 400), "NOTE", "warning") for words in one.warnings]
    for layer, refused_one in plan.refused:
        shown.append(Paragraph(safe(refused_one.words, 400), safe(layer, 20), "warning"))
        shown += [Paragraph(safe(each, 200), "or") for each in refused_one.suggest]
    for layer, unseen in plan.unseen:
        shown.append(Paragraph(safe(unseen.reason, 400), safe(layer, 20), "warning"))
    return shown


def _token(line: str) -> str:
    return {"  + ": "good", "  - ": "bad"}.get(line[:4], "muted")


def result_words(
    results: Sequence[Result],
    waiting: Sequence[str],
    held: Mapping[str, tuple[str, str]] | None = None,
) -> list[Paragraph]:
    """What came of it, a host a line; those that are still at it last. `held` tells by host
    whether a block holds: a token and words."""
    shown = []
    for one in results:
        words = f"{one.state} in {one.seconds:.1f} s" if one.seconds else one.state
        if one.words:
            words = f"{words}: {one.words}"
        shown.append(
            Paragraph(safe(words, 600), safe(one.relay, 40), _STATES.get(one.state, "bad"))
        )
        if held and one.relay in held:
            token, words = held[one.relay]
            shown.append(Paragraph(safe(words, 400), " ", token))
    shown += [Paragraph("…", safe(one, 40), "muted") for one in waiting]
    return shown
