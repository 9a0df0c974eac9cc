"""Journal: what was changed on hosts, by whom and why, and what came of it; `u` takes it back."""

from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar

from relaytui.api import (
    Cell,
    Column,
    Deed,
    Journal,
    JournalError,
    ListScreen,
    Note,
    Paragraph,
    ScreenSpec,
    Sort,
    changes_of_journal,
    journal_file,
    long_span_words,
    moment_words,
    safe,
)

_TOKENS = {"done": "good", "holding": "good", "undone": "muted", "intended": "warning"}


class JournalScreen(ListScreen):
    """A row a change, the newest first."""

    TITLE_WORD = "Journal"
    NOTHING = "nothing was changed from here"
    IN_THREAD = True
    SORTS: ClassVar[Sequence[Sort]] = (
        Sort("newest", lambda change: change.at, True),
        Sort("by", lambda change: change.by),
        Sort("what", lambda change: change.what),
    )

    def __init__(self) -> None:
        super().__init__()
        self._journal = Journal(journal_file())
        self._problem = ""

    def version(self) -> object:
        """The file's size and time."""
        try:
            seen = self._journal.path.stat()
        except OSError:
            return None
        return (seen.st_size, seen.st_mtime_ns)

    def gather(self) -> Callable[[], Sequence[Deed]]:
        """Read it."""
        journal = self._journal

        def make() -> Sequence[Deed]:
            self._problem = ""
            try:
                broken = journal.broken()
                found = changes_of_journal(one for _, one in journal.read() if one)
            except JournalError as error:
                self._problem = str(error)
                return []
            if broken:
                number, why = broken[0]
                self._problem = f"the chain is broken at line {number}: {why}"
            return found

        return make

    def notes(self) -> Sequence[Note]:
        """What is wrong with it."""
        return [Note("journal", self._problem)] if self._problem else []

    def link_notes(self) -> list[Note]:
        """It is on this machine."""
        return []

    def key_of(self, item: Deed) -> Hashable:
        """Its name."""
        return item.name

    def columns(self) -> Sequence[Column]:
        """All columns."""
        return (
            Column("ago", 6),
            Column("what", 0),
            Column("state", 10),
            Column("hosts", 12 if self.size.width < 130 else 24, 60),
            Column("by", 20, 100),
            Column("why", 30, 130),
        )

    def cells(self, item: Deed) -> Sequence[Cell]:
        """A row's cells."""
        state = item.state
        return (
            (long_span_words(self.relay_app.now() - item.at), "muted"),
            (item.what, "text"),
            (state, _TOKENS.get(state, "bad")),
            (safe(" ".join(item.events), 200), "text"),
            (item.by, "muted"),
            (item.why, "muted"),
        )

    def about(self, item: Deed) -> Sequence[Paragraph]:
        """All entries of it."""
        now = self.relay_app.now()
        shown = [
            Paragraph(item.what, "what", "accent"),
            Paragraph(item.why or "none given", "reason"),
            Paragraph(item.by, "by"),
            Paragraph(item.name, "change", "muted"),
            Paragraph(" ".join(item.layers), "layers"),
        ]
        for one in item.entries[:200]:
            words = f"{one.event}: {one.words}" if one.words else one.event
            shown += [
                Paragraph("", ""),
                Paragraph(safe(one.relay, 80), "host", "accent"),
                Paragraph(moment_words(one.at, now), "when"),
                Paragraph(safe(words, 800), "event", _TOKENS.get(one.event, "bad")),
            ]
        return shown

    def action_undo(self) -> None:
        """Take the chosen change back."""
        if (chosen := self.chosen) is not None:
            self.relay_app.undo_change(str(chosen.name))


SCREEN = ScreenSpec("journal", "Journal", "0", JournalScreen)
