"""Lines of a log file that a filter can't keep, told by their bytes before they are parsed."""

from relaytui.domain.text import HIDDEN
from relaytui.filtering.bounds import needed
from relaytui.filtering.fields import field_named
from relaytui.filtering.tree import All, Any, Node, Phrase, Saved, Test

_PRINTABLE = bytes(range(0x20, 0x7F))


class Prefilter:
    """`groups`: of each, one text (in small letters) stands in every line that the filter keeps,
    as long as the line is printable ASCII; other lines look different when they are shown."""

    def __init__(self, node: Node, relay: str = "") -> None:
        self.groups = [tuple(one.encode() for one in group) for group in _groups(node, relay)]

    def might(self, raw: bytes) -> bool:
        """Whether the filter may keep a line of a relay's file; a record of the journal has to be
        parsed first."""
        if not self.groups or not raw.isascii() or raw.translate(None, _PRINTABLE):
            return True
        lowered = raw.lower()
        return all(any(text in lowered for text in group) for group in self.groups)


def _groups(node: Node, relay: str) -> list[list[str]]:
    match node:
        case Phrase():
            needle = node.text.lower()
            return [[needle]] if _is_plain(needle) and needle not in relay.lower() else []
        case Test() if not node.operator.startswith("!"):
            field = field_named(node.field)
            texts = needed(field, node.operator, node.values) if field else None
            texts = [one for one in texts or () if one != HIDDEN]
            return [texts] if texts and all(map(_is_plain, texts)) else []
        case Saved():
            return _groups(node.node, relay)
        case All():
            return [group for one in node.nodes for group in _groups(one, relay)]
        case Any():
            parts = [_groups(one, relay) for one in node.nodes]
            return [[text for part in parts for text in part[0]]] if all(parts) else []
    return []


def _is_plain(text: str) -> bool:
    """Whether a text stands in the bytes if it stands in the line as shown: no secret was hidden in
    its place."""
    return (
        text.isascii() and text.isprintable() and not set(text) & set("[]") and (text not in HIDDEN)
    )
