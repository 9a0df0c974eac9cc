"""What a mail system answers when it is asked for its queue: a list in one of four forms, or why
there is none."""

from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from itertools import chain

from relaytui.domain.finding import Failed, Remedy
from relaytui.domain.queued import Listed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer
from relaytui.facts.complaints import Meaning, meaning_of
from relaytui.facts.queue_exim import IS_EXIM, exim_list
from relaytui.facts.queue_listing import mailq_listing
from relaytui.facts.queue_opensmtpd import IS_OPENSMTPD, smtpctl_queue
from relaytui.facts.queue_postfix import postqueue_json

_Read = Callable[[Iterable[bytes], float, tzinfo], Iterator[Listed]]
#: Blank lines and noise before the first line that shows a form.
_LOOKED_AT = 50

_DOWN = "mail system is down"
_LOG = Remedy("Its log says why; then start it", "systemctl status postfix")
_SUDOERS = Remedy("Run `relaytui doctor HOST --sudoers read`: its lines allow it")
_MAILQ_USERS = Remedy("Add the account to authorized_mailq_users in main.cf")
_BUSY = Remedy("A long queue on a busy disk takes its time; it is asked again")
_START = Remedy("See why it has ended, and start it")


def _any_form(lines: Iterable[bytes], now: float, zone: tzinfo) -> Iterator[Listed]:
    """`mailq` is another program with each mail system: its form is seen by its lines."""
    rest = iter(lines)
    first: list[bytes] = []
    for line in rest:
        first.append(line)
        text = line.decode("utf-8", "replace")
        if line.startswith(b"{"):
            return postqueue_json(chain(first, rest))
        if IS_OPENSMTPD.match(text):
            return smtpctl_queue(chain(first, rest))
        if IS_EXIM.fullmatch(text.rstrip()):
            return exim_list(chain(first, rest), now)
        if len(first) >= _LOOKED_AT:
            break
    return mailq_listing(chain(first, rest), now, zone)


FORMS: dict[str, _Read] = {
    "json": lambda lines, now, zone: postqueue_json(lines),
    "listing": mailq_listing,
    "exim": lambda lines, now, zone: exim_list(lines, now),
    "opensmtpd": lambda lines, now, zone: smtpctl_queue(lines),
    "any": _any_form,
}

#: What lists a queue in a form.
COMMANDS = {"json": "postqueue -j", "listing": "postqueue -p", "exim": "exim -bp",
            "opensmtpd": "smtpctl show queue", "any": "mailq"}  # fmt: skip


def why_not(answer: Answer, command: str) -> Failed | None:
    """Why a command gave no list; None where it did."""
    if answer.status == 0:
        return None
    words = safe(answer.complaint.split("\n")[-1], 200)
    if _DOWN in answer.complaint.lower() or (answer.status == 69 and not answer.stdout):
        return Failed(safe(f"mail system down: {words or command}", 240), _LOG)
    if "not allowed to view the mail queue" in answer.complaint:
        return Failed(safe(f"no permission: {words}", 240), _MAILQ_USERS)
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


def warning_of(answer: Answer) -> SafeText:
    """What must be known of a list that is there: it was read past a mail system that is down."""
    if _DOWN in answer.complaint.lower():
        return SafeText("mail system down: the queue was read past it")
    return SafeText("")
