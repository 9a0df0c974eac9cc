"""`key=value key="value"` of OpenSMTPD's lines; its own values hold no blank without quotes."""

import re

_DELAY = re.compile(r"(\d{1,9})([dhms])")
_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
#: Fields of a line that are taken.
_MOST = 24
#: Quotes in a value that are looked at.
_QUOTES = 64


def fields_of(text: str, start: int) -> dict[str, str]:
    """The fields from a place on; the first of a name counts.

    A value ends at a blank, unless it is quoted or an address in brackets: then where the next
    field begins, since strangers' text may hold quotes, brackets and blanks.
    """
    fields: dict[str, str] = {}
    at = start
    for _ in range(_MOST):
        equals = text.find("=", at)
        if equals < 0:
            break
        name = text[at:equals]
        if not name.replace("-", "").isalnum():
            break
        value, at = _value(text, equals + 1)
        fields.setdefault(name, value)
    return fields


def _value(text: str, at: int) -> tuple[str, int]:
    """A value, and where the next field begins."""
    quote = {'"': '"', "<": ">"}.get(text[at : at + 1])
    if quote is None:
        end = text.find(" ", at)
        end = len(text) if end < 0 else end
        return text[at:end], end + 1
    end = _closing(text, at + 1, quote)
    if quote == '"':
        return text[at + 1 : end], end + 2
    return text[at : end + 1], end + 2


def _closing(text: str, at: int, quote: str) -> int:
    """The quote that is followed by a blank and a known name, or by the end."""
    for _ in range(_QUOTES):
        at = text.find(quote, at)
        if at < 0:
            break
        rest = text[at + 1 : at + 20]
        if not rest or (rest[0] == " " and rest[1:].partition("=")[0] in _NAMES):
            return at
        at += 1
    return len(text)


_NAMES = frozenset({
    "result", "to", "from", "rcpt", "source", "relay", "delay", "stat", "address", "host", "user",
    "reason", "msgid", "size", "nrcpt", "ndest", "proto", "evpid", "ciphers", "command", "smtpname",
    "dest", "domain", "fingerprint", "error", "method", "verified", "sourceaddr", "destination",
})  # fmt: skip


def plain(address: str) -> str:
    """An address without its brackets and what stands behind them."""
    if not address.startswith("<"):
        return address.partition(" ")[0]
    end = address.rfind(">")
    return address[1:end] if end > 0 else address[1:]


def seconds(delay: str) -> float | None:
    """`4h2m`, `2s` in seconds."""
    parts = _DELAY.findall(delay)
    return float(sum(int(number) * _UNITS[unit] for number, unit in parts)) if parts else None
