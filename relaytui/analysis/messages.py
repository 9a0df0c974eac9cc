"""Which client and account a message in the queue belongs to, by its queue id.

Only the newest are remembered: of a message that is not known, later lines count for nobody.
"""

from dataclasses import dataclass

#: Messages that are remembered, of one relay.
MOST = 20_000
#: Recipients of one message that are told apart.
_MOST_RECIPIENTS = 2000


@dataclass(slots=True)
class Message:
    """One on its way. `counted`: its sender, and all its recipients for its client, are counted.
    `nrcpt`: how many recipients it has, where that is told before its sender is."""

    client: str | None
    account: str | None
    sender: str | None = None
    counted: bool = False
    nrcpt: int = 0
    _seen: set[str] | None = None

    def is_new(self, recipient: str) -> bool:
        """Whether no line has told of this recipient before: retries tell again."""
        if self._seen is None:
            self._seen = {recipient}
            return True
        if recipient in self._seen or len(self._seen) >= _MOST_RECIPIENTS:
            return False
        self._seen.add(recipient)
        return True
