"""Why a firewall's command told nothing, and what to do about it."""

from relaytui.domain.finding import Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer
from relaytui.facts.complaints import Meaning, meaning_of

_SUDOERS = Remedy("Let the account read it: run `relaytui doctor HOST --sudoers read`")


def refusal(program: str, answer: Answer) -> Failed:
    """What a command that failed means."""
    meaning = meaning_of(answer)
    match meaning:
        case Meaning.PERMISSION | Meaning.SUDO_REFUSED:
            return Failed(f"no permission: sudo {program}", _SUDOERS)
        case Meaning.SUDO_PASSWORD | Meaning.SUDO_WRONG:
            return Failed(f"{meaning}: sudo {program}", _SUDOERS)
        case Meaning.TIMEOUT:
            return Failed(f"{program} gave no answer in time",
                          Remedy("Run it on the host", f"sudo {program}"))  # fmt: skip
        case Meaning.LOCKED:
            return Failed(f"{program} is locked by another program", Remedy("It is tried again"))
        case Meaning.NOT_FOUND:
            return Failed(f"{program}: command not found", Remedy("Look for it in /usr/sbin"))
    words = first_words(answer)
    said = f"{program} says: {words}" if words else f"{program} failed (status {answer.status})"
    return Failed(SafeText(said), Remedy("Run it on the host", f"sudo {program}"))


def too_much(program: str, what: str) -> Failed:
    """A listing of which the rest would be missing: a part is not shown as if it were all."""
    words = f"{program} lists more {what} than are read here"
    return Failed(words, Remedy("Look on the host itself", f"sudo {program}"))


def first_words(answer: Answer) -> SafeText:
    """The first line of a complaint that tells something."""
    lines = (line.strip() for line in answer.complaint[:4000].split("\n"))
    return safe(next((one for one in lines if one and not one.startswith("#")), ""), 160)


#: What complaints mean, in the fewest words.
_SHORT = {
    Meaning.PERMISSION: "permission",
    Meaning.SUDO_REFUSED: "permission",
    Meaning.NOT_FOUND: "command not found",
}


def said_of(answer: Answer) -> str | None:
    """What a failed command means, in the fewest words; None where it has not failed, or where
    that is not known."""
    meaning = meaning_of(answer) if answer.status else None
    return None if meaning is None else _SHORT.get(meaning, str(meaning))
