"""What nft says of one element or object: whether it is there, and why something was refused."""

import re

from relaytui.facts.answers import Answer
from relaytui.facts.complaints import Meaning, meaning_of
from relaytui.facts.nft import read_nft
from relaytui.facts.packet_filter import PacketFilter

_MEANINGS = (
    ("overlaps", r"interval overlaps|conflicting intervals|overlapping interval"),
    ("already present", r"File exists"),
    ("not an element of its own", r"element does not exist"),
    ("wrong family", r"Address family for hostname not supported|datatype mismatch|"
     r"[Aa]ddress family .* not supported"),
    ("not an address", r"Could not resolve hostname|Could not parse|Invalid .*address|"
     r"unexpected (?:junk|invalid)|prefix length .* is invalid"),
    ("bad comment", r"comment too long|comment"),
    ("set takes no networks", r"flags interval"),
    ("no room in the set", r"Too many open files|No space left|set is full|Invalid element"),
)  # fmt: skip
_PATTERNS = tuple((meaning, re.compile(words)) for meaning, words in _MEANINGS)
_GENERIC = {
    Meaning.PERMISSION: "permission", Meaning.NOT_FOUND: "command not found",
    Meaning.SUDO_REFUSED: "permission",
}  # fmt: skip
#: Objects that are named with a table before them.
_WITHIN = ("set", "map", "chain", "element", "rule", "counter", "flowtable")


def nft_error(words: list[str], answer: Answer) -> str | None:
    """What a failed command means, in a few words; None where it has not failed. `words` are the
    command's."""
    if answer.status == 0:
        return None
    meaning = meaning_of(answer)
    said = answer.complaint[:4000]
    if meaning in _GENERIC or (meaning and meaning.startswith("sudo")):
        return _GENERIC.get(meaning, str(meaning))
    lines = [one for one in said.split("\n") if one.strip()]
    error = next((one for one in lines if "Error:" in one), lines[0] if lines else "")
    if "No such file or directory" in error:
        return _missing(words, lines)
    for name, pattern in _PATTERNS:
        if pattern.search(error):
            return name
    if "comment" in words and "syntax error" in error:
        return "bad comment"
    return error.partition("Error: ")[2] or error or f"status {answer.status}"


def _missing(words: list[str], lines: list[str]) -> str:
    """nft underlines what it does not find, in the command as it has read it."""
    under = next((one for one in reversed(lines) if one.strip() and not one.strip(" ^~")), "")
    shown = next((one for one in lines if one.startswith(_verb(words) + " ")), "")
    begin = under.find("^")
    word = shown[begin : begin + under.count("^")].strip() if shown and begin >= 0 else ""
    kinds = [one for one in shown.split()[1:2] if one in (*_WITHIN, "table", "tables")]
    kind = kinds[0] if kinds else ""
    before = shown[: max(begin, 0)].split()
    if word == shown.strip() or (kind == "element" and "{" in before):
        return "not present"
    if kind == "table" or (kind in _WITHIN and len(before) == 3):
        return "no such table"
    if kind in ("chain", "rule") and len(before) == 4:
        return "no such chain"
    return "no such set"


def _verb(words: list[str]) -> str:
    verbs = ("add", "create", "delete", "destroy", "get", "list", "flush", "insert", "replace")
    return next((one for one in words if one in verbs), "list")


def found_element(answer: Answer) -> tuple[bool | None, str]:
    """Of `nft get element`: whether the set has it, and the element that holds it. None where it
    can't be told."""
    if answer.status != 0:
        lost = "Could not process rule: No such file" in answer.complaint
        return (False if lost else None), ""
    found = read_nft(answer, 0.0)
    if not isinstance(found, PacketFilter):
        return None, ""
    elements = [one for each in found.sets for one in each.elements]
    return bool(elements), elements[0].text if elements else ""
