"""Where a reader that is too far behind goes on: counted on the host, in each of its shells."""

import gzip
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from relaytui.sources.base import Skipped
from relaytui.sources.file import FileSource
from relaytui.ssh.script import Script
from tests.sources.shell_run import ShellRun

SHELLS = [
    words
    for words in (("sh",), ("dash",), ("bash", "--posix"), ("busybox", "sh"))
    if shutil.which(words[0])
]
LINE = "2026-02-09T04:02:33+00:00 mx1 postfix/smtpd[1]: line {:05}\n"


class Reader:
    """A file of this machine, its source, and the shell that reads it."""

    def __init__(self, log: Path, shell: tuple[str, ...]) -> None:
        self.log = log
        self.shell = (*shell, "-s")
        self.written = 0
        self.write(10)
        self.source = FileSource(str(log), back=65536)
        self.run = ShellRun(self.source, self.shell)
        self.run.read_to_the_end()
        assert len(self.run.lines) == 10

    def write(self, count: int, *, whole: bool = True) -> None:
        with self.log.open("a") as file:
            file.writelines(LINE.format(self.written + number) for number in range(count))
            self.written += count
            if not whole:
                file.write("half a li")

    def ask(self, script: Script) -> bytes:
        return subprocess.run(
            self.shell, input=script.text.encode(), stdout=subprocess.PIPE, check=True, timeout=30
        ).stdout

    def skip(self, least: int = 0) -> list[Skipped]:
        return self.source.skip(self.ask, least)

    def rest(self) -> int:
        """Reads on; the number of the first line."""
        before = len(self.run.lines)
        self.run.read_to_the_end()
        numbers = [int(line[-5:]) for line in self.run.lines[before:] if "half" not in line]
        assert numbers == list(range(numbers[0], self.written))
        return numbers[0]


@pytest.fixture(params=SHELLS, ids=lambda words: words[0])
def reader(request: pytest.FixtureRequest, tmp_path: Path) -> Reader:
    return Reader(tmp_path / "mail log", request.param)


@pytest.mark.parametrize("whole", [True, False])
def test_lines_are_counted(reader: Reader, whole: bool) -> None:
    reader.write(5000, whole=whole)
    (hole,) = reader.skip()
    assert hole.lost == reader.rest() - 10 > 3000


def test_nothing_is_passed_over_near_the_end(reader: Reader) -> None:
    assert not reader.skip()
    reader.write(100)
    assert not reader.skip()
    assert reader.rest() == 10


def test_nothing_is_passed_over_that_is_less_than_was_read_meanwhile(reader: Reader) -> None:
    reader.write(5000)
    assert not reader.skip(least=5000)
    assert reader.rest() == 10


@pytest.mark.parametrize("after", [0, 3, 3000])
def test_older_files_are_counted(reader: Reader, after: int) -> None:
    reader.write(2000)
    older = Path(f"{reader.log}.1")
    reader.log.rename(older)
    stat = older.stat()
    Path(f"{older}.gz").write_bytes(gzip.compress(older.read_bytes()))
    os.utime(f"{older}.gz", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    older.unlink()
    reader.log.touch()
    reader.write(after)
    (hole,) = reader.skip()
    reader.write(1)
    assert hole.lost == reader.rest() - 10


def test_a_log_that_is_gone_is_not_passed_over(reader: Reader) -> None:
    reader.write(5000)
    reader.log.rename(f"{reader.log}-elsewhere")
    assert not reader.skip()


def test_pages_hold_what_was_passed_over(reader: Reader) -> None:
    reader.write(5000)
    (hole,) = reader.skip()
    found: list[int] = []
    while len(found) < hole.lost:
        for piece in hole.again.feed(self_page := reader.ask(hole.again.page("token", 50_000))):
            if text := getattr(piece, "text", b""):
                found.append(int(text[-5:]))
        assert len(self_page) <= 50_000
        hole.again.cut()
    assert found[: hole.lost] == list(range(10, 10 + hole.lost))
