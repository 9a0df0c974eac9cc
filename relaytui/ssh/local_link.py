"""This machine itself, by the same protocol: a shell instead of a connection."""

import contextlib
import os
import signal
import subprocess
from typing import IO

from relaytui.errors import LinkError, LinkLost
from relaytui.ssh.link import Sink
from relaytui.ssh.pipes import PipeLane
from relaytui.ssh.serving import ServedLink

_COMMANDS = {False: ("/bin/sh", "-s"), True: ("sudo", "-n", "/bin/sh", "-s")}


class _Shell:
    """A shell in a process group of its own."""

    def __init__(self, sudo: bool) -> None:
        try:
            self._process = subprocess.Popen(
                _COMMANDS[sudo],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise LinkError(f"this machine: {error.strerror}", "Is sudo installed?") from error

    def descriptors(self) -> tuple[int, int, int]:
        """Its three pipes, no longer the process's to close."""
        stdin, stdout, stderr = self._process.stdin, self._process.stdout, self._process.stderr
        assert stdin
        assert stdout
        assert stderr
        return _taken(stdin), _taken(stdout), _taken(stderr)

    def wait(self) -> int | None:
        """Wait for it, so that no zombie is left."""
        status = self._process.wait()
        return status if status >= 0 else None

    def stop(self) -> None:
        """End it and what it runs, as the end of its stdin would, but sooner."""
        if self._process.poll() is None:
            # Root's (sudo) can't be told so; for them the end of stdin must do.
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGTERM)


def _taken(pipe: IO[bytes]) -> int:
    descriptor = os.dup(pipe.fileno())
    pipe.close()
    return descriptor


class LocalLink(ServedLink):
    """The link to this machine."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self._seen_from = ""
        self.story: tuple[str, ...] = ("this machine, without SSH",)
        self._lanes: list[PipeLane] = []

    def close(self) -> None:
        """See Link."""
        self._lose(LinkLost(f"{self.name}: closed"))
        for lane in self._lanes:
            lane.close()
        self.wake()

    def _open(self, sudo: bool, sink: Sink) -> PipeLane:
        shell = _Shell(sudo)
        lane = PipeLane(shell, shell.descriptors(), sink, self.ready)
        self._lanes = [*(one for one in self._lanes if not one.over), lane]
        return lane
