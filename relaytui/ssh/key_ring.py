"""Key files that were unlocked: the keys stay in memory, the passphrases do not.

A passphrase is asked for once, for all hosts that need the key: who needs it meanwhile waits for
that answer, and nobody else does.
"""

import os
import time
from collections.abc import Callable

import paramiko

from relaytui.ssh.key_load import KeyLocked, load
from relaytui.ssh.passphrase import AskPassphrase, PassphraseQuestion
from relaytui.ssh.single_flight import SingleFlight

#: How often a wrong passphrase may be given.
TRIES = 3
_File = tuple[str, int, int]


class KeyRing:
    """The unlocked keys of this program."""

    def __init__(self) -> None:
        self._keys: dict[_File, paramiko.PKey] = {}
        self._declined: dict[_File, float] = {}
        self._asking: SingleFlight[paramiko.PKey | None] = SingleFlight()

    def held(self, path: str) -> paramiko.PKey | None:
        """The key, where it was unlocked before and its file is still the same."""
        return self._keys.get(_file(path))

    def unlock(
        self, path: str, ask: AskPassphrase, since: float, stopped: Callable[[], bool]
    ) -> paramiko.PKey | None:
        """The key; None where nobody gave the right passphrase.

        Who was on the way (`since`, monotonic seconds) when somebody declined is not asked
        again. Raises KeyUnusable, and Unreachable for one who is stopped.
        """
        file = _file(path)
        if file in self._keys or self._declined.get(file, since - 1.0) >= since:
            return self._keys.get(file)
        return self._asking.do(file, lambda: self._ask(file, ask, since), stopped)

    def _ask(self, file: _File, ask: AskPassphrase, since: float) -> paramiko.PKey | None:
        if file in self._keys or self._declined.get(file, since - 1.0) >= since:
            return self._keys.get(file)  # answered since this one has looked
        for wrong in range(TRIES):
            passphrase = ask(PassphraseQuestion(file[0], wrong))
            if not passphrase:
                break
            try:
                key = load(file[0], passphrase)
            except KeyLocked:
                continue
            self._keys[file] = key
            return key
        self._declined[file] = time.monotonic()
        return None


def _file(path: str) -> _File:
    try:
        stat = os.stat(path)
    except OSError:
        return path, 0, 0
    return os.path.realpath(path), stat.st_mtime_ns, stat.st_size


RING = KeyRing()
