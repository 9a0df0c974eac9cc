"""postconf's settings, values and overrides."""

from typing import Any

from relaytui.facts.answers import Answer
from relaytui.facts.postconf import overrides, services, settings, tables, unknown


def _settings(words: list[str], answer: Answer) -> dict[str, Any]:
    found = settings(answer)
    return {"settings": found, "maps": tables(found)}


def _values(words: list[str], answer: Answer) -> dict[str, Any]:
    missing = unknown(answer)
    # `-h` leaves out lines of names that are not known.
    names = [one for one in words[1:] if one != "-h" and one not in missing]
    return {"unknown": missing, "values": dict(zip(names, answer.lines, strict=True))}


def _overrides(words: list[str], answer: Answer) -> dict[str, Any]:
    return {"overrides": overrides(answer)}


def _services(words: list[str], answer: Answer) -> dict[str, Any]:
    return {"services": [f"{one.name}/{one.type}" for one in services(answer)]}


READERS = (
    (r"^postconf -n$", _settings),
    (r"^postconf -h ", _values),
    (r"^postconf -P$", _overrides),
    (r"^postconf -M$", _services),
)
