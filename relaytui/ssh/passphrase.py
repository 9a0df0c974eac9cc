"""The question for the passphrase of a key file."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PassphraseQuestion:
    """A key file that is needed and locked; `wrong`: how many wrong answers came before."""

    path: str
    wrong: int = 0


#: Gives the passphrase; None or nothing: not to be had.
AskPassphrase = Callable[[PassphraseQuestion], str | None]
