"""Trace: the mails that a word stands for, on all hosts; Enter tells one's whole way."""

import asyncio
from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar, NamedTuple

from relaytui.api import (
    Cell,
    Column,
    ListScreen,
    Note,
    Paragraph,
    RingSearch,
    ScreenSpec,
    Sort,
    Sought,
    Story,
    Tracing,
    Word,
    command,
    joined,
    long_span_words,
    outcome_of,
    outcome_token,
    recipient_words,
    recipients_of,
    safe,
    sender_words,
    story_id,
    story_paragraphs,
)

#: Seconds of a look through the rows that are held, before hosts are searched.
_LOOK = 0.1


class _Row(NamedTuple):
    """A mail as the list shows it."""

    story: Story
    outcome: str
    sender: str
    recipients: str


def _row(story: Story) -> _Row:
    told = recipients_of(story)
    outcome = outcome_of(story, told)
    return _Row(story, outcome, sender_words(story), recipient_words(told))


class TraceScreen(ListScreen):
    """What was found of one word."""

    TITLE_WORD = "Trace"
    IN_THREAD = True
    NOTHING = "nothing: type :trace and a queue id, a message-id, an address or an account"
    SORTS: ClassVar[Sequence[Sort]] = (
        Sort("newest", lambda row: row.story.ended, True),
        Sort("outcome", lambda row: row.outcome),
        Sort("sender", lambda row: row.sender),
    )

    def __init__(self) -> None:
        super().__init__()
        self._word = ""
        self._tracing: Tracing | None = None
        self._stories: Sequence[Story] = ()
        self._searching = False
        self._found = 0

    @command("Where a mail is, on all hosts", "ID|ADDRESS|MESSAGE-ID|ACCOUNT")
    def command_trace(self, text: str) -> None:
        """Search the rows that are held, then all hosts."""
        sought = Sought(text)
        if self._tracing:
            self._tracing.stop()
        self._word, self._tracing = sought.text, None
        look = RingSearch(self.store.ring, sought)
        look.step(_LOOK)
        self._take(look.stories)
        self.relay_app.open_screen("trace")
        if fleet := self.relay_app.fleet:
            known = [line for story in look.stories for line in story.lines()]
            self._tracing = fleet.tracing(sought, known)
            self._searching = True
            self.relay_app.run_worker(self._trace(self._tracing))

    async def _trace(self, tracing: Tracing) -> None:
        await asyncio.to_thread(tracing.run)
        if tracing is self._tracing:
            self._searching = False
            self._take(tracing.stories)

    def _take(self, stories: Sequence[Story]) -> None:
        self._stories = stories
        self._found += 1
        if self.is_attached:
            self.tick()

    def version(self) -> object:
        """Another word, or more of it."""
        return (self._found, self._searching)

    def gather(self) -> Callable[[], Sequence[_Row]]:
        """The mails as they are known now."""
        stories = self._stories
        return lambda: [_row(story) for story in stories]

    def key_of(self, item: _Row) -> Hashable:
        """Where and when it begins."""
        return (story_id(item.story), *item.story.relays(), item.story.begun)

    def columns(self) -> Sequence[Column]:
        """All columns."""
        width = self.size.width
        return (
            Column("last", 6),
            Column("outcome", 9),
            Column("hosts", 12 if width < 110 else 24, 60),
            Column("id", 16, 110),
            Column("from", 0),
            Column("to", 0),
        )

    def cells(self, item: _Row) -> Sequence[Cell]:
        """A mail's cells."""
        now = self.relay_app.now()
        tries = len(item.story.beside) if item.story.refused else 1
        outcome = f"{item.outcome} {tries}×" if tries > 1 else item.outcome
        return (
            (long_span_words(max(0.0, now - item.story.ended)), "muted"),
            (outcome, outcome_token(item.outcome)),
            (joined([safe(one, 60) for one in item.story.relays()]), "accent"),
            (safe(story_id(item.story), 100), "text"),
            (safe(item.sender, 200), "text"),
            (safe(item.recipients, 400), "text"),
        )

    def about(self, item: _Row) -> Sequence[Paragraph]:
        """Its whole way."""
        return story_paragraphs(item.story)

    def notes(self) -> Sequence[Note]:
        """Hosts that could not be searched, and what others could not show."""
        tracing = self._tracing
        if tracing is None or self._searching:
            return ()
        found = [
            Note(name, error.reason, error.next_step) for name, error in tracing.failed.items()
        ]
        found += [Note(name, words, "", "warning") for name, words in dict.fromkeys(tracing.notes)]
        if tracing.chase.more:
            words = f"{tracing.chase.more:,} older mails are not shown"
            found.append(Note("all", words, "relaytui trace WORD --limit N shows more", "warning"))
        return found

    def link_notes(self) -> list[Note]:
        """Told by `notes`: only what was searched counts."""
        return []

    def instead(self) -> list[Cell]:
        """Why there are no rows."""
        if self._searching:
            return [(safe(f"searching all hosts for {self._word} …", 400), "muted")]
        if self._tracing and not self.items and not self._tracing.failed:
            return [(safe(f"no host knows {self._word}", 400), "muted")]
        return super().instead()

    def action_look_again(self) -> None:
        """Search once more."""
        if self._word:
            self.command_trace(self._word)

    def right_words(self) -> list[Word]:
        """The word, and how far the search is."""
        words = []
        if self._searching:
            words.append(Word("searching …", "accent", 1))
        elif self._tracing:
            done = self._tracing.hosts - len(self._tracing.failed)
            token = "bad" if self._tracing.failed else "good"
            words.append(Word(f"{done}/{self._tracing.hosts} searched", token, 3))
        if self._word:
            words.append(Word(safe(self._word, 60), "accent", 2))
        return words

    def subject(self) -> str:
        """Who handed the chosen mail in."""
        item = self.chosen
        if item is None:
            return ""
        story = item.story
        return str(story.first("client_ip") or story.first("user") or story.first("sender") or "")


SCREEN = ScreenSpec("trace", "Trace", "", TraceScreen)
