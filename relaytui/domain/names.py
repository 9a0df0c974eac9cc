"""A table of texts, in which strangers may put what they like: bounded, each text once."""

from relaytui.domain.text import SafeText

#: Characters that one table of texts holds.
_CHARACTERS = 12_000_000
#: Stands for the texts beyond these bounds.
OTHERS = "(others)"


class Names:
    """Texts by number, each once; beyond their bounds all others are one."""

    def __init__(self, most: int) -> None:
        self.texts: list[SafeText] = []
        self._numbers: dict[str, int] | None = {}
        self._most, self._room = most, _CHARACTERS

    def number(self, text: str) -> int:
        """The number of a text."""
        assert self._numbers is not None
        found = self._numbers.get(text)
        if found is None:
            if len(self.texts) >= self._most or self._room < len(text):
                text = OTHERS
                if OTHERS in self._numbers:
                    return self._numbers[OTHERS]
            self._room -= len(text)
            found = self._numbers[text] = len(self.texts)
            self.texts.append(SafeText(text))
        return found

    def close(self) -> None:
        """No more will come."""
        self._numbers = None

    def __getitem__(self, number: int) -> SafeText:
        return self.texts[number]
