"""A plain log file, by device, inode, offset and print.

A rotation while streaming is handled exactly as one while the link was cut: the stream ends
with a note, and the next one goes on from the mark, in whatever file that now is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from relaytui.sources.ahead import Ahead, ahead_script, parse_ahead
from relaytui.sources.base import KEPT_BYTES, Ask, CaughtUp, Gap, Piece, RawLine, Skipped, Turn
from relaytui.sources.file_script import FOLLOW, PAGE, READ
from relaytui.sources.splitter import Splitter
from relaytui.ssh.script import Script, script

# GNU tail before and after it quotes names.
_TRUNCATED = (
    b"tail: standard input: file truncated",
    b"tail: 'standard input': file truncated",
)


@dataclass(frozen=True, slots=True)
class FileMark:
    """A place in a file: `ident` is device:inode:birth, `start` an offset in bytes (of the content,
    for a compressed file), `count` and `total` the print of its first bytes."""

    ident: str = ""
    start: int = 0
    count: int = 0
    total: int = 0


class FileSource:
    """One log file of one host, with its rotated forerunners.

    `mark` is where to begin; without one, `back` bytes before the end of the file. Scripts
    `file-follow` and `file-read` (values: token, path, mark, start, count, sum, back) and
    `file-page` (and most); their output is described in sources/file_script.py. `origin` goes
    into its lines.
    """

    def __init__(
        self,
        path: str,
        *,
        mark: FileMark | None = None,
        back: int = 65536,
        sudo: bool = False,
        origin: str = "",
    ) -> None:
        self.name = path
        self._origin = origin
        self.sudo = sudo
        self.mark = mark or FileMark()
        self._back = back
        self._lines = Splitter()
        self._token = b""
        self._reading = False
        self._drop_first = False
        self._was_truncated = False
        self._opened: tuple[bytes, ...] = ()
        self._suspect = -1

    def script(self, token: str, follow: bool) -> Script:
        """Read on after the last whole line that was given."""
        name, body = ("file-follow", FOLLOW) if follow else ("file-read", READ)
        return self._script(name, body, token)

    def page(self, token: str, most: int) -> Script:
        """The same, up to so many bytes of output and not more than is there."""
        return self._script("file-page", PAGE, token, most=most)

    def place(self) -> str:
        """The mark as `log-ahead` takes it."""
        mark = self.mark
        return f"{mark.ident} {mark.start} {mark.count} {mark.total} {self.name}"

    def skip(self, ask: Ask, least: int) -> list[Skipped]:
        """Go on near the end where more than so many lines are unread."""
        if not self.mark.ident:
            return []
        return [
            self.go_on(one)
            for one in parse_ahead(ask(ahead_script(self.place(), KEPT_BYTES)))
            if one.lines > least
        ]

    def go_on(self, ahead: Ahead) -> Skipped:
        """Go on there."""
        again = FileSource(self.name, mark=self.mark, sudo=self.sudo, origin=self._origin)
        self.mark = FileMark(ahead.ident, ahead.start, ahead.count, ahead.total)
        self._drop_first = ahead.start > 0
        return Skipped(ahead.lines, again, self._origin)

    def _script(self, name: str, body: str, token: str, **more: int) -> Script:
        self.cut()
        self._token = token.encode()
        mark = self.mark
        return script(
            name, body, token=token, path=self.name, mark=mark.ident, start=mark.start,
            count=mark.count, sum=mark.total, back=self._back, **more,
        )  # fmt: skip

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """Lines and what happened between them."""
        for line, taken in self._lines.feed(chunk):
            if self._token in line:
                half, _, note = line.partition(self._token)
                yield from self._note(half, note.split())
            elif self._reading:
                yield from self._content(line, taken)

    def cut(self) -> None:
        """Forget the half line; the mark stays."""
        self._lines.clear()
        self._reading = self._was_truncated = False
        self._opened = ()

    def _content(self, line: bytes, taken: int) -> Iterator[Piece]:
        if line.endswith(_TRUNCATED) and self._suspect != self.mark.start:
            # Said by tail, or forged by a stranger: reading again from the mark tells.
            self._suspect = self.mark.start
            self._reading = False
            yield Turn("the log was truncated")
            return
        mark = self.mark  # made anew for each line: `replace` would take a third of the time
        self.mark = FileMark(mark.ident, mark.start + taken, mark.count, mark.total)
        if self._drop_first:
            self._drop_first = False
        elif line:
            yield RawLine(line, "", self._origin)

    def _note(self, half: bytes, words: list[bytes]) -> Iterator[Piece]:
        word = words[0] if words else b""
        if word == b"open" and tuple(words) != self._opened:
            yield from self._whole(half)
            self._open(words)
        elif word == b"lost":
            yield from self._once(self._gap("the file that was read last is gone"))
        elif word == b"unread":
            yield from self._once(self._gap("an older log could not be read: lines are missing"))
        elif word == b"truncated":
            yield from self._once(self._gap("the log was truncated: lines may be missing"))
        elif word == b"live":
            yield from self._whole(half)
            if self._reading:
                self._reading = False
                yield CaughtUp()
        elif word == b"end":
            if words[1:] == [str(self.mark.start + len(half)).encode()]:
                yield from self._whole(half)
            if self._reading:
                self._reading = False
                yield Turn("the log was rotated")

    def _gap(self, words: str) -> Gap:
        return Gap(words, origin=self._origin)

    def _once(self, gap: Gap) -> Iterator[Piece]:
        if not self._was_truncated:
            self._was_truncated = True
            yield gap

    def _whole(self, half: bytes) -> Iterator[Piece]:
        """The last line of a file that ends without a newline."""
        if half and self._reading:
            yield from self._content(half, len(half))

    def _open(self, words: list[bytes]) -> None:
        first = not self.mark.ident
        self._opened = tuple(words)
        ident, start, count, total = words[1:5]
        self.mark = FileMark(ident.decode("ascii", "replace"), int(start), int(count), int(total))
        # Fresh, or gone ahead, in the middle of a file: what comes first is the end of some line.
        self._drop_first = (first or self._drop_first) and self.mark.start > 0
        self._reading = True
