"""What the scripts of sources/file_script.py and sources/since.py print."""

from collections.abc import Callable
from dataclasses import dataclass

from relaytui.demo.checksum import posix_checksum
from relaytui.demo.host import Pieces, Reply, SimulatedHost, Values
from relaytui.demo.log_file import LogFile, LogPart
from relaytui.sources.file_script import PRINT_BYTES

#: A print of fewer bytes is no proof that it is the same file.
_PROOF = 64
_TRUNCATED = b"tail: standard input: file truncated\n"


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where reading stopped, as the script's values say."""

    ident: str
    start: int
    count: int
    total: int
    back: int

    def is_in(self, part: LogPart) -> bool:
        """Whether a file begins as the marked one did, and is long enough."""
        head = bytes(part.content[: self.count])
        if (posix_checksum(head), len(head)) != (self.total, self.count):
            return False
        return part.compressed or len(part.content) >= self.start


def _mark(values: Values) -> _Mark:
    numbers = (int(values[name]) for name in ("start", "count", "sum", "back"))
    return _Mark(values["mark"], *numbers)


def _print(part: LogPart) -> tuple[int, int]:
    head = bytes(part.content[:PRINT_BYTES])
    return posix_checksum(head), len(head)


def _note(token: str, *words: object) -> bytes:
    line = f"{token} {' '.join(map(str, words))}\n".encode()
    return line + line


def _opened(token: str, part: LogPart, start: int, path: str) -> bytes:
    total, count = _print(part)
    return _note(token, "open", part.ident, start, count, total, path)


def _find(log: LogFile, mark: _Mark, say: Callable[..., None]) -> LogPart | None:
    """The file that holds the marked place: by identity, else by its print."""
    if log.current.ident == mark.ident:
        if mark.is_in(log.current):
            return log.current
        say("truncated")
    older = log.older()
    same = [part for part in older if part.ident == mark.ident and mark.is_in(part)]
    if same:
        return same[-1]
    if mark.count < _PROOF:
        return None
    return next((part for part in older if mark.is_in(part)), None)


def _resumed(log: LogFile, values: Values) -> tuple[bytes, int]:
    """What comes before the current file, its own opening included, and where it begins."""
    token, mark, said = values["token"], _mark(values), bytearray()

    def say(*words: object) -> None:
        said.extend(_note(token, *words))

    start = max(0, len(log.current.content) - mark.back)
    if mark.ident:
        found, start = _find(log, mark, say), 0
        if found is log.current:
            start = mark.start
        elif found is None:
            say("lost")
        else:
            older = log.older()
            begin = mark.start
            for part in older[older.index(found) :]:
                said += _opened(token, part, begin, part.path) + part.content[begin:]
                begin = 0
    said += _opened(token, log.current, start, "/dev/fd/3")
    return bytes(said), start


def _exists(host: SimulatedHost, path: str) -> Pieces:
    """Wait for a file to be there."""
    while path not in host.files:
        yield b""


def _follow(host: SimulatedHost, values: Values) -> Pieces:
    yield from _exists(host, values["path"])
    log = host.files[values["path"]]
    with host.lock:
        host.advance()
        said, at = _resumed(log, values)
        part, cuts = log.current, log.current.cuts
    while True:
        with host.lock:
            host.advance()
            if part.cuts != cuts:
                if len(part.content) >= at:
                    break  # its print shows that it is not the same any more
                said, at, cuts = said + _TRUNCATED, 0, part.cuts
            said += bytes(part.content[at:])
            at = len(part.content)
            over = part is not log.current and bool(log.current.content)
        yield said
        said = b""
        if over:
            break
    yield said + _note(values["token"], "end", len(part.content))


def _read(host: SimulatedHost, values: Values) -> Pieces:
    yield from _exists(host, values["path"])
    with host.lock:
        host.advance()
        log = host.files[values["path"]]
        said, start = _resumed(log, values)
        said += bytes(log.current.content[start:])
    yield said + _note(values["token"], "live")


def _parts(host: SimulatedHost, path: str) -> list[LogPart]:
    host.advance()
    log = host.files.get(path)
    return [*log.older(), log.current] if log else []


def _list_files(host: SimulatedHost, values: Values) -> Reply:
    lines = [
        f"{part.ident} {part.size} {part.changed:.0f} {part.path}\n"
        for part in _parts(host, values["path"])
    ]
    return "".join(lines).encode(), b"", 0


def _named(host: SimulatedHost, path: str) -> bytes:
    for log in host.files.values():
        for part in _parts(host, log.path):
            if part.path == path:
                return bytes(part.content)
    return b""


def _part(host: SimulatedHost, values: Values) -> Reply:
    start = int(values["start"])
    return _named(host, values["path"])[start : start + int(values["length"])], b"", 0


def _print_of(host: SimulatedHost, values: Values) -> Reply:
    head = _named(host, values["path"])[:PRINT_BYTES]
    return f"{posix_checksum(head)} {len(head)}\n".encode(), b"", 0


ANSWERS = {"log-files": _list_files, "log-part": _part, "log-print": _print_of}
STREAMS = {"file-follow": _follow, "file-read": _read}
