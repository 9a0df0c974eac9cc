"""The files of addresses that Exim's configuration refuses clients by."""

import re
from collections.abc import Iterator

from relaytui.facts.exim import Exim
from relaytui.facts.file_texts import FileText
from relaytui.layers.exim_uses import DEEP, uses
from relaytui.lists.exim_items import host_items

#: Paths that may stand in an expansion of Exim's as they are.
_PLAIN = re.compile(r"/[A-Za-z0-9_./+-]+")


def block_files(exim: Exim) -> list[FileText]:
    """Each once, in the order in which they are asked; files of look-ups and exceptions are left
    out."""
    found: dict[str, FileText] = {}
    for use in uses(exim):
        if use.effect == "block":
            for file in _files(exim, use.value, 0):
                found.setdefault(str(file.path), file)
    return list(found.values())


def _files(exim: Exim, value: str, deep: int) -> Iterator[FileText]:
    for item in host_items(value):
        word = item.strip()
        if word.startswith("+") and word[1:] in exim.lists and deep < DEEP:
            yield from _files(exim, exim.lists[word[1:]], deep + 1)
        elif _PLAIN.fullmatch(word) and word in exim.files:
            yield exim.files[word]
