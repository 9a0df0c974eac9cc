"""What cscli did or complained of, in words of our own. Pure.

It complains as `Error: …`, as `level=fatal msg="…"`, as a JSON line, or as `FATA[0000] …`.
"""

import re

from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer
from relaytui.facts.complaints import Meaning, meaning_of

_MOST = 8000
_COMPLAINT = re.compile(
    r'level=(?:fatal|error) msg="((?:[^"\\\n]|\\.)*+)(?:"|\\?$)|'
    r'"level":"(?:fatal|error)","msg":"((?:[^"\\\n]|\\.)*+)(?:"|\\?$)'
    r"|^(?:FATA|ERRO)\S* +(.*)|^Error: (.*)",
    re.MULTILINE,
)
_DOWN = re.compile(
    r"connection refused|no such host|error while performing request|dial (?:tcp|unix)|"
    r"(?:local )?API (?:is )?(?:unreachable|unavailable)",
    re.IGNORECASE,
)
_OWN = (
    Meaning.SUDO_PASSWORD, Meaning.SUDO_REFUSED, Meaning.SUDO_WRONG,
    Meaning.NOT_FOUND, Meaning.TIMEOUT,
)  # fmt: skip
#: What it says, and what that means; the first that fits holds.
_MEANINGS = (
    (re.compile(r"unknown (?:sub)?command|unknown (?:shorthand )?flag"), "unknown command"),
    (re.compile(r"isn't a valid (?:ip|range)|invalid (?:ip|range)|invalid CIDR|"
                r"unable to parse (?:ip|range)|is not a valid (?:ip|range)", re.IGNORECASE),
     "not an address"),
    (re.compile(r"doesn't exist|not found|no rows"), "not present"),
    (re.compile(r"already exists|already in allowlist"), "already present"),
    (re.compile(r"is allowlisted by"), "allowlisted"),
)  # fmt: skip
_DONE = re.compile(
    r"(\d{1,9}) decision\(s\) deleted|(?:added|removed) (\d{1,9}) values (?:to|from) allowlist|"
    r"Imported (\d{1,9}) decisions|successfully (?:added|deleted)|(?:created|deleted) successfully"
)


def complaint_of(answer: Answer) -> str:
    """The text of its first complaint; empty where it has none."""
    said = f"{answer.complaint[:_MOST]}\n{answer.text[:_MOST]}"
    found = _COMPLAINT.search(said)
    return next((one for one in found.groups() if one), "") if found else ""


def error_of(answer: Answer) -> str | None:
    """What went wrong, in a few words; None where nothing did.

    `allowlists add` complains of a bad address, adds nothing, and its exit status is 0.
    """
    if not answer.ran:
        return None
    said = complaint_of(answer)
    if answer.status == 0 and not said:
        return None
    joined = Answer(answer.status, b"", answer.stderr + b"\n" + answer.stdout[:_MOST])
    meaning = meaning_of(joined)
    if meaning in _OWN:
        return str(meaning)
    if _DOWN.search(joined.complaint):
        return str(Meaning.NOT_RUNNING)
    if meaning is Meaning.PERMISSION:
        return str(meaning)
    for pattern, words in _MEANINGS:
        if pattern.search(said):
            return words
    return told(answer)


def told(answer: Answer) -> SafeText:
    """What it complained of, in its own words."""
    lines = [one.strip() for one in f"{answer.complaint}\n{answer.text}"[:_MOST].split("\n")]
    first = next((one for one in lines if one), f"exit status {answer.status}")
    return safe(complaint_of(answer) or first, 200)


def changed(answer: Answer) -> int:
    """How many decisions, entries or lists a command has made or removed."""
    if answer.status != 0:
        return 0
    found = _DONE.search(f"{answer.text[:_MOST]}\n{answer.complaint[:_MOST]}")
    if found is None:
        return 0
    return int(next((one for one in found.groups() if one), "1"))


def is_supported(answer: Answer) -> bool:
    """Whether this version knows the command."""
    return error_of(answer) != "unknown command"
