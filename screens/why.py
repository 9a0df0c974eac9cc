"""Why: every layer that keeps out or trusts an address or an account, and what the log tells."""

from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar

from relaytui.api import (
    AnyFact,
    Cause,
    Cell,
    Column,
    ListScreen,
    Note,
    Paragraph,
    ScreenSpec,
    Search,
    Sort,
    Subject,
    UsageError,
    Word,
    block_reading,
    causes,
    command,
    line_paragraphs,
    long_span_words,
    moment_words,
    safe,
    subject_of,
    trust_reading,
)

_VERBS = {"blocks": "bad", "trusts": "good", "log": "muted"}
_WORKS: dict[bool | None, Cell] = {
    True: ("yes", "good"),
    False: ("NO", "bad"),
    None: ("?", "muted"),
}
#: Lines of the log that are shown, the newest of those that tell something.
_LINES = 200


class WhyScreen(ListScreen):
    """All about one subject."""

    TITLE_WORD = "Why"
    IN_THREAD = True
    NOTHING = "no layer holds it, and the lines held here tell nothing of it"
    SORTS: ClassVar[Sequence[Sort]] = (
        Sort("kind", lambda cause: cause.order),
        Sort("newest", lambda cause: -(cause.at or 0.0)),
        Sort("host", lambda cause: cause.relay),
    )

    def __init__(self) -> None:
        super().__init__()
        self._blocks, self._trusts = block_reading(), trust_reading()
        self._subject: Subject | None = None
        self._search: Search | None = None
        self._notes: list[Note] = []

    def ask(self, text: str) -> None:
        """Tell of another subject."""
        self._subject = subject_of(text)
        if self._search:
            self._search.close()
        self._search = Search(self.store.ring, self._subject, _LINES)
        self._shown_version = None

    @command("Why an address or an account is kept out or let in", "ADDRESS|ACCOUNT")
    def command_why(self, text: str) -> None:
        """Open it."""
        if not text.strip():
            raise UsageError("why: nobody is named", "Type :why 192.0.2.7 or :why bob@example.org")
        self.ask(text)
        self.relay_app.open_screen("why")

    def wants(self) -> Sequence[AnyFact]:
        """What all layers read."""
        facts = {one.name: one for one in (*self._blocks.needs, *self._trusts.needs)}
        return tuple(facts.values())

    def version(self) -> object:
        """New facts, or more of the log searched."""
        return (self.store.facts.version, self._search.found if self._search else 0)

    def tick(self) -> None:
        """Search on."""
        if self._search and self._search.step():
            self.relay_app.wake()
        super().tick()

    def frame(self, change: object) -> int:
        """Search on; show what was found."""
        self.tick()
        return 0

    def columns(self) -> Sequence[Column]:
        """All columns."""
        width = self.size.width
        return (
            Column("what", 6),
            Column("host", 8 if width < 60 else 14),
            Column("layer", 10 if width < 60 else 16),
            Column("since", 7, 60),
            Column("works", 5, 80),
            Column("where and why", 0),
        )

    def cells(self, item: Cause) -> Sequence[Cell]:
        """A cause's cells."""
        now = self.relay_app.now()
        works: Cell = ("", "muted")
        if item.verb != "log":
            works = _WORKS[item.works]
        place = "" if item.verb == "log" else f"{item.place}: "
        return (
            (item.verb, _VERBS[item.verb]),
            (item.relay, "text"),
            (item.layer, "accent"),
            (long_span_words(now - item.at) if item.at else "", "muted"),
            works,
            (f"{place}{item.words}", "text"),
        )

    def subjects(self) -> list[str]:
        """Whom it tells of."""
        return [self._subject.text] if self._subject else []

    def key_of(self, item: Cause) -> Hashable:
        """Where it stands."""
        return (item.verb, item.relay, item.layer, item.place, item.words, item.at)

    def gather(self) -> Callable[[], Sequence[Cause]]:
        """The facts and the lines as they are now."""
        facts = {one: self.store.facts.of(one) for one in self.hosts()}
        lines = self._search.lines() if self._search else []
        subject, blocks, trusts = self._subject, self._blocks, self._trusts

        def make() -> Sequence[Cause]:
            if subject is None:
                return ()
            blocked, trusted = blocks.entries(facts), trusts.entries(facts)
            unseen = {(one.relay, one.layer.name): one for one in
                      (*blocked.unseen, *trusted.unseen)}  # fmt: skip
            self._notes = [
                Note(one.relay, f"{one.layer.title}: {one.failed.reason}",
                     one.failed.remedy.words if one.failed.remedy else "")
                for one in unseen.values()
            ]  # fmt: skip
            return causes(subject, blocked, trusted, lines)

        return make

    def notes(self) -> Sequence[Note]:
        """Layers that can't be seen: it may stand there too."""
        return self._notes

    def about(self, item: Cause) -> Sequence[Paragraph]:
        """All of it."""
        if item.line is not None:
            return line_paragraphs(item.line)
        now = self.relay_app.now()
        shown = [
            Paragraph(item.verb, "what", _VERBS[item.verb]),
            Paragraph(safe(item.relay, 100), "host"),
            Paragraph(f"{item.layer}: {item.place}", "layer"),
            Paragraph(item.words, "entry"),
        ]
        if item.wider:
            shown.append(Paragraph("it is an entry for a wider network", "note", "warning", False))
        if item.at:
            shown.append(Paragraph(moment_words(item.at, now), "since"))
        if item.until:
            shown.append(Paragraph(moment_words(item.until, now), "ends"))
        return shown

    def right_words(self) -> list[Word]:
        """Whom it is about, and how far the log was searched."""
        words = []
        if self._search and self._search.share < 1:
            words.append(Word(f"{self._search.share:.0%} searched", "muted", 6))
        if self._subject:
            words.append(Word(self._subject.text, "accent", 2))
        return words


SCREEN = ScreenSpec("why", "Why", "", WhyScreen)
