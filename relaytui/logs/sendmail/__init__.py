"""Sendmail 8: `[QUEUEID: ]key=value, key=value` and sentences about a client.

Texts of Sendmail 8.12 to 8.18. Its submission program has the tag `sendmail` too.
"""

from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.sendmail.mail import delivery, notification, received
from relaytui.logs.sendmail.refusals import milter, ruleset
from relaytui.logs.sendmail.sentences import sentence
from relaytui.logs.sendmail.sessions import login, login_failed, starttls

_FORMS = (
    ("ruleset=", ruleset),
    ("from=", received),
    ("to=", delivery),
    ("STARTTLS=", starttls),
    ("AUTH=", login),
    ("AUTH failure (", login_failed),
    ("Milter: ", milter),
    ("milter=", milter),
    ("Milter (", milter),
)


def parse(event: Event, message: str) -> bool:
    """Fill an event from one line."""
    text = _take_queue_id(event, message)
    for start, fill in _FORMS:
        if text.startswith(start):
            fill(event, text)
            return True
    if not notification(event, text):
        sentence(event, text)
    return True


def _take_queue_id(event: Event, message: str) -> str:
    """Take `u9A0GtpL018001: ` or `NOQUEUE: ` from the front; what follows it.

    An id is 14 characters or a few more where process ids are long: 8 for time and sequence, then
    the process id in digits.
    """
    word, colon, rest = message.partition(": ")
    if not colon:
        return message
    if word == "NOQUEUE":
        return rest
    if 12 <= len(word) <= 20 and word.isascii() and word.isalnum() and word[8:].isdecimal():
        event.queue_id = word
        return rest
    return message


FORMAT = LogFormat(
    "sendmail",
    frozenset({"sm-mta", "sm-acceptingconnections", "sm-msp-queue", "sm-mta-queue", "sm-que",
               "sm-msp", "sm-cl", "sm-client", "sendmail-client", "sendmail-mta", "sm-queue"}),
    parse,
    alone=frozenset({"sendmail"}),
)  # fmt: skip
