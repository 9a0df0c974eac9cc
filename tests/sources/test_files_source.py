"""Several files in one stream: each line of each file once, in order."""

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from relaytui.sources.base import RawLine
from relaytui.sources.files import FilesSource
from tests.sources.shell_run import ShellRun
from tests.sources.test_file_source import Log


@pytest.fixture
def logs(tmp_path: Path) -> list[Log]:
    made = []
    for name in ("mx1", "mx2", "a b"):
        (tmp_path / name).mkdir()
        made.append(Log(tmp_path / name / "mail.log"))
    return made


def _pattern(logs: list[Log]) -> str:
    return str(logs[0].path.parent.parent / "*" / "mail.log")


def _run(logs: list[Log], back: int = 10**6) -> ShellRun:
    return ShellRun(FilesSource(_pattern(logs), back=back))


def _of(run: ShellRun, log: Log) -> list[str]:
    return [
        one.text.decode()
        for one in run.pieces
        if isinstance(one, RawLine) and one.origin == str(log.path)
    ]


def _complete(run: ShellRun, logs: list[Log]) -> bool:
    return all(len(_of(run, log)) >= len(log.written) for log in logs)


def _same(run: ShellRun, logs: list[Log]) -> None:
    for log in logs:
        assert Counter(_of(run, log)) == Counter(log.written)
        assert _of(run, log) == log.written
    assert run.gaps == []


def test_each_line_has_the_path_of_its_file(logs: list[Log]) -> None:
    for log in logs:
        log.write(3)
    run = _run(logs)
    run.start()
    run.read_until(lambda: _complete(run, logs))
    logs[0].write(2)
    logs[2].write(4)
    run.read_until(lambda: _complete(run, logs))
    run.stop()
    _same(run, logs)


def test_what_is_there_is_read_without_following(logs: list[Log]) -> None:
    logs[1].write(2000)
    run = _run(logs)
    run.read_to_the_end()
    logs[1].rotate(compress=True)
    for log in logs:
        log.write(7)
    run.read_to_the_end()
    _same(run, logs)


def test_the_first_part_of_a_long_log_is_left_out(logs: list[Log]) -> None:
    logs[0].write(500)
    run = _run(logs, back=30_000)
    run.read_to_the_end()
    lines = _of(run, logs[0])
    assert 0 < len(lines) < 500
    assert lines == logs[0].written[-len(lines) :]


def test_a_new_file_is_found(logs: list[Log], tmp_path: Path) -> None:
    logs[0].write()
    run = _run(logs)
    run.start()
    run.read_until(lambda: _complete(run, logs))
    (tmp_path / "mx9").mkdir()
    new = Log(tmp_path / "mx9" / "mail.log")
    new.write(5000)
    run.read_until(lambda: _complete(run, [*logs, new]), 40)
    run.stop()
    _same(run, [*logs, new])


def test_half_lines_stay_with_their_file(logs: list[Log]) -> None:
    run = _run(logs)
    run.start()
    for log in logs:
        with log.path.open("a") as file:
            file.write("half a line of ")
    run.read_until(lambda: run.source.marks != {}, 10)  # type: ignore[attr-defined]
    logs[0].write(0)
    for log in logs:
        with log.path.open("a") as file:
            file.write(f"{log.path.parent.name}\n")
        log.written.append(f"half a line of {log.path.parent.name}")
    run.read_until(lambda: _complete(run, logs))
    run.stop()
    _same(run, logs)


def test_rotations_and_cuts_of_many_kinds(logs: list[Log], soak: bool) -> None:
    chance = random.Random(3)
    run = _run(logs)
    run.start()
    for _ in range(60 if soak else 10):
        log = chance.choice(logs)
        match chance.randrange(5):
            case 0:
                log.rotate()
            case 1:
                log.rotate(compress=True)
            case 2:
                run.stop()
                log.write(chance.randrange(40))
                log.rotate()
                run.start()
            case _:
                pass
        for one in logs:
            one.write(chance.randrange(1, 60))
        limit = time.monotonic() + chance.random()
        run.read_until(lambda: time.monotonic() > limit)  # noqa: B023
    run.read_until(lambda: _complete(run, logs), 60)
    run.stop()
    _same(run, logs)


def test_a_line_that_looks_like_a_note_is_a_line(logs: list[Log]) -> None:
    run = _run(logs)
    run.start()
    for line in ("token0000000", "token", "ok", " part x"):
        with logs[1].path.open("a") as file:
            file.write(f"{line}\n")
        logs[1].written.append(line)
    run.read_until(lambda: _complete(run, logs))
    run.stop()
    _same(run, logs)


@pytest.mark.parametrize("quick", [False, True], ids=["seen shorter", "longer at the next look"])
@pytest.mark.parametrize("parts", [0, 1], ids=["as opened", "grown since"])
def test_truncation_while_streaming(logs: list[Log], parts: int, quick: bool) -> None:
    for log in logs:
        log.write(20)
    run = _run(logs)
    run.start()
    run.read_until(lambda: _complete(run, logs))
    for _ in range(parts):
        logs[1].write(3)
        run.read_until(lambda: _complete(run, logs))
    logs[1].copytruncate()
    logs[1].write(60 if quick else 2)
    run.read_until(lambda: _complete(run, logs), 30)
    run.stop()
    for log in logs:
        assert _of(run, log) == log.written
