"""The words of nft's text form."""

import re

#: Quoted text, remarks, braces and separators, and words. A newline ends a statement.
_WORD = re.compile(r'"[^"]*"?|#[^\n]*|[{};,\n]|[^\s{};,"#]+')
_UNITS = {"w": 604800.0, "d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_PART = re.compile(r"(\d{1,12})(ms|[wdhms])")


def split_words(text: str) -> list[str]:
    """All of them, in order."""
    return _WORD.findall(text)


def duration(text: str) -> float | None:
    """Seconds of `1d23h59m58s684ms`; None where it is none."""
    if text.isascii() and text.isdecimal():
        return float(text[:12])
    parts = _PART.findall(text[:60])
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return sum(int(number) * _UNITS[unit] for number, unit in parts)


class Words:
    """Words, taken one by one; beyond the end they are empty."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self._at = 0

    @property
    def at_end(self) -> bool:
        """Whether none is left."""
        return self._at >= len(self._words)

    def peek(self) -> str:
        """The next one, which stays."""
        return "" if self.at_end else self._words[self._at]

    def take(self) -> str:
        """The next one."""
        word = self.peek()
        self._at += 1
        return word

    def take_until(self, end: str) -> list[str]:
        """Those before the next such word, which is taken too."""
        begin = self._at
        while not self.at_end and self.take() != end:
            pass
        return self._words[begin : self._at - 1]

    def skip_block(self) -> None:
        """Pass over what follows, up to the brace that closes it."""
        depth = 1
        while depth and not self.at_end:
            word = self.take()
            depth += (word == "{") - (word == "}")
