"""What the readers of all packet filters share."""

from typing import Any

from relaytui.facts.packet_filter import PacketFilter
from relaytui.layers.filter_walk import Use, Walk


def filter_keys(found: PacketFilter) -> dict[str, Any]:
    """The keys about rules, and about what elements carry."""
    uses = Walk(found).uses
    elements = [one for each in found.sets for one in each.elements]
    single = [one for one in found.rules if len(one.sources) == 1 and not one.negated]
    return {
        "rules_with_source": _each(
            one.text for rule in found.rules if not rule.negated for one in rule.sources
        ),
        "blocked": _sources(uses, "drop"),
        "allowed": _sources(uses, "accept"),
        "blocked_sets": _sets(uses, "drop"),
        "allowed_sets": _sets(uses, "accept"),
        "comments": {
            **{one.sources[0].text: one.comment for one in single if one.comment},
            **{one.text: one.comment for one in elements if one.comment},
        },
        "counters": {
            **{one.source_set: one.packets for one in found.rules
               if one.source_set and one.packets is not None},
            **{one.sources[0].text: one.packets for one in single if one.packets is not None},
            **{one.text: one.packets for one in elements if one.packets is not None},
        },
    }  # fmt: skip


def _each(names: Any) -> list[str]:
    return list(dict.fromkeys(names))


def _plain(uses: list[Use], verdict: str) -> list[Use]:
    return [one for one in uses
            if one.verdict == verdict and not one.rule.negated and not one.limited]  # fmt: skip


def _sources(uses: list[Use], verdict: str) -> list[str]:
    return _each(one.text for use in _plain(uses, verdict) for one in use.rule.sources)


def _sets(uses: list[Use], verdict: str) -> list[str]:
    return _each(use.rule.source_set for use in _plain(uses, verdict) if use.rule.source_set)
