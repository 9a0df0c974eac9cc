"""Counts pieces of logs in several processes; what they counted comes back in order.

Each process has a pipe of its own and ends when that is closed, however this one ends. Few pieces
are under way at a time, so that memory stays small.
"""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

from relaytui.analysis.report_part import Counted
from relaytui.cli.report_task import Counter, Task
from relaytui.errors import RelaytuiError
from relaytui.sources.local_files import Span

#: Pieces that a process may have at hand, beside the one it counts.
_AHEAD = 1


class Pool:
    """So many processes; one counts in this process itself."""

    def __init__(self, processes: int) -> None:
        self._pipes: list[Connection] = []
        self._processes: list[Any] = []
        self._most = 4 * processes
        self._counter = Counter()
        ways = multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context("fork" if "fork" in ways else "spawn")
        for _ in range(processes if processes > 1 else 0):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, [*self._pipes, ours]))
            process.daemon = True
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def counted(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Counted]]:
        """What each task counted, in the order of the tasks."""
        if not self._pipes:
            for one in tasks:
                yield one, self._counter.count(one)
            return
        waiting: dict[Connection, deque[int]] = {pipe: deque() for pipe in self._pipes}
        under_way: dict[int, Task] = {}
        done: dict[int, Counted] = {}
        given = taken = 0
        task: Task | None = next(tasks, None)
        while task is not None or under_way:
            for pipe, numbers in waiting.items():
                while task is not None and _may_take(numbers, task) and given - taken < self._most:
                    pipe.send(task)
                    numbers.append(given)
                    under_way[given] = Task(task.reader, b"", b"", task.size)
                    given += 1
                    task = next(tasks, None)
            self._collect(waiting, done)
            while taken in done:
                yield under_way.pop(taken), done.pop(taken)
                taken += 1

    def _collect(self, waiting: dict[Connection, deque[int]], done: dict[int, Counted]) -> None:
        for pipe in wait([pipe for pipe, numbers in waiting.items() if numbers]):
            assert isinstance(pipe, Connection)
            try:
                answer = pipe.recv()
            except EOFError as error:
                step = "Look whether memory is short here (dmesg), or try --jobs 1"
                raise RelaytuiError("a process that counted has died", step) from error
            if isinstance(answer, BaseException):
                raise answer
            done[waiting[pipe].popleft()] = answer

    def close(self) -> None:
        """End the processes."""
        self._counter.close()
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(2)
            if process.is_alive():
                process.kill()


def _may_take(numbers: deque[int], task: Task) -> bool:
    """Whether a process is given one more. A piece that is longer than a pipe holds is given only
    to one that waits for it: two that send to each other would wait for ever."""
    return len(numbers) <= (_AHEAD if isinstance(task.piece, Span) else 0)


def _serve(pipe: Connection, others: list[Connection]) -> None:
    """A process: count what comes until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for one in others:
        one.close()
    counter = Counter()
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            break
        try:
            answer: object = counter.count(task)
        except RelaytuiError as error:
            answer = error
        try:
            pipe.send(answer)
        except OSError:
            break
    counter.close()
    os._exit(0)


def processors() -> int:
    """How many processes can run at once here."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        return os.cpu_count() or 1
