"""Passphrases asked for on the terminal: with stdin and stdout elsewhere, and cut short."""

import contextlib
import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator

import pytest

from tests.ssh.conftest import until

CODE = """
import sys, threading
from relaytui.cli.terminal_prompt import terminal_prompt
from relaytui.ssh.passphrase import PassphraseQuestion
prompt = terminal_prompt()
if prompt is None:
    sys.exit("no terminal")
answers = []
def ask(): answers.append(prompt.ask_passphrase(PassphraseQuestion("/id", 1)))
thread = threading.Thread(target=ask, daemon=True)
try:
    thread.start()
    thread.join(20)
    print(ascii(answers))
finally:
    prompt.close()
"""


class Terminal:
    """A process with a terminal of its own, whose stdin and stdout are pipes."""

    def __init__(self, code: str) -> None:
        self.ours, theirs = pty.openpty()
        self._path = os.ttyname(theirs)
        self.shown = b""
        begin = f"import os; os.close(os.open({self._path!r}, os.O_RDWR))\n"  # now it is its own
        self.process = subprocess.Popen(
            [sys.executable, "-c", begin + code],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
        os.set_blocking(self.ours, False)
        self.theirs = theirs

    def shows(self, text: bytes) -> bool:
        with contextlib.suppress(BlockingIOError):
            self.shown += os.read(self.ours, 4096)
        return text in self.shown

    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self.theirs)[3] & termios.ECHO)

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        os.close(self.ours)
        os.close(self.theirs)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    one = Terminal(CODE)
    yield one
    one.close()


def test_it_is_asked_without_an_echo(terminal: Terminal) -> None:
    until(lambda: terminal.shows(b"That was not it. Passphrase of /id: "))
    until(lambda: not terminal.echoes())
    os.write(terminal.ours, b"secret w\xc3\xb6rds\n")
    out, err = terminal.process.communicate(timeout=20)
    assert (out, err) == (b"['secret w\\xf6rds']\n", b"")
    assert terminal.echoes()
    assert not terminal.shows(b"secret")


def test_an_interrupted_question_leaves_the_terminal_as_it_was(terminal: Terminal) -> None:
    until(lambda: terminal.shows(b"Passphrase of"))
    until(lambda: not terminal.echoes())
    terminal.process.send_signal(signal.SIGINT)
    terminal.process.communicate(timeout=20)
    assert terminal.echoes()


def test_without_a_terminal_nobody_is_asked() -> None:
    run = subprocess.run(
        [sys.executable, "-c", CODE], stdin=subprocess.DEVNULL, capture_output=True,
        start_new_session=True, check=False,
    )  # fmt: skip
    assert run.stderr == b"no terminal\n"
