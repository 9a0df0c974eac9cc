"""The process that matches patterns (state/pattern_worker.py), as its caller sees it."""

import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

#: Seconds after which a batch is given up, however little the processor did.
PATIENCE = 3.0
TOO_SLOW = "The pattern took too long and was switched off"
BROKEN = "The pattern could not be matched"

_WORKER = Path(__file__).with_name("pattern_worker.py")


class PatternFailed(Exception):
    """The pattern was given up; the text says why."""


def start() -> subprocess.Popen[bytes]:
    """A new process; it wants its pattern first."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(_WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def ask(process: subprocess.Popen[bytes], request: object) -> list[Any]:
    """What it answers; PatternFailed where it takes too long, or has ended."""
    if process.stdin is None or process.stdout is None:
        raise PatternFailed(BROKEN)
    deadline = time.monotonic() + PATIENCE
    body = json.dumps(request).encode()
    try:
        process.stdin.write(struct.pack(">I", len(body)) + body)
        process.stdin.flush()
    except BrokenPipeError as error:
        raise PatternFailed(TOO_SLOW) from error
    (size,) = struct.unpack(">I", _read(process.stdout.fileno(), 4, deadline))
    answer: list[Any] = json.loads(_read(process.stdout.fileno(), size, deadline))
    return answer


def _read(fd: int, size: int, deadline: float) -> bytes:
    got = b""
    while len(got) < size:
        ready, _, _ = select.select([fd], [], [], max(0.0, deadline - time.monotonic()))
        piece = os.read(fd, size - len(got)) if ready else b""
        if not piece:
            raise PatternFailed(TOO_SLOW)
        got += piece
    return got


def end(process: subprocess.Popen[bytes]) -> None:
    """End it at once."""
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
