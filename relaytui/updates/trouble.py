"""What package managers complain of."""

import re

from relaytui.domain.finding import Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer
from relaytui.facts.complaints import Meaning, meaning_of
from relaytui.updates.base import Trouble

UNMET = "unmet dependencies"
INTERRUPTED = "dpkg was interrupted"

# The first that fits holds: "unable to lock …, are you root?" is about root.
_WORDS = tuple(
    (meaning, re.compile(words, re.MULTILINE))
    for meaning, words in (
        (Meaning.PERMISSION, r"are you root\?|[Pp]ermission denied|superuser privileges|"
         r"[Rr]oot privileges|must be (?:run as )?root|you (?:need to be|are not) root|"
         r"unless you are root|[Ii]nsufficient privileges|run with superuser|"
         r"needs to be run under the root"),
        (Meaning.LOCKED, r"[Cc]ould not get lock|held by process|lock was locked|[Ee]xisting lock|"
         r"holding the (?:yum|dnf) lock|[Uu]nable to (?:lock|acquire)|could not lock|advisory lock|"
         r"System management is locked|[Ww]aiting for (?:process with pid|cache lock)|"
         r"temporarily unavailable|lock is held|already locked"),
        (INTERRUPTED, r"dpkg was interrupted"),
        (UNMET, r"[Uu]nmet dependencies|--fix-broken|[Bb]roken packages"),
        (Meaning.NOT_INSTALLED, r"[Nn]o such command|[Uu]nknown (?:command|argument)|"
         r"[Ii]nvalid (?:command|operation)|unrecognized command"),
    )
)  # fmt: skip
_HOLDER = re.compile(r"(?:process|pid)[: ]+(?:with pid )?(\d{1,10})\b", re.IGNORECASE)
_SUDO = (Meaning.SUDO_PASSWORD, Meaning.SUDO_WRONG, Meaning.SUDO_REFUSED)
_ERROR = re.compile(r"^(?:E:|[Ee]rror:|ERROR:|==> ERROR:|pkg(?:-static)?:)\s*")
_MOST = 8000


def trouble_of(answer: Answer, *fine: int) -> Trouble | None:
    """What went wrong; None where the exit status is 0 or one of `fine`. A command that was not
    run is no trouble."""
    common = meaning_of(answer)
    if not answer.ran or (answer.status in (0, *fine) and common not in _SUDO):
        return None
    complaint = answer.complaint[:_MOST]
    said = _own_words(complaint, answer.text)
    if common in (*_SUDO, Meaning.TIMEOUT, Meaning.NOT_FOUND):
        return Trouble(common, said)
    text = complaint + "\n" + answer.text[-_MOST:]
    for meaning, pattern in _WORDS:
        if pattern.search(text):
            return Trouble(meaning, said, holder_of(text) if meaning is Meaning.LOCKED else None)
    return Trouble(common or said or f"exit status {answer.status}", said)


def holder_of(text: str) -> int | None:
    """The process that holds a lock, by what is complained of."""
    found = _HOLDER.search(text)
    return int(found[1]) if found else None


def _own_words(complaint: str, output: str) -> SafeText:
    """The line that says most: the first error, else the last words."""
    for text in (complaint, output[-_MOST:]):
        lines = [one.strip() for one in text.split("\n") if one.strip()]
        for line in lines:
            if found := _ERROR.match(line):
                return safe(line[found.end() :], 200)
    return safe((complaint or "").split("\n")[-1], 200)


def failed(tool: str, trouble: Trouble) -> Failed:
    """Why a manager's list can't be seen, and what to do."""
    if trouble.error == Meaning.LOCKED:
        holder = f" by process {trouble.holder_pid}" if trouble.holder_pid else ""
        words = f"{tool} is locked{holder}"
        return Failed(safe(words, 200), Remedy("It is asked again; see what holds the lock"))
    if trouble.error == Meaning.PERMISSION:
        step = Remedy("Run `relaytui doctor HOST --sudoers read` for the lines an account needs")
        return Failed(f"no permission: {tool}", step)
    if trouble.error == INTERRUPTED:
        return Failed(
            trouble.error, Remedy("Let it finish on the host", "sudo dpkg --configure -a")
        )
    if trouble.error == UNMET:
        step = Remedy("See what is broken on the host", "sudo apt-get --fix-broken install")
        return Failed(f"{tool}: {UNMET}", step)
    if trouble.error == Meaning.TIMEOUT:
        return Failed(f"{tool} gave {trouble.error}", Remedy("It is asked again"))
    words = trouble.words or trouble.error
    return Failed(safe(f"{tool} says: {words}", 240), Remedy(f"Run {tool} on the host to see more"))
