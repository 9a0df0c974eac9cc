"""nft, as JSON and as text."""

from typing import Any

from relaytui.domain.finding import Failed
from relaytui.facts.answers import Answer
from relaytui.facts.nft import read_nft
from relaytui.facts.nft_replies import found_element, nft_error
from relaytui.facts.packet_filter import PacketFilter
from tests.outputs.packet_filters import filter_keys


def read_listing(words: list[str], answer: Answer) -> dict[str, Any]:
    found = read_nft(answer, 0.0)
    if isinstance(found, Failed):
        return {"error": nft_error(words, answer) or found.reason}
    assert isinstance(found, PacketFilter)
    elements = [one for each in found.sets for one in each.elements]
    return {
        **filter_keys(found),
        "sets": {str(one.place.name): [each.text for each in one.elements] for one in found.sets},
        "expires": {one.text: int(one.left) for one in elements if one.left is not None},
        "auto_merge": [one.place.name for one in found.sets if one.auto_merge],
    }


def read_get(words: list[str], answer: Answer) -> dict[str, Any]:
    there, covering = found_element(answer)
    if there is None:
        return {"found": None, "error": nft_error(words, answer)}
    return {"found": there, "covering": covering or None}


def read_change(words: list[str], answer: Answer) -> dict[str, Any]:
    error = nft_error(words, answer)
    return {"error": error, "changed": False if error else 1}


READERS = (
    (r"^nft .*\blist\b", read_listing),
    (r"^nft .*\bget element\b", read_get),
    (r"^nft .*\b(?:add|create|delete|destroy|flush|insert|replace)\b", read_change),
)
