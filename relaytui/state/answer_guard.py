"""Answers of the terminal that came in pieces: they would look as if they had been typed."""

from typing import Generic, TypeVar

KeyEvent = TypeVar("KeyEvent")

#: Seconds in which the rest of an answer must come, and for which an Escape is kept.
REST, KEPT = 1.0, 0.15


class AnswerGuard(Generic[KeyEvent]):
    """Takes `ESC [ digits letter` out of the keys, while an answer is due.

    Keys are given with their characters; what is to be handed on is returned.
    """

    def __init__(self) -> None:
        self._kept: KeyEvent | None = None
        self._within = False
        self._last = 0.0
        #: Set when an answer has been taken out.
        self.taken = False

    def feed(self, key: KeyEvent, character: str | None, now: float, due: bool) -> list[KeyEvent]:
        """The keys to hand on, in order; an Escape is kept until it is clear what it was."""
        self.taken = False
        if self._within and now - self._last > REST:
            self._within = False
        kept = self.release()
        if self._within:
            self._last = now
            if character is not None and character in "0123456789;?":
                return []
            self._within = False
            if character is not None and character.isascii() and character.isalpha():
                self.taken = True
                return []
        elif due and character == "[":
            self._within, self._last = True, now
            return []
        elif due and character == "\x1b":
            self._kept = key
            return kept
        return [*kept, key]

    def release(self) -> list[KeyEvent]:
        """The Escape that was kept: nothing has come after it."""
        kept, self._kept = self._kept, None
        return [] if kept is None else [kept]
