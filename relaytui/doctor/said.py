"""The lines of an answer by their first word. Nothing a host sends can make this raise."""

import re

#: Lines of an answer that are looked at, bytes of each, and lines of the log probe's answer.
LINES, WIDTH, BEGINNING = 4000, 1200, 100


class Said:
    """What a script has printed."""

    def __init__(self, stdout: bytes) -> None:
        self._lines: dict[str, list[str]] = {}
        lines = [raw[:WIDTH] for raw in stdout.split(b"\n", LINES)[:LINES]]
        #: Where the answer of the log probe is.
        self.beginning = b"\n".join(lines[:BEGINNING])
        for raw in lines:
            word, _, rest = raw.partition(b" ")
            name = word.decode("ascii", "replace")
            self._lines.setdefault(name, []).append(rest.decode("utf-8", "surrogateescape"))

    def all(self, word: str) -> list[str]:
        """Every line of a word."""
        return self._lines.get(word, [])

    def one(self, word: str) -> str:
        """The first line of a word; empty when there is none."""
        return (self.all(word) or [""])[0]

    def number(self, word: str) -> float | None:
        """The first number of the first line of a word."""
        return number(self.one(word))

    def whole(self, word: str) -> int | None:
        """The same, without a fraction."""
        found = self.number(word)
        return None if found is None else int(found)

    def known(self, word: str, names: frozenset[str]) -> dict[str, str]:
        """Lines `WORD KEY VALUE` of known keys: another is nothing that we asked for. The first
        of a key holds."""
        found: dict[str, str] = {}
        for line in self.all(word):
            key, _, value = line.partition(" ")
            if key in names:
                found.setdefault(key, value)
        return found


def number(words: str) -> float | None:
    """The number that a text begins with (a date without nanoseconds says `17956.%N`)."""
    found = re.match(r"\s*(\d{1,12}(?:\.\d{1,9})?)(?!\d)", words)
    return float(found[1]) if found else None
