"""A host whose commands are small scripts of ours, and whose clock is a number."""

import stat
import subprocess
from pathlib import Path

from relaytui.ssh.link import Outcome
from relaytui.ssh.script import HOST_PATH, Script


class FakeHost:
    """A link to a shell here, with the commands of `folder` before the system's own."""

    def __init__(self, folder: Path, shell: tuple[str, ...] = ("sh",), uid: int = 1000) -> None:
        self.folder, self.shell = folder, shell
        self.replace = {HOST_PATH: f"{folder}/bin:{HOST_PATH}"}
        self.now = 1_800_000_000
        self.said = b""
        (folder / "bin").mkdir()
        self.command("id", f'[ "$1" = -u ] && echo {uid} || echo ops')
        self.command(
            "date",
            f'case $1 in *%z*) echo "$(cat {folder}/now).0 +0000";; *) cat {folder}/now;; esac',
        )
        self.command("sudo", f'[ "$2" = -ll ] && exec cat {folder}/sudo; shift; exec "$@"')

    def command(self, name: str, body: str) -> None:
        """Make a command; each run of it is written down."""
        path = self.folder / "bin" / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> {self.folder}/log\n{body}\n')
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def ran(self, name: str) -> list[str]:
        """The runs of a command since the last call, without its name."""
        log = self.folder / "log"
        lines = log.read_text().split("\n") if log.exists() else []
        log.write_text("")
        return [one[len(name) + 1 :] for one in lines if one.startswith(f"{name} ")]

    def run(self, script: Script, *, timeout: float = 20.0, sudo: bool = False) -> Outcome:
        """As a link does."""
        (self.folder / "now").write_text(f"{self.now}\n")
        text = script.text
        for before, after in self.replace.items():
            text = text.replace(before, after)
        ran = subprocess.run(self.shell, input=text.encode(), capture_output=True, timeout=60)
        assert ran.stderr == b"", ran.stderr.decode()
        self.said = ran.stdout
        return Outcome(ran.returncode, ran.stdout, ran.stderr, 0.0)
