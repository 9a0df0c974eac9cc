"""The simulated logs, read by the console's own log sources: nothing lost, nothing doubled."""

import itertools
import json
import shlex
from collections.abc import Callable, Iterator

import pytest

from relaytui.demo.checksum import posix_checksum
from relaytui.demo.entry import Entry
from relaytui.demo.host import SimulatedHost
from relaytui.demo.journal import SimulatedJournal
from relaytui.demo.log_file import LogFile
from relaytui.sources.base import CaughtUp, Gap, LogSource, Piece, RawLine, Turn
from relaytui.sources.choose import LogChoice, choose
from relaytui.sources.file import FileSource
from relaytui.sources.journal import JournalSource
from relaytui.sources.probe import parse_probe, probe_script
from relaytui.sources.since import locate
from relaytui.ssh.script import Script

PATH = "/var/log/mail.log"
BEGIN = 1_770_000_000.0
_tokens = (f"token{number}" for number in itertools.count())


def values_of(script: Script) -> dict[str, str]:
    """The values of a script, by an own and simpler way than the simulator's."""
    words = (word.partition("=") for word in shlex.split(script.text.partition("PATH=")[2]))
    return {name: value for name, mark, value in reversed(list(words)) if mark}


def ask(host: SimulatedHost, script: Script) -> bytes:
    """A script's answer."""
    stdout, _, status = host.answer(script.name, values_of(script))
    assert status == 0
    return stdout


class Reader:
    """Reads a host's log as a session does: over any number of streams."""

    def __init__(self, host: SimulatedHost, source: LogSource) -> None:
        self.host, self.source = host, source
        self.lines: list[str] = []
        self.notes: list[str] = []
        self._stream: Iterator[bytes] | None = None

    def read(self, follow: bool = True) -> list[str]:
        """Read until there is no news; all lines so far."""
        while True:
            if self._stream is None:
                script = self.source.script(next(_tokens), follow)
                self._stream = self.host.stream(script.name, values_of(script))
            chunk = next(self._stream, b"")
            over = [self._take(piece) for cut in _cut(chunk) for piece in self.source.feed(cut)]
            if any(over):
                self.cut()
                if not follow:
                    return self.lines
            elif not chunk:
                return self.lines

    def cut(self) -> None:
        """Lose the link."""
        self._stream = None
        self.source.cut()

    def _take(self, piece: Piece) -> bool:
        if isinstance(piece, RawLine):
            self.lines.append(message(piece))
        elif isinstance(piece, Gap):
            self.notes.append(piece.words)
        return isinstance(piece, Turn | CaughtUp)


def _cut(chunk: bytes) -> list[bytes]:
    """A chunk in pieces, as a network may deliver it."""
    return [chunk[at : at + 37] for at in range(0, len(chunk), 37)]


def message(piece: RawLine) -> str:
    """The message of a line or of a record."""
    if piece.cursor:
        return str(json.loads(piece.text)["MESSAGE"])
    return piece.text.decode().partition("]: ")[2]


def write(host: SimulatedHost, first: int, last: int) -> list[str]:
    """Log numbered messages."""
    messages = [f"line {number}" for number in range(first, last)]
    for number, text in zip(range(first, last), messages, strict=True):
        host.record(Entry(BEGIN + number, "postfix/smtpd", 77, text))
    return messages


@pytest.fixture
def host() -> SimulatedHost:
    """A host with a file and a journal, and no traffic of its own."""
    journal = SimulatedJournal("mx1")
    return SimulatedHost("mx1", journal=journal, files=[LogFile(PATH)], clock=lambda: BEGIN)


def nothing(_: SimulatedHost) -> list[str]:
    """Only the link is lost."""
    return []


def rotate(host: SimulatedHost) -> list[str]:
    host.files[PATH].rotate(BEGIN + 50)
    return write(host, 50, 60)


def rotate_twice_and_compress(host: SimulatedHost) -> list[str]:
    messages = rotate(host)
    host.files[PATH].rotate(BEGIN + 60, compress=True)
    return messages + write(host, 60, 70)


def file_source() -> LogSource:
    return FileSource(PATH)


SOURCES = [file_source, JournalSource]
Make = Callable[[], LogSource]


@pytest.mark.parametrize("make", SOURCES)
@pytest.mark.parametrize("away", [True, False], ids=["away", "watching"])
@pytest.mark.parametrize("event", [nothing, rotate, rotate_twice_and_compress])
def test_nothing_is_lost_and_nothing_doubled(
    host: SimulatedHost, make: Make, away: bool, event: Callable[[SimulatedHost], list[str]]
) -> None:
    written = write(host, 0, 40)
    reader = Reader(host, make())
    assert reader.read() == written
    if away:
        reader.cut()
    written += write(host, 40, 50) + event(host) + write(host, 70, 80)
    assert reader.read() == written
    assert reader.notes == []


def test_a_truncated_log_is_a_gap(host: SimulatedHost) -> None:
    before = write(host, 0, 40)
    reader = Reader(host, FileSource(PATH))
    reader.read()
    host.files[PATH].copy_truncate(BEGIN + 40)
    after = write(host, 40, 45)
    assert reader.read() == before + after
    assert reader.notes == ["the log was truncated: lines may be missing"]


@pytest.mark.parametrize("make", SOURCES)
def test_what_is_gone_is_a_gap(host: SimulatedHost, make: Make) -> None:
    before = write(host, 0, 10)
    reader = Reader(host, make())
    reader.read()
    reader.cut()
    write(host, 10, 20)
    host.files[PATH].rotate(BEGIN + 20)
    host.files[PATH].forget_older()
    after = write(host, 20, 25)
    assert host.journal
    host.journal.vacuum(5)
    assert reader.read() == before + after
    assert len(reader.notes) == 1


@pytest.mark.parametrize("make", SOURCES)
def test_reading_once_ends_by_itself(host: SimulatedHost, make: Make) -> None:
    messages = write(host, 0, 30)
    assert Reader(host, make()).read(follow=False) == messages


@pytest.mark.parametrize("back", [0, 5, 30])
def test_a_journal_begins_some_lines_back(host: SimulatedHost, back: int) -> None:
    messages = write(host, 0, 30)
    assert Reader(host, JournalSource(back=back)).read() == messages[30 - back :]


@pytest.mark.parametrize("moment", [BEGIN - 9, BEGIN + 250.5, BEGIN + 990])
@pytest.mark.parametrize("name", ["file", "journal"])
def test_reading_begins_at_a_moment(host: SimulatedHost, moment: float, name: str) -> None:
    write(host, 0, 500)
    host.files[PATH].rotate(BEGIN + 500)
    write(host, 500, 1000)

    def time_of(raw: bytes) -> float:
        return BEGIN + float(raw.rpartition(b" ")[2])

    source: LogSource = JournalSource(since=moment)
    if name == "file":
        mark = locate(lambda script: ask(host, script), PATH, moment, time_of)
        source = FileSource(PATH, mark=mark)
    messages = Reader(host, source).read()
    wanted = [f"line {number}" for number in range(1000) if moment <= BEGIN + number]
    assert messages[-len(wanted) :] == wanted
    assert len(messages) - len(wanted) < 70


def test_a_foreign_cursor_is_refused(host: SimulatedHost) -> None:
    write(host, 0, 3)
    script = JournalSource().script("token", True)
    values = values_of(script) | {"cursor": "s=0123;i=1;b=2"}
    assert b"Failed to seek to cursor" in next(host.stream(script.name, values))


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("plain [bold red]", "plain [bold red]"),
        ("\u202etxet", "\u202etxet"),
        ("esc \x1b[31m", list(b"esc \x1b[31m")),
        ("csi \x9b", list("csi \x9b".encode())),
        ("not text \udcff", list(b"not text \xff")),
    ],
)
def test_a_journal_prints_as_journalctl_does(raw: str, stored: str | list[int]) -> None:
    journal = SimulatedJournal("mx1")
    journal.append(Entry(BEGIN, "postfix/smtpd", 7, raw, 4))
    record = json.loads(journal.records(1)[0])
    assert record["MESSAGE"] == stored
    assert (record["PRIORITY"], record["SYSLOG_PID"]) == ("4", "7")
    assert record["__REALTIME_TIMESTAMP"] == "1770000000000000"


def test_old_entries_and_big_files_make_room() -> None:
    journal = SimulatedJournal("mx1", keep=10)
    log = LogFile(PATH, limit=1000, keep=2)
    host = SimulatedHost("mx1", journal=journal, files=[log])
    write(host, 0, 200)
    assert (journal.first, journal.end) == (191, 201)
    assert [part.path for part in log.older()] == [f"{PATH}.2", f"{PATH}.1"]
    assert len(log.current.content) <= 1100


@pytest.mark.parametrize(
    ("how", "sudo", "expected"),
    [("r", True, LogChoice(PATH)), ("s", True, LogChoice(PATH, sudo=True)),
     ("s", False, LogChoice("journal"))],
)  # fmt: skip
def test_the_probe_tells_what_can_be_read(
    host: SimulatedHost, how: str, sudo: bool, expected: LogChoice
) -> None:
    write(host, 0, 3)
    host.sudo, host.files[PATH].how = sudo, how
    probe = parse_probe(ask(host, probe_script()))
    assert choose(probe) == expected
    assert (probe.clock, probe.user, probe.journal) == (BEGIN, "demo", "r")
    assert probe.journal_last == BEGIN + 2
    assert probe.files[0].size == len(host.files[PATH].current.content)


@pytest.mark.parametrize(("content", "total"), [(b"", 4294967295), (b"123456789", 930766865)])
def test_the_checksum_is_that_of_cksum(content: bytes, total: int) -> None:
    assert posix_checksum(content) == total


@pytest.mark.parametrize(
    ("entry", "iso", "traditional"),
    [(Entry(BEGIN + 0.25, "postfix/smtpd", 7, "hello"),
      b"2026-02-02T02:40:00.250000+00:00 mx1 postfix/smtpd[7]: hello",
      b"Feb  2 02:40:00 mx1 postfix/smtpd[7]: hello")],
)  # fmt: skip
def test_the_two_forms_of_a_line(entry: Entry, iso: bytes, traditional: bytes) -> None:
    assert (entry.iso_line("mx1"), entry.traditional_line("mx1")) == (iso, traditional)
