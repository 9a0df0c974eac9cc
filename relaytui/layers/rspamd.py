"""rspamd's maps of addresses: whom it lets off, and whom it counts against or rejects."""

from collections.abc import Iterator

from relaytui.domain.entry import Block, Trust
from relaytui.domain.finding import Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.file_texts import FileText
from relaytui.facts.rspamd_maps import RSPAMD_MAPS, AddressMap, RspamdMaps
from relaytui.layers.list_entries import block, place_of, trust, unreadable, whole_problems
from relaytui.layers.list_layer import Read, list_layer
from relaytui.layers.rspamd_trust import LATE, files
from relaytui.layers.trust_plans import trusting
from relaytui.lists.entry import Entry
from relaytui.lists.form import About
from relaytui.lists.pattern import masked
from relaytui.lists.rspamd_map import parse as parse_file

NAME = "rspamd"
_OFF = "the module or rule is off"


def _entries(found: RspamdMaps) -> Iterator[Block | Trust]:
    for one in found.maps:
        for source in one.sources:
            yield from _of_source(found, one, source)


def _of_source(found: RspamdMaps, one: AddressMap, source: str) -> Iterator[Block | Trust]:
    path = source.partition("file://")[2] or source
    if not path.startswith("/") and "://" not in path:
        net, fault = masked(path)
        entry = Entry(what=safe(path, 300), net=net, dead=fault is not None,
                      problems=(fault,) if fault else ())  # fmt: skip
        yield _shown(one, one.words, entry)
        return
    file = found.files.get(path)
    if file is None:
        file = FileText(safe(source, 300), failed=Failed("a map of another place is not read"))
    if one.blocks is not None:
        yield from unreadable(NAME, file, str(one.words), one.blocks)
    parsed = parse_file(file.text, About())
    problems = whole_problems(parsed, file)
    for entry in parsed.entries:
        if entry.on or not one.blocks:
            yield _shown(one, place_of(file, entry), entry, problems)


def _shown(
    one: AddressMap, place: SafeText, entry: Entry, problems: tuple[str, ...] = ()
) -> Block | Trust:
    off = "" if one.on else _OFF
    if one.blocks:
        return block(NAME, place, entry, str(one.words), off)
    told = problems if one.on else (*problems, off)
    if one.blocks is None:
        told = (*told, "its rule has neither score nor action, so it does nothing")
    return trust(NAME, place, entry, str(one.words), told)


def _found(facts: HostFacts) -> Read:
    found = facts.get(RSPAMD_MAPS)
    return list(_entries(found)) if isinstance(found, RspamdMaps) else found


LAYER = trusting(
    list_layer(NAME, "rspamd's maps of addresses", RSPAMD_MAPS, _found), files, late=LATE
)
