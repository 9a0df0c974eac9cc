"""What is looked for: an id, a message-id, an address, an account, or a client's address."""

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.domain.text import is_shown, safe
from relaytui.errors import UsageError
from relaytui.trace.names import ids_of

#: Characters of a word; RFC 5321 and RFC 5322 allow no longer address or line.
LONGEST = 998


class Sought:
    """A word, and whether a line is about it. Addresses and accounts are the same in capitals;
    ids are not. `@example.org` stands for every address of that domain."""

    def __init__(self, word: str) -> None:
        text = word.strip()
        if text.startswith("<") and text.endswith(">"):
            text = text[1:-1].strip()
        if not text.strip("@"):
            raise UsageError(
                "nothing to look for is named",
                "Name a queue id, a message-id, an address or an account: relaytui trace 4Tq1zR2w",
            )
        if len(text) > LONGEST or not all(map(is_shown, text)):
            raise UsageError(
                f"{safe(text, 60)!r} can be in no log line as it stands",
                "Copy the id or the address alone, without line breaks",
            )
        self.text = text
        self._folded = text.casefold()
        self._domain = self._folded if text.startswith("@") else ""
        self._client = canonical_address(text.strip("[]"))

    @property
    def needles(self) -> tuple[str, ...]:
        """Texts of which every line about it holds one, in capitals or not."""
        if self._client and ":" in self._client:  # logs write the same address in several ways
            return tuple(dict.fromkeys((self.text.strip("[]"), self._client)))
        return (self._client or self.text,)

    def is_about(self, event: Event) -> bool:
        """Whether a line tells of it, in a field that is meant for such a thing."""
        if self._client and self._client in (event.client_ip, event.orig_client_ip):
            return True
        if self.text in ids_of(event) or self.text == event.message_id:
            return True
        return any(map(self._is_person, _people(event)))

    def _is_person(self, name: str | None) -> bool:
        if not name:
            return False
        folded = name.casefold()
        return folded == self._folded or bool(self._domain and folded.endswith(self._domain))


def _people(event: Event) -> list[str | None]:
    final = (event.extra or {}).get("final_recipient")
    return [
        event.sender,
        event.recipient,
        event.orig_recipient,
        event.user,
        final if isinstance(final, str) else None,
        *(event.recipients or ()),
    ]
