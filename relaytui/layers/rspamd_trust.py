"""The files of rspamd's maps that trust, as edits need them. rspamd sees a change by itself."""

from relaytui.facts.base import HostFacts
from relaytui.facts.rspamd_maps import RSPAMD_MAPS, RspamdMaps
from relaytui.layers.trust_file import Files, ListFile
from relaytui.lists.rspamd_map import FORM

#: rspamd looks at its maps' files that often, if its configuration does not say otherwise.
LATE = "rspamd reads a map anew within a minute (map_watch_interval)"


def files(facts: HostFacts) -> Files:
    """Those of maps that let off, and keep nobody out elsewhere."""
    found = facts.get(RSPAMD_MAPS)
    if not isinstance(found, RspamdMaps):
        return found
    uses: dict[str, list[bool | None]] = {}
    words: dict[str, list[str]] = {}
    for one in found.maps:
        for source in one.sources:
            path = source.partition("file://")[2] or source
            if path in found.files:
                uses.setdefault(path, []).append(one.blocks)
                words.setdefault(path, []).append(str(one.words))
    return [
        ListFile(path, FORM, found.files[path], names=tuple(words[path]))
        for path, blocks in uses.items()
        if all(one is False for one in blocks)
    ]
