"""The line behind `/` in the log: fields, values and saved filters are completed with Tab."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual.binding import BindingType
from textual.suggester import Suggester
from textual.widgets import Input
from textual.widgets.input import Selection

from relaytui.domain.text import safe
from relaytui.filtering import tree
from relaytui.filtering.completing import Candidate, completed, field_of
from relaytui.filtering.parse import parse
from relaytui.filtering.words import FilterError
from relaytui.widgets.bar import Word
from relaytui.widgets.completing import CompletingEntry
from relaytui.widgets.keys import key

_EXAMPLES = ("text", "!not", "kind=reject", "user~bob", "ip=192.0.2.0/24", "/pattern/", "or", "( )")


class Known(NamedTuple):
    """What completion goes by: values that were seen in a field, and the saved filters."""

    seen: Callable[[str], Sequence[str]]
    saved: Mapping[str, str]


class _Ghost(Suggester):
    """Shows behind the cursor what Tab would take."""

    def __init__(self, entry: "FilterEntry") -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._entry = entry

    async def get_suggestion(self, value: str) -> str | None:
        """The first text that begins so; nothing where no word was begun."""
        begun = bool(value) and not value[-1].isspace() and self._entry.head == value
        found = self._entry.candidates() if begun else []
        return next((one for one in found if one.startswith(value)), None)


class FilterEntry(CompletingEntry):
    """What is typed. `words` tells what it may become, what it means, or what is wrong with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "screen.filter_left", "leave", "Keep the filter that was", id="filter.leave"),
        key("tab", "complete(1)", "complete", "Complete a field, a value or a saved filter; once "
            "more, the next that fits", id="filter.complete"),
        key("shift+tab", "complete(-1)", "complete back", "Complete with the one before",
            id="filter.complete_back"),
    ]  # fmt: skip

    def __init__(self) -> None:
        self.known = Known(lambda _: (), {})
        self._refused = False
        super().__init__(
            placeholder="text, !not, field=value, /pattern/, *marked only",
            suggester=_Ghost(self),
            id="filter",
        )

    def candidates(self) -> list[str]:
        """What the text before the cursor may become."""
        return [one.text for one in self._completed()]

    def refused(self, error: FilterError) -> None:
        """Tell what is wrong, with the word chosen: what is typed now takes its place."""
        start = self._star + error.column - 1
        end = next((at for at in range(start, len(self.value)) if self.value[at].isspace()), None)
        self.selection = Selection(start, len(self.value) if end is None else end)
        self._refused = True

    def action_delete_left_all(self) -> None:
        """Away with all that stands before the cursor, also while a word is chosen."""
        self.selection = Selection.cursor(self.selection.end)
        super().action_delete_left_all()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another text: what was wrong may be right now."""
        self._refused = False

    def words(self) -> list[Word]:
        """What can be told of the text, for the line of keys."""
        text = self.value[self._star :]
        if not text.strip():
            examples = [Word(one, weight=2 + at) for at, one in enumerate(_EXAMPLES)]
            return [Word("complete", key="Tab", weight=1), *examples]
        node, error = self._read(text)
        found = self._completed()
        field = field_of(self.head, len(self.head))
        about = [Word(field.about, "accent", 3)] if field and field.about else []
        if found and not (error and self._refused):
            names = [Word(safe(one.word, 60), weight=4 + at) for at, one in enumerate(found)]
            return [*about, *names]
        if error is not None:
            return _told(error, "error" if self._refused else "warning", self.size.width)
        meant = "" if node is None else str(tree.plainly(node))
        if meant.count('"') > 2:  # words were taken for operators
            about = [Word(safe(meant, 300), "accent", 3)]
        return [Word("show these lines", key="Enter", weight=1), *about]

    @property
    def _star(self) -> int:
        """Characters before the filter itself: the star that only marks, and blanks."""
        return len(self.value) - len(self.value.lstrip("* "))

    def _read(self, text: str) -> tuple[tree.Node | None, FilterError | None]:
        try:
            return parse(text, self.known.saved), None
        except FilterError as error:
            return None, error

    def _completed(self) -> list[Candidate]:
        head = self.head
        star = len(head) - len(head.lstrip("* "))
        found = completed(head[star:], len(head) - star, *self.known)
        return [
            one._replace(text=head[:star] + one.text) for one in found if one.text != head[star:]
        ]


def _told(error: FilterError, token: str, width: int) -> list[Word]:
    """What is wrong and what to do, as far as there is room: what to do is said first."""
    column = Word(f"col {error.column}", token, 1)
    words, step = safe(error.words, 300), safe(error.next_step, 300)
    first = f"{step.partition('? ')[0]}?" if "? " in step else step
    for told in ([words, step], [words, first], [first], [words]):
        parts = [column, *(Word(one, "accent" if at else "bar", 2) for at, one in enumerate(told))]
        if told[0] and sum(part.width + 2 for part in parts) <= width:
            return parts
    room = max(8, width - column.width - 4)
    return [column, Word(f"{words[: room - 1]}…")]
