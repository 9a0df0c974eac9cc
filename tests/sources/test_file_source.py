"""A file is followed over cuts and rotations: each line once, in order."""

import gzip
import os
import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from relaytui.sources.file import FileSource
from tests.sources.shell_run import ShellRun


class Log:
    """A log that grows and is rotated; `written` is all that was ever written to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.written: list[str] = []
        self.rotations = 0
        path.touch()

    def write(self, count: int = 1) -> None:
        """Append numbered lines."""
        with self.path.open("a") as file:
            for _ in range(count):
                line = f"2026-02-09T04:02:33+00:00 mx1 postfix/smtpd[1]: line {len(self.written)}"
                file.write(f"{line}\n")
                self.written.append(line)

    def rotate(self, compress: bool = False, dated: bool = False) -> None:
        """Rename to .1 (older ones to .2 …), or to a name with a number that only grows."""
        self.rotations += 1
        if dated:
            self.path.rename(f"{self.path}-202602{self.rotations:02d}")
        else:
            self._shift()
            self.path.rename(f"{self.path}.1")
            if compress:
                self._compress(Path(f"{self.path}.1"))
        self.path.touch()

    def _shift(self) -> None:
        for number in range(9, 0, -1):
            for end in ("", ".gz"):
                old = Path(f"{self.path}.{number}{end}")
                if old.exists():
                    old.rename(f"{self.path}.{number + 1}{end}")

    def _compress(self, path: Path) -> None:
        stat = path.stat()
        Path(f"{path}.gz").write_bytes(gzip.compress(path.read_bytes()))
        os.utime(f"{path}.gz", ns=(stat.st_atime_ns, stat.st_mtime_ns))
        path.unlink()

    def copytruncate(self) -> None:
        """Copy to .1, then cut to nothing."""
        self._shift()
        shutil.copy2(self.path, f"{self.path}.1")
        os.truncate(self.path, 0)


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "mail.log")


def _run(log: Log, back: int = 65536) -> ShellRun:
    return ShellRun(FileSource(str(log.path), back=back))


def _following(log: Log, count: int) -> ShellRun:
    """Has given so many lines, and follows."""
    log.write(count)
    run = _run(log)
    run.start()
    run.read_until(lambda: len(run.lines) == count)
    return run


def test_follows_what_is_appended(log: Log) -> None:
    run = _following(log, 3)
    log.write(5)
    run.read_until(lambda: len(run.lines) == 8)
    run.stop()
    assert run.lines == log.written


def test_begins_at_a_whole_line(log: Log) -> None:
    log.write(100)
    run = _run(log, back=150)
    run.read_to_the_end()
    assert run.lines == log.written[-2:]


def test_half_a_line_waits_for_its_end(log: Log) -> None:
    log.write(1)
    run = _run(log)
    with log.path.open("a") as file:
        file.write("half")
    run.start()
    run.read_until(lambda: len(run.lines) == 1)
    run.stop()
    with log.path.open("a") as file:
        file.write(" and whole\n")
    run.start()
    run.read_until(lambda: len(run.lines) == 2)
    run.stop()
    assert run.lines[1] == "half and whole"


@pytest.mark.parametrize("dated", [False, True])
def test_rotation_while_streaming(log: Log, dated: bool) -> None:
    log.write(3)
    run = _run(log)
    run.start()
    run.read_until(lambda: len(run.lines) == 3)
    with log.path.open("a") as old:
        log.rotate(dated=dated)
        late = "2026-02-09T04:02:33+00:00 mx1 postfix/smtpd[1]: a writer that was not told yet"
        old.write(f"{late}\n")
    log.written.append(late)
    log.write(4)
    run.read_until(lambda: len(run.lines) == 8)
    log.write(1)
    run.read_until(lambda: len(run.lines) == 9)
    run.stop()
    assert run.lines == log.written
    assert not run.gaps


@pytest.mark.parametrize("compress", [False, True])
def test_two_rotations_while_away(log: Log, compress: bool) -> None:
    log.write(50)
    run = _run(log)
    run.start()
    run.read_until(lambda: len(run.lines) == 50)
    run.stop()
    for _ in range(2):
        log.write(20)
        # mtimes must differ for the order of age to be seen
        time.sleep(0.02)
        log.rotate(compress)
    log.write(5)
    run.start()
    run.read_until(lambda: len(run.lines) >= 95)
    run.stop()
    assert run.lines == log.written
    assert not run.gaps


@pytest.mark.parametrize("tool", ["gzip", "xz", "bzip2", "zstd"])
def test_older_logs_of_every_compressor(log: Log, tool: str) -> None:
    if not shutil.which(tool):
        pytest.skip(f"there is no {tool} here")
    log.write(50)
    run = _run(log)
    run.read_to_the_end()
    for _ in range(2):
        log.write(20)
        time.sleep(0.02)  # mtimes must differ for the order of age to be seen
        log.rotate(dated=True)
        subprocess.run([tool, "-q", f"{log.path}-202602{log.rotations:02d}"], check=True)
        for left in log.path.parent.glob(f"*-202602{log.rotations:02d}"):
            left.unlink()  # zstd keeps it
    log.write(5)
    run.read_to_the_end()
    assert run.lines == log.written
    assert not run.gaps


def test_a_log_that_is_being_compressed_is_read_once(log: Log) -> None:
    log.write(50)
    run = _run(log)
    run.read_to_the_end()
    log.write(20)
    log.rotate()
    whole = Path(f"{log.path}.1").read_bytes()
    time.sleep(0.02)
    Path(f"{log.path}.1.gz").write_bytes(gzip.compress(whole)[:200])
    log.write(5)
    run.read_to_the_end()
    assert run.lines == log.written
    assert not run.gaps


def test_an_older_log_that_cannot_be_read_is_a_gap(log: Log) -> None:
    log.write(50)
    run = _run(log)
    run.read_to_the_end()
    log.rotate()
    log.write(40)
    time.sleep(0.02)
    log.rotate(compress=True)
    broken = Path(f"{log.path}.1.gz")
    broken.write_bytes(broken.read_bytes()[:-30])
    log.write(5)
    run.read_to_the_end()
    assert run.lines[:50] == log.written[:50]
    assert run.lines[-5:] == log.written[-5:]
    assert run.gaps == ["an older log could not be read: lines are missing"]


def test_younger_logs_are_read_when_the_one_read_last_is_deleted(log: Log) -> None:
    log.write(50)
    run = _run(log)
    run.read_to_the_end()
    before = time.time()
    for _ in range(2):
        log.rotate()
        log.write(20)
    Path(f"{log.path}.2").unlink()
    os.utime(f"{log.path}.1", (before + 60, before + 60))  # written on for a minute
    run.read_to_the_end()
    assert run.lines == log.written
    assert run.gaps == ["the file that was read last is gone"]


def test_copytruncate_while_away_reads_the_copy_first(log: Log) -> None:
    log.write(50)
    run = _run(log)
    run.read_to_the_end()
    log.write(7)
    log.copytruncate()
    log.write(2)
    run.read_to_the_end()
    assert run.lines == log.written
    assert len(run.gaps) == 1


def test_truncation_while_streaming(log: Log) -> None:
    run = _following(log, 50)
    log.copytruncate()
    time.sleep(0.5)  # the follower has to see the empty file: it looks five times a second
    log.write(3)
    run.read_until(lambda: len(run.lines) == 53)
    run.stop()
    assert run.lines == log.written
    assert len(run.gaps) == 1


def test_a_file_that_is_gone_is_a_gap(log: Log) -> None:
    log.write(5)
    run = _run(log)
    run.read_to_the_end()
    log.path.unlink()
    log.path.touch()
    Path(f"{log.path}.keep").touch()
    log.write(2)
    run.read_to_the_end()
    assert run.lines == log.written
    assert len(run.gaps) == 1


@pytest.mark.parametrize("name", ["standard input", "'standard input'"])
def test_words_of_tail_in_a_log_are_a_line(log: Log, name: str) -> None:
    log.write(1)
    with log.path.open("a") as file:
        file.write(f"tail: {name}: file truncated\n")
    log.written.append(f"tail: {name}: file truncated")
    log.write(1)
    run = _run(log)
    run.start()
    run.read_until(lambda: len(run.lines) == 3)
    run.stop()
    assert run.lines == log.written


def test_any_order_of_cuts_and_rotations(log: Log, soak: bool) -> None:
    rng = random.Random(7)
    run = _run(log)
    log.write(80)
    run.read_to_the_end()
    for _ in range(300 if soak else 30):
        act = rng.choice(["write", "rotate", "dated", "gz", "follow"])
        if act in ("rotate", "gz", "dated") and log.path.stat().st_size < 500:
            act = "write"
        if act == "write":
            log.write(rng.randrange(1, 40))
        elif act == "follow":
            run.start()
            log.write(3)
            run.read_until(lambda: len(run.lines) == len(log.written))
            run.stop()
        else:
            time.sleep(0.02)
            log.rotate(compress=act == "gz", dated=False)
            log.write(10)
            run.read_to_the_end()
    run.read_to_the_end()
    assert run.lines == log.written
    assert not run.gaps


def test_nothing_is_left_running(log: Log) -> None:
    log.write(1)
    run = _run(log)
    run.start()
    run.read_until(lambda: len(run.lines) == 1)
    run.stop()
    deadline = time.monotonic() + 3
    while _followers(log) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _followers(log)


def _followers(log: Log) -> list[str]:
    out = subprocess.run(["ps", "ax", "-o", "pid=,args="], capture_output=True, text=True).stdout
    shells = []
    for line in out.split("\n"):
        pid = line.split()[0] if line.split() else ""
        folder = Path(f"/proc/{pid}/fd")
        try:
            files = [os.readlink(one) for one in folder.iterdir()]
        except OSError:
            continue
        if int(pid) != os.getpid() and any(one.startswith(str(log.path)) for one in files):
            shells.append(line)
    return shells


def test_truncation_that_no_look_saw_loses_nothing(log: Log) -> None:
    run = _following(log, 5)
    log.copytruncate()
    log.write(60)  # beyond its old size within a fifth of a second: its print tells, later
    run.read_until(lambda: set(run.lines) >= set(log.written), 30)
    run.stop()
    assert len(run.gaps) == 1
