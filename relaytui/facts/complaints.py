"""What commands complain of, in one meaning each, whatever their words are."""

import enum
import re

from relaytui.facts.answers import Answer


class Meaning(enum.StrEnum):
    """What went wrong; the values are words for people."""

    SUDO_PASSWORD = "sudo needs a password"
    SUDO_WRONG = "sudo password wrong"
    SUDO_REFUSED = "sudo refused"
    NOT_INSTALLED = "not installed"
    NOT_FOUND = "command not found"
    PERMISSION = "permission"
    NOT_RUNNING = "not running"
    LOCKED = "locked"
    TIMEOUT = "no answer in time"


# The first that fits holds: sudo speaks before the command does.
_WORDS = (
    (Meaning.SUDO_WRONG, r"sudo: \d+ incorrect password|Sorry, try again"),
    (Meaning.SUDO_PASSWORD, r"sudo: (?:a password is required|a terminal is required|no tty "
     r"present|sorry, you must have a tty)|sudo-rs: .*authentication (?:is )?required"),
    (Meaning.SUDO_REFUSED, r"is not in the sudoers file|is not allowed to (?:execute|run)|"
     r"may not run sudo|sudo: not found|sudo: command not found|no new privileges"),
    (Meaning.LOCKED, r"[Cc]ould not get lock|held by process|another (?:app|process|copy) is|"
     r"[Dd]atabase is locked|[Uu]nable to (?:acquire|lock)|System management is locked"),
    (Meaning.NOT_FOUND, r"command not found|: not found$"),
    (Meaning.PERMISSION, r"[Pp]ermission denied|[Oo]peration not permitted|[Mm]ust be (?:run as )?"
     r"(?:root|superuser)|[Yy]ou need to be root|need root|[Aa]uthorization failed|"
     r"requires root|only root|are you root|[Aa]ccess denied|superuser privileges"),
    (Meaning.NOT_RUNNING, r"[Ii]s (?:it|fail2ban|the server|the daemon|crowdsec|dovecot|redis) "
     r"running|[Cc]onnection refused|not running|[Cc]annot connect|[Cc]an't connect"),
)  # fmt: skip
_PATTERNS = tuple((meaning, re.compile(words, re.MULTILINE)) for meaning, words in _WORDS)
#: Characters of a complaint that are looked at.
_MOST = 4000


def meaning_of(answer: Answer) -> Meaning | None:
    """What a command's complaint means; None where it did not complain in a known way."""
    if answer.status == 124:
        return Meaning.TIMEOUT
    words = answer.complaint[:_MOST]
    for meaning, pattern in _PATTERNS:
        if pattern.search(words):
            return meaning
    return Meaning.NOT_FOUND if answer.status == 127 else None
