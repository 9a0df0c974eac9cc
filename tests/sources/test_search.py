"""Logs are searched by the host's own tools, in each of its shells; nothing is written there."""

import bz2
import gzip
import lzma
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from relaytui.sources.choose import LogChoice
from relaytui.sources.search import Found, LogSearch
from relaytui.ssh.script import HOST_PATH, Script
from relaytui.trace.search import Search

SHELLS = [
    words
    for words in (("sh",), ("dash",), ("bash", "--posix"), ("busybox", "sh"))
    if shutil.which(words[0])
]
#: What a shell, grep or the script might take for something else.
HOSTILE = (
    "-e", "--help", "$(touch owned)", "`touch owned`", "';touch owned;'", "a.b*[c]\\d", "über@x",
    '"quoted part"@example.org', "%s%n", "\\n", "*", "4Tq1z' -f /etc/passwd '",
)  # fmt: skip


def _time(raw: bytes) -> float | None:
    try:
        return datetime.fromisoformat(raw[:25].decode()).timestamp()
    except ValueError:
        return None


def _line(day: int, text: str) -> bytes:
    return f"2026-02-{day:02}T04:02:33+00:00 mx1 x: {text}\n".encode()


class Shelf:
    """A log with rotated forerunners, and the shell that searches it."""

    def __init__(self, folder: Path, shell: tuple[str, ...], path: str = "") -> None:
        self.log = folder / "mail.log"
        self.shell = shell
        self.path = path
        self.scripts: list[Script] = []

    def write(self, day: int, *texts: str) -> None:
        """A day's file: the youngest is the log itself, the others compressed in many ways."""
        data = b"".join(_line(day, text) for text in texts)
        packers: dict[int, Callable[[bytes], bytes]] = {
            9: bytes,
            8: bytes,
            7: gzip.compress,
            6: lzma.compress,
            5: bz2.compress,
        }
        ends = {9: "", 8: ".1", 7: ".2.gz", 6: ".3.xz", 5: ".4.bz2"}
        file = self.log.with_name(f"mail.log{ends[day]}")
        file.write_bytes(packers[day](data))
        os.utime(file, (day * 86400 + 1_769_832_000.0,) * 2)

    def search(self, *needles: str, most: int = 100, **more: object) -> list[Found]:
        """What a new search finds."""
        search = LogSearch(LogChoice(str(self.log)), _time)
        return list(search.find(self.ask, Search(needles, **more), most))  # type: ignore[arg-type]

    def ask(self, script: Script) -> bytes:
        self.scripts.append(script)
        text = script.text
        if self.path:
            text = text.replace(f"PATH={HOST_PATH}", f"PATH={self.path}:{HOST_PATH}", 1)
        return subprocess.run(
            (*self.shell, "-s"), input=text.encode(), stdout=subprocess.PIPE, timeout=30
        ).stdout


def _texts(found: list[Found]) -> list[str]:
    return [one.raw.text.decode().partition(" x: ")[2] for part in found for one in part.lines]


@pytest.fixture(params=SHELLS, ids=lambda one: one[0])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, request.param)


def test_rotated_and_compressed_files_are_searched_the_newest_first(shelf: Shelf) -> None:
    for day in (5, 6, 7, 8, 9):
        shelf.write(day, "other", f"needle of day {day}", "Needle in capitals")
    found = shelf.search("needle of", "absent")
    assert _texts(found) == [f"needle of day {day}" for day in (9, 8, 7, 6, 5)]
    assert [one.number for part in found for one in part.lines] == [2] * 5
    assert len(_texts(shelf.search("NEEDLE", folded=True))) == 10
    assert all(not part.notes for part in found)


def test_only_files_of_the_time_are_read(shelf: Shelf) -> None:
    for day in (5, 6, 7, 8, 9):
        shelf.write(day, f"needle of day {day}")
    since = datetime.fromisoformat("2026-02-07T05:00:00+00:00").timestamp()
    texts = _texts(shelf.search("needle", since=since, until=since + 1.5 * 86400))
    assert texts == ["needle of day 8", "needle of day 7"]


def test_words_stay_words(shelf: Shelf) -> None:
    shelf.write(9, *HOSTILE, "nothing of them")
    before = sorted(os.listdir(shelf.log.parent))
    for word in HOSTILE:
        assert _texts(shelf.search(word)) == [one for one in HOSTILE if word in one], word
    assert sorted(os.listdir(shelf.log.parent)) == before
    assert not Path("owned").exists()


def test_too_many_hits_are_the_newest_and_that_is_told(shelf: Shelf) -> None:
    shelf.write(9, *(f"hit {number}" for number in range(50)))
    (found,) = shelf.search("hit", most=10)
    assert _texts([found]) == [f"hit {number}" for number in range(40, 50)]
    assert "only its newest 10 hits were read" in found.notes[0]
    (found,) = shelf.search("hit", most=50)
    assert (len(found.lines), found.notes) == (50, [])


def test_broken_and_strange_files(shelf: Shelf) -> None:
    shelf.write(9, "needle", "zero \0 needle")
    shelf.write(7, *(f"line {number} of many" for number in range(9000)), "late needle")
    broken = shelf.log.with_name("mail.log.2.gz")
    broken.write_bytes(broken.read_bytes()[:-30])
    found = shelf.search("needle")
    assert _texts(found)[:2] == ["needle", "zero \0 needle"]
    assert any("could not be unpacked" in words for part in found for words in part.notes)
    shelf.log.write_bytes(b"needle" + b"y" * 3_000_000 + b"\n")
    (part,) = shelf.search("needley")
    assert len(part.lines[0].raw.text) < 20_000


def test_a_file_that_may_not_be_read_is_named(shelf: Shelf) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read all")
    shelf.write(9, "needle")
    shelf.write(8, "needle")
    shelf.log.with_name("mail.log.1").chmod(0)
    found = shelf.search("needle")
    assert len(_texts(found)) == 1
    assert any("mail.log.1: it may not be read" in words for part in found for words in part.notes)


def test_nothing_is_read_of_no_log(shelf: Shelf) -> None:
    assert shelf.search("needle") == []


_JOURNAL = """#!/bin/sh
printf '%s\\n' "$*" >>"$0.asked"
case " $* " in
*" --grep=. "*) exit {status} ;;
*_PID=*) printf '%s\\n' '{{"MESSAGE":"of the process"}}' ;;
*) printf '{{"MESSAGE":"%s"}}\\n' 'new \\"it\\" here' other 'old \\"it\\"' ;;
esac
"""


@pytest.mark.parametrize("able", [True, False])
def test_a_journal(tmp_path: Path, able: bool) -> None:
    program = tmp_path / "journalctl"
    program.write_text(_JOURNAL.format(status=0 if able else 1))
    program.chmod(0o755)
    shelf = Shelf(tmp_path, ("sh",), str(tmp_path))
    search = LogSearch(LogChoice("journal"), _time)
    needles = ('"it"', "postfix/smtpd[12]")
    (found,) = search.find(shelf.ask, Search(needles, since=5.0, until=9.0), 10)
    asked = program.with_name("journalctl.asked").read_text().splitlines()
    texts = [one.raw.text.decode() for one in found.lines]
    assert '{"MESSAGE":"of the process"}' in texts
    assert ("other" in " ".join(texts)) is able  # the fake does not grep by itself
    assert [one for one in texts if "it" in one and "process" not in one] == [
        '{"MESSAGE":"old \\"it\\""}', '{"MESSAGE":"new \\"it\\" here"}',
    ]  # fmt: skip
    assert "--since=@5 --until=@9" in asked[-1]
    assert asked[-1].endswith("SYSLOG_FACILITY=2 SYSLOG_IDENTIFIER=postfix/smtpd _PID=12")
    assert (r"--grep=\"it\"" in asked[-2]) is able


def test_a_container(tmp_path: Path) -> None:
    program = tmp_path / "docker"
    program.write_text(
        '#!/bin/sh\nprintf "%s\\n" "$*" >>"$0.asked"\n'
        "echo '2026-02-09T04:02:33.123456789Z x: needle'\n"
        "echo '2026-02-09T04:02:34.123456789Z x: other' >&2\n"
    )
    program.chmod(0o755)
    shelf = Shelf(tmp_path, ("sh",), str(tmp_path))
    search = LogSearch(LogChoice("mail", engine="docker"), _time)
    (found,) = search.find(shelf.ask, Search(("NEEDLE",), folded=True), 10)
    (line,) = found.lines
    assert line.raw.text == b"x: needle"
    assert line.raw.at == pytest.approx(1770609753.123456, abs=1e-5)
    assert program.with_name("docker.asked").read_text() == "logs --timestamps mail\n"
