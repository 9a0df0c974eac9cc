"""What came of a change on one host."""

from dataclasses import dataclass

from relaytui.changes.deed import Settled
from relaytui.domain.text import SafeText

_NONE = SafeText("")


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a change on one host.

    `state`: `set` (proved), `undone` (taken back), `already`, `refused` (nothing was sent),
    `unreached` (it can't be asked), `failed` (nothing of it stands), `not proved` (it was done,
    and the host does not show it), `unknown` (the link ended before the answer), `untouched`
    (another host failed first).
    """

    relay: str
    state: str
    words: SafeText = _NONE
    identity: str = ""
    seconds: float = 0.0
    #: What a break had left there, and was settled before.
    settled: tuple[Settled, ...] = ()

    @property
    def well(self) -> bool:
        """Whether the host is as it was wanted."""
        return self.state in ("set", "already", "undone")
