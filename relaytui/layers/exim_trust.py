"""The files of Exim's host lists that trust, as edits need them. Exim reads them at each use."""

import re
from collections.abc import Iterator

from relaytui.facts.base import HostFacts
from relaytui.facts.exim import EXIM, Exim
from relaytui.layers.exim_uses import DEEP, Use, uses
from relaytui.layers.trust_file import Files, ListFile
from relaytui.lists.exim_hostlist import FORM
from relaytui.lists.exim_items import host_items

#: A path that is no more than itself within an expression of Exim's.
_PLAIN = re.compile(r"/[A-Za-z0-9_./+-]+")


def files(facts: HostFacts) -> Files:
    """Those of lists that let in; who may relay comes first."""
    found = facts.get(EXIM)
    if not isinstance(found, Exim):
        return found
    by_path: dict[str, ListFile] = {}
    trusting = [one for one in uses(found) if one.effect == "allow"]
    for use in sorted(trusting, key=lambda one: "relay" not in one.value):
        for file in _of(found, use, use.value, deep=0):
            by_path.setdefault(file.path, file)
    for use in uses(found):
        if use.effect == "block":  # what keeps others out is no list that trusts
            for file in _of(found, use, use.value, deep=0):
                by_path.pop(file.path, None)
    return list(by_path.values())


def _of(found: Exim, use: Use, value: str, *, deep: int) -> Iterator[ListFile]:
    for item in host_items(value):
        word = item.strip()
        if word.startswith("+") and word[1:] in found.lists and deep < DEEP:
            yield from _of(found, use, found.lists[word[1:]], deep=deep + 1)
            continue
        usual = "relay" in f"{use.words} {use.value}"
        file = found.files.get(word)  # what is looked up by keys, with values, is no such file
        if file is not None and _PLAIN.fullmatch(word):
            yield ListFile(
                word, FORM, file, table=f"match_ip:{word}", names=(use.words,), usual=usual
            )
