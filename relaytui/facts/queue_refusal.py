"""Why a mail system gave no list of its queue, and what must be known of one that it gave."""

from collections.abc import Iterable

from relaytui.domain.finding import Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer
from relaytui.facts.complaints import Meaning, meaning_of

_DOWN = "mail system is down"
_LOG = Remedy("Its log says why; then start it", "systemctl status postfix")
_SUDOERS = Remedy("Run `relaytui doctor HOST --sudoers read`: its lines allow it")
_MAILQ_USERS = Remedy("Add the account to authorized_mailq_users in main.cf")
_RESTRICTED = Remedy("sendmail's restrictmailq keeps it to the group of its queue's folder")
_BUSY = Remedy("A long queue on a busy disk takes its time; it is asked again")
_START = Remedy("See why it has ended, and start it")


def why_not(answer: Answer, command: str) -> Failed | None:
    """Why a command gave no list; None where it did."""
    if answer.status == 0:
        return None
    words = safe(answer.complaint.split("\n")[-1], 200)
    if _DOWN in answer.complaint.lower() or (answer.status == 69 and not answer.stdout):
        return Failed(safe(f"mail system down: {words or command}", 240), _LOG)
    if "not allowed to view the mail queue" in answer.complaint:
        return Failed(safe(f"no permission: {words}", 240), _MAILQ_USERS)
    if "not permitted to see the queue" in answer.complaint:
        return Failed(safe(f"no permission: {command} ({words})", 240), _RESTRICTED)
    match meaning_of(answer):
        case Meaning.PERMISSION | Meaning.SUDO_REFUSED | Meaning.SUDO_PASSWORD as meaning:
            return Failed(safe(f"no permission: {command} ({words or meaning})", 240), _SUDOERS)
        case Meaning.NOT_RUNNING:
            return Failed(safe(f"not running: {words}", 240), _START)
        case Meaning.NOT_FOUND:
            return Failed(safe(f"command not found: {command}", 240))
        case Meaning.TIMEOUT:
            return Failed(safe(f"{command} gave no list in time", 240), _BUSY)
    if "seem to be running" in answer.complaint:
        return Failed(safe(f"not running: {words}", 240), _START)
    return Failed(safe(f"{command} ended with {answer.status}: {words or 'no words'}", 300))


def warning_of(answer: Answer, queues: Iterable[str]) -> SafeText:
    """What must be known of a list that is there: it was read past a mail system that is down.
    Postfix says so to root, OpenSMTPD by the state of each envelope."""
    if _DOWN in answer.complaint.lower() or "offline" in queues:
        return SafeText("mail system down: the queue was read past it")
    return SafeText("")
