"""What the user types behind `/`: plain words, or a pattern between slashes."""

import re
from dataclasses import dataclass

from relaytui.errors import UsageError
from relaytui.state.ring import Block

_FIELD = re.compile(r"[a-z_]+(=|!=|>|<|~)\S")


@dataclass(frozen=True, slots=True)
class Words:
    """Text that must stand in the raw line or in the relay's name, in whatever case."""

    text: str

    @property
    def needle(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    def __str__(self) -> str:
        return self.text

    def hits(self, block: Block) -> list[int]:
        """Offsets of the rows that are shown. Markers always are: what is missing is not hidden."""
        needle, text = self.needle, block.text.lower()
        wanted = {relay for relay in set(block.relays) if needle in relay.lower()}
        if len(wanted) == len(set(block.relays)):
            return list(range(len(block.relays)))
        found = set(block.markers)
        if needle in text:
            found.update(at for at, raw in enumerate(text.split("\n")) if needle in raw)
        if wanted:
            found.update(at for at, relay in enumerate(block.relays) if relay in wanted)
        return sorted(found)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, searched for in `relay raw`; matched elsewhere, with a time limit."""

    text: str

    def __str__(self) -> str:
        return f"/{self.text}/"


Filter = Words | Pattern


def parse_filter(text: str) -> Filter | None:
    """The filter of a typed text; None for an empty one.

    A pattern is written `/like this/`. UsageError where it can't be used.
    """
    text = text.strip()
    if not text:
        return None
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        try:
            re.compile(text[1:-1])
        except (re.error, OverflowError, RecursionError) as error:
            raise UsageError(f"The pattern is not valid: {error}") from error
        return Pattern(text[1:-1])
    if found := _FIELD.match(text):
        raise UsageError(
            f"{found[0][:-1]}… comes with the filter language",
            "Type plain words, or a pattern between slashes: /from=.*lab/",
        )
    return Words(text)
