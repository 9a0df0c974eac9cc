"""A list of what the layers of all hosts hold: who is kept out, or who is trusted."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic

from relaytui.analysis.entries import E, Entries, Folded
from relaytui.facts.base import AnyFact
from relaytui.layers.reading import Reading
from relaytui.layers.reading import notes as notes_of_layers
from relaytui.widgets.list_keys import Note
from relaytui.widgets.list_screen import ListScreen

#: Screens from this width on have room for several names in a column.
WIDE = 130


def joined(words: Sequence[str], most: int = 3) -> str:
    """Words, each once; behind the first few how many more there are."""
    once = list(dict.fromkeys(word for word in words if word))
    more = f" +{len(once) - most}" if len(once) > most else ""
    return " ".join(once[:most]) + more


class EntryScreen(ListScreen, Generic[E]):
    """Entries of one kind, put together by what `o` chooses."""

    IN_THREAD = True

    def __init__(self, reading: Reading[E]) -> None:
        super().__init__()
        self._reading = reading
        self._found: Entries[E] = Entries((), (), {})
        self._wrong: list[Note] = []

    @property
    def having(self) -> Mapping[str, tuple[str, ...]]:
        """The layers that are there, by relay."""
        return self._found.having

    def host_words(self, relays: Sequence[str]) -> str:
        """Hosts in a column: all of them in a word, else as many as there is room for."""
        hosts = self.hosts()
        if len(hosts) > 2 and len(relays) == len(hosts):
            return f"all {len(hosts)}"
        words = joined(relays)
        return words if len(words) <= (24 if self.size.width >= WIDE else 12) else joined(relays, 1)

    def wants(self) -> Sequence[AnyFact]:
        """What the layers read."""
        return self._reading.needs

    def key_of(self, item: Folded[E]) -> Hashable:
        """Its name; of an entry that stands alone its place as well."""
        if self.grouping != "entry":
            return item.name
        return (item.name, item.held[0].relay, item.held[0].entry.place)

    def gather(self) -> Callable[[], Sequence[Folded[E]]]:
        """The facts as they are now."""
        facts = {one: self.store.facts.of(one) for one in self.hosts()}
        reading, grouping = self._reading, self.grouping

        def make() -> Sequence[Folded[E]]:
            self._found = reading.entries(facts)
            self._wrong = [
                Note(relay, f"{layer.title}: {words}", token="warning")
                for relay, layer, words in notes_of_layers(facts)
            ]
            return reading.folded(self._found.held, grouping)

        return make

    def notes(self) -> Sequence[Note]:
        """Layers that can't be seen, and what is wrong with others."""
        return [
            *self._wrong,
            *(
                Note(
                    one.relay,
                    f"{one.layer.title}: {one.failed.reason}",
                    one.failed.remedy.words if one.failed.remedy else "",
                )
                for one in self._found.unseen
            ),
        ]

    def subject_of(self, item: Folded[E]) -> str:
        """Its address, else its name."""
        entry = item.held[0].entry if item.held else None
        return "" if entry is None else str(entry.net or entry.what)

    def near(self) -> list[str]:
        """The hosts of these rows."""
        return list(dict.fromkeys(relay for one in self.meant() for relay in one.relays))

    def stale(self, item: Folded[E]) -> bool:
        """Whether all of its hosts may say something else by now."""
        return all(self._old(relay) for relay in item.relays)

    def _old(self, relay: str) -> bool:
        known = (self.store.facts.get(relay, fact) for fact in self.wants())
        return any(one is not None and one.stale for one in known)
