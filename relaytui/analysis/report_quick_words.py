"""Words that come again and again in a log, with what they were taken for.

What a word means is asked of the parser, once; as long as it is remembered, its like cost no more
than looking it up.
"""

import re

from relaytui.analysis.groups import name_of
from relaytui.analysis.report_fields import two_digits
from relaytui.domain.delivery_reason import shape_of
from relaytui.domain.event import Event
from relaytui.logs.postfix.reject import reject_line
from relaytui.logs.postfix.warnings import warning_line
from relaytui.logs.scan import client_at

#: Words of a kind that are remembered.
_REMEMBERED = 1 << 15
#: A client for a line in which the client does not matter.
_SOMEBODY = "x[192.0.2.1]"
#: So short that nothing of it is left out where another address stands in it.
_SHORT = 400
_REFUSAL = re.compile(r"(\d{3} (?:\d\.\d{1,3}\.\d{1,3} )?)(?:<[^<>]*>: )?([^<].*)$", re.ASCII).match


def may_hold_secret(text: str) -> bool:
    """Whether a text has a word in it that stands near every secret."""
    lower = text.lower()
    return "pass" in lower or "secret" in lower or "auth" in lower


class Peers(dict[str, str | None]):
    """The addresses of `NAME[ADDRESS]…`; None where there is none, or where the name is odd."""

    def __missing__(self, text: str) -> str | None:
        event = Event()
        if not may_hold_secret(text):
            client_at(event, text, 0)
        if len(self) >= _REMEMBERED:
            self.clear()
        address = self[text] = event.client_ip
        return address


class Delays(dict[str, float | None]):
    """Delays as they are counted, by the words for them; None: it is no number."""

    def __missing__(self, word: str) -> float | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        plain = word.isascii() and word.replace(".", "", 1).isdecimal()
        amount = self[word] = two_digits(float(word)) if plain else None
        return amount


class Logins(dict[str, tuple[bool, str]]):
    """Whether `authentication …` of a client tells of a failed login, and of which account."""

    def __missing__(self, words: str) -> tuple[bool, str]:
        if len(self) >= _REMEMBERED:
            self.clear()
        event = Event(daemon="smtpd", severity="warning")
        warning_line(event, f"{_SOMEBODY}: SASL PLAIN {words}")
        secret = may_hold_secret(words.replace("authentication", ""))
        failed = event.kind == "auth_failed" and not event.duplicate_of_next and not secret
        found = self[words] = failed, name_of(event.user) if event.user else ""
        return found


class Limits(dict[tuple[str, str], tuple[str, str] | None]):
    """The limit, and whose it is, by `… limit exceeded: ` and a service; None: it is none."""

    def __missing__(self, words: tuple[str, str]) -> tuple[str, str] | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        event = Event(daemon="smtpd", severity="warning")
        warning_line(event, f"{words[0]}7 from {_SOMEBODY} for service {words[1]}")
        found = None
        if event.kind == "rate_limited" and event.client_ip and event.limit_service:
            found = event.limit or "other", event.limit_service
        self[words] = found
        return found


class Refusals(dict[tuple[str, ...], tuple[str, str] | None]):
    """Class and shape of what a client was refused with; None: it is no plain refusal."""

    def of(self, words: str, client: str) -> tuple[str, str] | None:
        """Those of `CODE X.Y.Z [<…>: ]WORDS`. One address of IPv4 in them means what another does:
        it varies."""
        if ":" not in client and len(words) < _SHORT:
            words = words.replace(client, "192.0.2.1")
        found = None if may_hold_secret(words) else _REFUSAL(words)
        return self[found.groups()] if found else None

    def __missing__(self, words: tuple[str, ...]) -> tuple[str, str] | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        event = Event()
        text = "".join(words)
        reject_line(
            event, f"reject: RCPT from {_SOMEBODY}: {text}; from=<a> to=<b> proto=SMTP helo=<c>"
        )
        why = None
        if event.kind == "reject":
            why = event.reason_class or "other", shape_of(event.reason or "") or "RCPT"
        self[words] = why
        return why
