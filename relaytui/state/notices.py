"""Words to the user from any thread, until somebody can show them."""

from queue import Empty, SimpleQueue


class Notices:
    """`tell` from any thread; `take` from the one that shows them."""

    def __init__(self) -> None:
        self._words: SimpleQueue[str] = SimpleQueue()

    def tell(self, words: str) -> None:
        """Add some words."""
        self._words.put(words)

    def take(self) -> list[str]:
        """What was told since the last call."""
        found: list[str] = []
        while True:
            try:
                found.append(self._words.get_nowait())
            except Empty:
                return found
