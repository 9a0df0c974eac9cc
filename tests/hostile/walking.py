"""Walking through everything that a console shows of hostile lines, on a pseudo-terminal."""

import re
import time
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from relaytui.domain.text import decode
from relaytui.widgets.strips import settled
from tests.hostile.corpus import Attack
from tests.hostile.recorded import leaks
from tests.screens.on_terminal import Console

#: Seconds after which a screen that does not change has come to its end.
STILL = 2.0
#: Seconds for a key that may change nothing.
MOMENT = 0.15
#: Columns of a card, where it does not take the whole width.
CARD = 64
#: Seconds without output after which a page is whole.
QUIET = 0.03
_MARK = re.compile(r"QZ(\d{6})A|Z(\d{6})Q")
PAGE_DOWN, HOME = "\x1b[6~", "\x1b[H"


def written(folder: Path, attacks: Iterable[Attack], name: str = "mail.log") -> Path:
    """A log of these lines."""
    path = folder / name
    path.write_bytes(b"".join(attack.line + b"\n" for attack in attacks))
    return path


def following(folder: Path, log: Path | str, more: str = "") -> str:
    """A configuration with this machine and one log, or a pattern of logs."""
    path = folder / "relays.yaml"
    path.write_text(f'hosts:\n  - {{name: here, local: true, logs: {{file: "{log}"}}{more}}}\n')
    return str(path)


class Walk:
    """What was seen on the pages of a console."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.pages: list[str] = []
        #: All that was seen, without blanks and ends of rows.
        self.text = ""

    def look(self) -> str:
        """Take in the screen."""
        page = "\n".join(self.console.it.rows())
        assert not leaks(page)
        self.pages.append(page)
        card = CARD if self.console.it.screen.columns > 90 and "Esc back" in page else 0
        self.text += "".join("".join(row[-card:].split()) for row in page.split("\n"))
        return page

    def body(self) -> list[str]:
        """The rows between the bars, whose figures change by themselves."""
        rows: list[str] = self.console.it.text().split("\n")[1:-1]
        return rows

    def turn(self, keys: str, until: Callable[[], object] | None = None) -> bool:
        """Type keys and take in what comes, another page unless it is told; whether it came."""
        before = self.body()
        came = until or (lambda: self.body() != before)
        self.console.types(keys)
        self.console.it.draw(20 if until else STILL, came)
        if not came():
            return False
        self.settle()
        self.look()
        return True

    def press(self, *keys: str) -> None:
        """Type keys one after the other, and take in what comes of each, if anything does."""
        for one in keys:
            before = self.body()
            self.console.types(one)
            self.console.it.draw(MOMENT, lambda before=before: self.body() != before)
            self.settle()
            self.look()

    def settle(self) -> None:
        """Wait until all of a page has come."""
        it, pieces = self.console.it, -1
        while pieces != len(it.output):
            pieces = len(it.output)
            it.draw(QUIET)

    def shows(self, text: str) -> Callable[[], bool]:
        """Whether a text stands on the screen."""
        return lambda: bool(self.console.it.shows(text))

    def lacks_text(self, text: str) -> Callable[[], bool]:
        """Whether a text stands nowhere."""
        return lambda: not self.console.it.shows(text)

    def down(
        self, until: Callable[[], object], keys: str = PAGE_DOWN, seconds: float = 150
    ) -> None:
        """Turn pages until something is seen, or nothing changes any more."""
        deadline = time.monotonic() + seconds
        self.look()
        # The first step of a cursor at the top may stay on the page.
        while not until() and (self.turn(keys) or self.turn(keys)):
            assert time.monotonic() < deadline, "there is no end to it"

    def numbers(self) -> set[int]:
        """The attacks of which a mark was seen."""
        return {int(one or other) for one, other in _MARK.findall(self.text)}

    def has(self, attack: Attack) -> bool:
        """Whether an attack was seen, in its gated form, from the first mark to the last."""
        return _shown(attack) in self.text

    def lacks(self, attacks: Iterable[Attack]) -> list[int]:
        """Attacks that were not seen so."""
        return [attack.number for attack in attacks if not self.has(attack)]


def _shown(attack: Attack) -> str:
    """What must stand on the screen; only the first part where a terminal may draw two characters
    as one."""
    marked = attack.begin.encode() + attack.text + attack.end.encode()
    shown = "".join(settled(decode(marked)).split())
    marks = (at for at, one in enumerate(shown) if unicodedata.category(one)[0] == "M")
    return shown[: next(marks, len(shown) + 1) - 1]


def is_safe(console: Console, attacks: Iterable[Attack] = (), *allow: str) -> None:
    """Nothing was written that was not meant, and the console goes on."""
    assert console.findings(*allow) == []
    output = console.output
    for attack in attacks:
        if leaks(attack.text.decode("utf-8", "surrogateescape")):
            assert attack.begin.encode() + attack.text + attack.end.encode() not in output
    assert b"Traceback" not in output
    assert not console.it.ended, console.it.text()


def leaves(console: Console) -> None:
    """It ends in order when it is told to, and the terminal is as it was."""
    console.types("\x03")  # from wherever it is
    console.leaves()
    assert console.findings() == []
    assert b"Traceback" not in console.output
    assert console.output.rstrip().endswith(b"\x1b[?25h") or b"\x1b[?1049l" in console.output


def rows_begin(page: str, beginning: Callable[[str], object]) -> list[str]:
    """Rows between the bars that do not begin as they should: something has drawn over them."""
    rows = page.split("\n")[1:-1]
    return [row for row in rows if row and not beginning(row)]
