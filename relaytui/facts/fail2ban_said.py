"""What fail2ban-client did or complained of, in words of our own. Pure."""

import re

from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer
from relaytui.facts.complaints import Meaning, meaning_of

_NO_JAIL = re.compile(r"Sorry but the jail '[^'\n]{0,300}' does not exist")
_UNKNOWN = re.compile(r"[Ii]nvalid command|not yet implemented|command is invalid")
#: What it says, and what that means; the first that fits holds.
_MEANINGS = (
    (_NO_JAIL, "no such jail"),
    (re.compile(r"not banned\b|is not banned"), "not banned"),
    (re.compile(r"not in list"), "not present"),
    (re.compile(r"already exists"), "already present"),
    (_UNKNOWN, "unknown command"),
    (re.compile(r"No section: '"), "no such jail"),
)
_ERROR = re.compile(r"\bERROR\b|\bCRITICAL\b|\bNOK\b|^Traceback ", re.MULTILINE)
_LOGGED = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ +fail2ban[.\w]* +\[\d+\]: [A-Z]+ +")
#: Characters of a complaint that are looked at.
_MOST = 8000
_COUNT = re.compile(r"^\d{1,9}$", re.MULTILINE | re.ASCII)


def whole(answer: Answer) -> Answer:
    """The answer with all that was said as its complaint: what people read stands on stdout,
    what is logged on stderr, and a script may have joined the two."""
    if answer.status in (-1, 0) and not _ERROR.search(answer.complaint):
        return answer
    return Answer(answer.status, answer.stdout, answer.stdout + b"\n" + answer.stderr)


def error_of(answer: Answer) -> str | None:
    """What went wrong, in a few words; None where nothing did."""
    one = whole(answer)
    if one is answer:
        return None
    said = one.complaint[:_MOST]
    if (meaning := meaning_of(one)) is not None:
        return meaning.value
    for pattern, words in _MEANINGS:
        if pattern.search(said):
            return words
    return told(answer)


def told(answer: Answer) -> SafeText:
    """The line that tells most, without the time before it."""
    lines = [one for one in whole(answer).complaint[:_MOST].split("\n") if one.strip()]
    logged = [one for one in lines if _ERROR.search(one)]
    plain = [one for one in lines if not _LOGGED.match(one) and not one.startswith(" ")]
    best = (plain or logged or lines or [f"exit status {answer.status}"])[-1]
    return safe(_LOGGED.sub("", best).strip(), 200)


def is_supported(answer: Answer) -> bool:
    """Whether this version knows the command."""
    return not _UNKNOWN.search(whole(answer).complaint)


def is_refused(answer: Answer) -> bool:
    """Whether the account may not."""
    return meaning_of(whole(answer)) in (
        Meaning.PERMISSION,
        Meaning.SUDO_PASSWORD,
        Meaning.SUDO_REFUSED,
        Meaning.SUDO_WRONG,
    )


def changed(answer: Answer, word: str = "") -> int:
    """How many bans a `banip`, `unbanip` or `unban` has made or lifted.

    Versions before 0.11 print the address instead of a number.
    """
    if error_of(answer) is not None:
        return 0
    if found := _COUNT.findall(answer.text):
        return int(found[-1])
    return 1 if word and word in answer.text.split() else 0
