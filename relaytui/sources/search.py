"""Searching a host's log, also what was rotated and compressed, for fixed texts."""

import json
import re
import secrets
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from relaytui.domain.text import safe
from relaytui.sources.base import RawLine
from relaytui.sources.choose import LogChoice
from relaytui.sources.container import ContainerSource
from relaytui.sources.search_script import FILES, FOUND, IN_CONTAINER, IN_JOURNAL
from relaytui.ssh.script import Script, script
from relaytui.trace.search import Search

#: Bytes of files that are searched in one script, so that others of the host wait for seconds at
#: most; and by how much logs shrink when they are compressed.
AT_ONCE, SHRINK = 600 << 20, 12
#: Bytes that one script may find.
FOUND_BYTES = 24 << 20
_COMPRESSED = (".gz", ".xz", ".bz2", ".zst")
_HANDLE = re.compile(r"(.+)\[(\d{1,10})\]")

#: Runs a script on the host, and gives what it says.
Ask = Callable[[Script], bytes]


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line, and where it stands: the file, and its number there."""

    raw: RawLine
    number: int


@dataclass(slots=True)
class Found:
    """What a search gave; `notes` are words about what could not be seen."""

    lines: list[FoundLine] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    size: int
    begun: float | None
    changed: float


class LogSearch:
    """Searches one log. `time_of` gives the time of a line; `since` is where older files are left
    out (both by the host's clock, in seconds since the epoch); `exact` are the files themselves,
    without their forerunners."""

    def __init__(
        self,
        choice: LogChoice,
        time_of: Callable[[bytes], float | None],
        *,
        since: float | None = None,
        merge: bool = False,
        exact: bool = False,
    ) -> None:
        self._choice = choice
        self._time_of = time_of
        self._since = float("-inf") if since is None else since
        self._merge = merge
        self._exact = exact
        self._files: list[_File] | None = None
        self._closed: list[str] = []

    def find(self, ask: Ask, search: Search, most: int) -> Iterator[Found]:
        """What is there, the newest files first; `most` lines of each. One script for each
        step, so whoever has enough may stop."""
        if self._choice.name == "journal":
            yield self._in_journal(ask, search, most)
        elif self._choice.engine:
            yield self._in_container(ask, search, most)
        else:
            yield from self._in_files(ask, search, most)

    # --- files ---

    def _in_files(self, ask: Ask, search: Search, most: int) -> Iterator[Found]:
        if self._files is None:
            self._files = self._listed(ask)
        notes = [f"{path}: it may not be read" for path in self._closed]
        self._closed = []
        for batch in _batches(self._within(search)):
            token = secrets.token_hex(16)
            text = ask(
                script(
                    "log-search", FOUND, token=token, files="\n".join(one.path for one in batch),
                    needles="\n".join(search.needles), fold="-i" if search.folded else "",
                    most=most, bytes=FOUND_BYTES,
                )
            )  # fmt: skip
            found = _parsed(text, token, most)
            found.notes[:0], notes = notes, []
            yield found
        if notes:
            yield Found(notes=notes)

    def _listed(self, ask: Ask) -> list[_File]:
        """The files, newest first."""
        token = secrets.token_hex(16)
        exact = "1" if self._exact else ""
        look = script(
            "log-search-files", FILES, token=token, patterns=self._choice.name, exact=exact
        )
        files = []
        for piece in (b"\n" + ask(look)).split(b"\n" + token.encode() + b" ")[1:]:
            head, _, below = piece.partition(b"\n")
            words = head.decode("utf-8", "surrogateescape").split(" ", 4)
            if words[0] == "closed":
                self._closed.append(safe(head.partition(b" ")[2].decode("utf-8", "replace"), 300))
            elif words[0] == "file" and len(words) == 5:
                begun = self._time_of(below.partition(b"\n")[0])
                files.append(_File(words[4], _number(words[2]), begun, float(_number(words[3]))))
        files.sort(key=lambda one: (one.begun or one.changed, one.path), reverse=True)
        return [_longer(one, newer) for one, newer in zip(files, [None, *files], strict=False)]

    def _within(self, search: Search) -> list[_File]:
        """The files that may have lines of the time that is asked for."""
        since = max(search.since, self._since)
        kept = []
        for one in self._files or ():
            if one.begun is not None and one.begun > search.until:
                continue
            if one.changed >= since or not one.changed:
                kept.append(one)
        return kept

    # --- journals and containers ---

    def _in_container(self, ask: Ask, search: Search, most: int) -> Found:
        engine, name = self._choice.engine, self._choice.name
        token = secrets.token_hex(16)
        since = max(search.since, self._since)
        text = ask(
            script(
                "container-search", IN_CONTAINER, token=token, engine=engine, container=name,
                since=f"{since:.6f}" if since > 0 else "", needles="\n".join(search.needles),
                fold="-i" if search.folded else "", most=most, bytes=FOUND_BYTES,
            )
        )  # fmt: skip
        found, source = _parsed(text, token, most), ContainerSource(engine, name)
        source.script(token, follow=False)
        lines = []
        for one in found.lines:
            pieces = source.feed(one.raw.text + b"\n")
            lines += [FoundLine(p, one.number) for p in pieces if isinstance(p, RawLine)]
        return Found(lines, found.notes)

    def _in_journal(self, ask: Ask, search: Search, most: int) -> Found:
        token = secrets.token_hex(16)
        handles = [found for one in search.needles if (found := _HANDLE.fullmatch(one))]
        texts = [one for one in search.needles if not _HANDLE.fullmatch(one)]
        since = max(search.since, self._since)
        text = ask(
            script(
                "journal-search", IN_JOURNAL, token=token,
                pattern="|".join(map(_escaped, texts)),
                escaped="\n".join(json.dumps(one, ensure_ascii=False)[1:-1] for one in texts),
                handles="\n".join(f"{one[1]} {one[2]}" for one in handles),
                fold="-i" if search.folded else "",
                since=f"{since:.0f}" if since > 0 else "",
                until=f"{search.until:.0f}" if search.until < 1e11 else "",
                merge="1" if self._merge else "", most=most, bytes=FOUND_BYTES,
            )
        )  # fmt: skip
        return _parsed(text, token, most, newest_first=True)


def _longer(one: _File, newer: _File | None) -> _File:
    """A file until the begin of the next one: times of files that were copied tell nothing."""
    if newer is None or newer.begun is None or newer.begun <= one.changed:
        return one
    return replace(one, changed=newer.begun)


def _escaped(text: str) -> str:
    """A text as a regular expression that matches it alone (PCRE2, with or without UTF-8)."""
    return "".join(one if one.isalnum() or ord(one) > 127 else f"\\{one}" for one in text)


def _number(word: str) -> int:
    return int(word[:18]) if word.isdecimal() else 0


def _batches(files: Sequence[_File]) -> Iterator[list[_File]]:
    """Files that are searched in one script each."""
    batch: list[_File] = []
    size = 0
    for one in files:
        weight = one.size * (SHRINK if one.path.endswith(_COMPRESSED) else 1)
        if batch and size + weight > AT_ONCE:
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += weight
    if batch:
        yield batch


def _parsed(answer: bytes, token: str, most: int, *, newest_first: bool = False) -> Found:
    found = Found()
    over = False
    mark = token.encode() + b" "
    for piece in (b"\n" + _unpacked(answer)).split(b"\n" + mark)[1:]:
        head, _, below = piece.partition(b"\n")
        word, _, rest = head.partition(b" ")
        path = rest.partition(b" ")[2].decode("utf-8", "surrogateescape")
        if word == b"found":
            lines = [one for one in below.split(b"\n") if one]
            if newest_first:
                lines = [b"%d:%s" % (at, one) for at, one in enumerate(lines[::-1], 1)]
            if len(lines) > most:
                lines = lines[1:]
                found.notes.append(f"{safe(path, 300)}: only its newest {most:,} hits were read")
            found.lines += _numbered(lines, path)
        elif word == b"unread":
            found.notes.append("a compressed log could not be unpacked to its end")
        elif word == b"over":
            over = True
    if not over:
        found.notes.append("so much was found that older hits were left out")
    return found


def _numbered(lines: Sequence[bytes], path: str) -> Iterator[FoundLine]:
    for one in lines:
        number, colon, text = one.partition(b":")
        if colon and number.isdigit() and len(number) < 16:
            yield FoundLine(RawLine(text, origin=path), int(number))


def _unpacked(answer: bytes) -> bytes:
    if not answer.startswith(b"gzip\n"):
        return answer.removeprefix(b"plain\n")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        return unpacker.decompress(answer[5:], FOUND_BYTES + 1024)
    except zlib.error:
        return b""
