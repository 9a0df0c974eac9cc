"""Several log files in one stream: those of a pattern, as a central log host has them.

Each file is a FileSource of its own, with its mark; here their bytes are told apart. What comes
of a file that may have been renamed while it was read is held until the host has looked.
"""

import re
from collections.abc import Iterator, Mapping

from relaytui.sources.ahead import ahead_script, parse_ahead
from relaytui.sources.base import KEPT_BYTES, Ask, CaughtUp, Piece, Skipped, Turn
from relaytui.sources.file import FileMark, FileSource
from relaytui.sources.files_script import FOLLOW, LAP, LEAST_BACK, READ
from relaytui.ssh.script import Script, script

#: The longest note: a token and a path (PATH_MAX of Linux).
_NOTE_BYTES = 4096 + 64


class FilesSource:
    """All files of some patterns, each with its rotated forerunners.

    `patterns` are paths or shell patterns, a line each; `marks` say where to begin in a file;
    in others it is `back` bytes, shared among them, before the end. Scripts `files-follow` and
    `files-read`; their output is described in sources/files_script.py.
    """

    def __init__(
        self,
        patterns: str,
        *,
        marks: Mapping[str, FileMark] | None = None,
        back: int = 65536,
        sudo: bool = False,
    ) -> None:
        self.name = ", ".join(patterns.split("\n"))
        self.sudo = sudo
        self._patterns = patterns
        self._back = back
        self._files = {
            path: FileSource(path, mark=mark, sudo=sudo, origin=path)
            for path, mark in (marks or {}).items()
        }
        self._rest = b""
        self._note = re.compile(b"")
        self._token = b""
        self._run = 0
        self._current: FileSource | None = None
        self._holding = False
        self._held: list[tuple[FileSource, bytes]] = []
        self._laps: dict[str, bytes] = {}
        self._lap = b""

    @property
    def marks(self) -> dict[str, FileMark]:
        """The mark of each file."""
        return {path: one.mark for path, one in self._files.items()}

    def script(self, token: str, follow: bool) -> Script:
        """Read on after the last whole line of each file."""
        self.cut()
        self._token = token.encode()
        self._note = re.compile(self._token + rb" (from|part|ok|void|more|over)(?: ([^\n]*))?\n")
        for file in self._files.values():
            file.script(token, follow)
        self._run += 1
        name, body = ("files-follow", FOLLOW) if follow else ("files-read", READ)
        return script(
            name, body, token=token, patterns=self._patterns, marks=f"\n{self._places()}\n",
            back=self._back, later="" if self._run == 1 else "1",
        )  # fmt: skip

    def skip(self, ask: Ask, least: int) -> list[Skipped]:
        """Go on near the ends where more than so many lines are unread in all."""
        known = self._places()
        if not known:
            return []
        keep = max(LEAST_BACK, KEPT_BYTES // len(self._files))
        found = [
            one for one in parse_ahead(ask(ahead_script(known, keep))) if one.path in self._files
        ]
        if sum(one.lines for one in found) <= least:
            return []
        return [self._files[one.path].go_on(one) for one in found]

    def _places(self) -> str:
        return "\n".join([one.place() for one in self._files.values() if one.mark.ident])

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """Lines of all files, and what happened between them."""
        whole = self._rest + chunk
        at = 0
        for note in self._note.finditer(whole):
            yield from self._bytes(whole[at : note.start()])
            at = note.end()
            yield from self._noted(note[1], note[2] or b"")
        keep = self._note_begun(whole, at)
        self._rest = whole[keep:]
        yield from self._bytes(whole[at:keep])

    def cut(self) -> None:
        """Forget half lines and what was not yet looked at; the marks stay."""
        self._rest = b""
        self._current = None
        self._held = []
        self._laps = {}
        self._lap = b""
        for file in self._files.values():
            file.cut()

    def _note_begun(self, whole: bytes, at: int) -> int:
        """Where a note may have begun whose end has not come."""
        begun = whole.find(self._token, max(at, len(whole) - _NOTE_BYTES))
        while begun >= 0:
            if b"\n" not in whole[begun:]:
                return begun
            begun = whole.find(self._token, begun + 1)
        for length in range(min(len(self._token), len(whole) - at), 0, -1):
            if self._token.startswith(whole[len(whole) - length :]):
                return len(whole) - length
        return len(whole)

    def _bytes(self, piece: bytes) -> Iterator[Piece]:
        if not piece or self._current is None:
            return
        if not self._holding:
            yield from self._fed(self._current, piece)
            return
        length = min(len(self._lap), len(piece))
        if piece[:length] != self._lap[:length]:
            yield self._turn("a log was cut short")
            return
        self._lap = self._lap[length:]
        piece = piece[length:]
        self._held.append((self._current, piece))
        path = self._current.name
        self._laps[path] = (self._laps.get(path, b"") + piece[-LAP:])[-LAP:]

    def _turn(self, words: str) -> Turn:
        """What is held, and what still comes of this stream, does not count."""
        self._held = []
        self._current = None
        return Turn(words)

    def _fed(self, file: FileSource, piece: bytes) -> Iterator[Piece]:
        for one in file.feed(piece):
            if not isinstance(one, CaughtUp):
                yield one

    def _noted(self, word: bytes, path: bytes) -> Iterator[Piece]:
        if word in (b"from", b"part"):
            self._holding = word == b"part"
            name = path.decode("utf-8", "surrogateescape")
            self._current = self._file(name)
            self._lap = self._laps.get(name, b"") if self._holding else b""
        elif word == b"ok":
            held, self._held = self._held, []
            for file, piece in held:
                yield from self._fed(file, piece)
        elif word == b"over":
            yield CaughtUp()
        else:
            yield self._turn("a log was rotated" if word == b"void" else "there are other logs now")

    def _file(self, path: str) -> FileSource:
        file = self._files.get(path)
        if file is None:
            file = self._files[path] = FileSource(path, sudo=self.sudo, origin=path)
            file.script(self._token.decode(), follow=True)
        return file
