"""nftables: what its sets hold, and what its rules do with them.

One command tells all; its JSON (libnftables-json(5)) is read. Whether an interval set merges its
elements by itself, and whether a table is dormant, stand in the text form alone (nft 1.0.6, whose
JSON has rubbish for a table's flags, or breaks off there); it is asked for seldom, without
elements.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

import msgspec

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.nft_objects import filter_of
from relaytui.facts.nft_text import text_objects
from relaytui.facts.packet_filter import PacketFilter, Place
from relaytui.facts.refusals import refusal, too_much

_SCRIPT = "have nft && root json nft nft -j list ruleset"
_FLAGS_SCRIPT = "have nft && root text nft-text nft -t list ruleset"
_JSON = re.compile(rb'\{\s*"nftables"\s*:')

#: nft 1.0.6 breaks off at a dormant table.
BROKEN = Failed(
    "nft's answer breaks off",
    Remedy("See whether a table is dormant: nft 1.0.6 can't tell it", "sudo nft list tables"),
)


def read_nft(answer: Answer, now: float) -> PacketFilter | Failed:
    """What `nft list …` or `nft get …` printed, as JSON or as text, whatever stands before it."""
    if answer.status != 0:
        return refusal("nft", answer)
    found = _JSON.search(answer.stdout)
    if found is None:
        objects: list[Any] | None = list(text_objects(answer.text))
    else:
        objects = _objects(answer.stdout[found.start() :])
    if objects is None:
        return BROKEN
    return filter_of(objects, now) or too_much("nft list ruleset", "rules or elements")


def _objects(raw: bytes) -> list[Any] | None:
    document: Any = None
    try:
        document = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        try:  # something stands behind it, or a byte is no UTF-8
            text = raw.decode("utf-8", "surrogateescape")
            document = json.JSONDecoder().raw_decode(text)[0]
        except (ValueError, RecursionError):
            return None
    objects = document.get("nftables") if isinstance(document, dict) else None
    return objects if isinstance(objects, list) else None


def parse_nft(answers: Answers) -> PacketFilter | Absent | Failed:
    """The rule set as it is loaded."""
    answer = answers["json"]
    return read_nft(answer, answers.now) if answer.ran else Absent("not installed")


@dataclass(frozen=True, slots=True)
class NftFlags:
    """`merging`: sets that merge their elements by themselves, and lose their times and comments;
    `asleep`: tables that are dormant."""

    merging: frozenset[Place]
    asleep: frozenset[tuple[str, str]]


def parse_flags(answers: Answers) -> NftFlags | Absent | Failed:
    """What the text form alone tells."""
    answer = answers["text"]
    if not answer.ran:
        return Absent("not installed")
    found = read_nft(answer, answers.now)
    if isinstance(found, Failed):
        return found
    merging = frozenset(one.place for one in found.sets if one.auto_merge)
    return NftFlags(merging, frozenset((str(one[0]), str(one[1])) for one in found.asleep))


def _pace(found: Any) -> float:
    """An element costs the host 40 µs (measured with nft 1.0.6: 3.9 s for 100,000)."""
    if not isinstance(found, PacketFilter):
        return 20.0 if isinstance(found, Failed) else 60.0
    return 0.004 * sum(len(one.elements) for one in found.sets)


NFT = Fact("nft", _SCRIPT, parse_nft, every=7.0, patience=12.0, pace=_pace)
NFT_FLAGS = Fact("nft-flags", _FLAGS_SCRIPT, parse_flags, every=120.0)
