"""A line to type in that is completed with Tab."""

from relaytui.widgets.commands import shared_start
from relaytui.widgets.entry import Entry


class CompletingEntry(Entry):
    """Completes what stands before the cursor; what stands behind it stays."""

    _cycle: tuple[str, ...] = ()

    def candidates(self) -> list[str]:
        """What the text before the cursor may become."""
        return []

    def replace_all(self, text: str, tail: str = "") -> None:
        """Another text, the cursor behind it and before the tail."""
        self.value = text + tail
        self.cursor_position = len(text)

    @property
    def head(self) -> str:
        """The text before the cursor."""
        return str(self.value)[: self.cursor_position]

    def action_complete(self, step: int) -> None:
        """Take what all candidates have in common; where that is typed, one after the other."""
        head, tail = self.head, str(self.value)[self.cursor_position :]
        if head not in self._cycle:
            self._cycle = tuple(self.candidates())
            common = shared_start(self._cycle)
            if len(common) > len(head) or len(self._cycle) == 1:
                self.replace_all(common, tail)
                self._cycle = ()
                return
        if self._cycle:
            at = self._cycle.index(head) + step if head in self._cycle else 0
            self.replace_all(self._cycle[at % len(self._cycle)], tail)
