"""postconf's settings, values and overrides."""

from typing import Any

from relaytui.facts.answers import Answer
from relaytui.facts.postconf import (
    map_types,
    overrides,
    services,
    settings,
    tables,
    unknown,
    values,
)


def _settings(words: list[str], answer: Answer) -> dict[str, Any]:
    found = settings(answer)
    return {"settings": found, "maps": tables(found)}


def _names(words: list[str]) -> list[str]:
    found = list(words[1:])
    while found and found[0][:1] == "-":
        found = found[2:] if found[0][-1] in "cCF" else found[1:]
    return found


def _values(words: list[str], answer: Answer) -> dict[str, Any]:
    return {"unknown": unknown(answer), "values": values(answer, _names(words))}


def _named(words: list[str], answer: Answer) -> dict[str, Any]:
    return {"unknown": unknown(answer), "values": settings(answer)} | _settings(words, answer)


def _types(words: list[str], answer: Answer) -> dict[str, Any]:
    return {"map_types": map_types(answer)}


def _overrides(words: list[str], answer: Answer) -> dict[str, Any]:
    return {"overrides": overrides(answer)}


def _services(words: list[str], answer: Answer) -> dict[str, Any]:
    return {"services": [f"{one.name}/{one.type}" for one in services(answer)]}


def _options(letter: str) -> str:
    """The option alone or beside others: `-h`, `-xh`, `-c /etc/postfix-in -h`."""
    return rf"^postconf\b.* -[a-zC]*{letter}[a-z]*\b"


READERS = (
    (_options("P"), _overrides),
    (_options("M"), _services),
    (_options("m"), _types),
    (_options("h"), _values),
    (_options("n"), _settings),
    (r"^postconf\b", _named),
)
