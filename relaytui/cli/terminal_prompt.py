"""Questions of a headless command, on the terminal itself: stdin and stdout may be files."""

import contextlib
import getpass
import os
import termios
import threading
from typing import Any

from relaytui.domain.text import safe
from relaytui.ssh.passphrase import PassphraseQuestion

TERMINAL = "/dev/tty"


class TerminalPrompt:
    """Asks on the terminal, one question at a time, in the threads of hosts."""

    def __init__(self, file: int, settings: list[Any]) -> None:
        self._file = file
        self._settings = settings
        self._lock = threading.Lock()

    def ask_passphrase(self, question: PassphraseQuestion) -> str | None:
        """The passphrase of a key file; None where none was typed."""
        again = "That was not it. " if question.wrong else ""
        with self._lock:
            try:
                return getpass.getpass(f"{again}Passphrase of {safe(question.path)}: ") or None
            except (EOFError, OSError):
                return None

    def close(self) -> None:
        """Give the terminal back as it was: a question may be open, with the echo off."""
        with contextlib.suppress(OSError, termios.error):
            termios.tcsetattr(self._file, termios.TCSANOW, self._settings)
            os.close(self._file)


def terminal_prompt() -> TerminalPrompt | None:
    """The terminal of this process; None without one, and in the background of one."""
    try:
        file = os.open(TERMINAL, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if os.tcgetpgrp(file) == os.getpgrp():
            return TerminalPrompt(file, termios.tcgetattr(file))
    except (OSError, termios.error):
        pass
    os.close(file)
    return None
