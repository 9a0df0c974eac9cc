"""The queues of a host: every Postfix instance, Exim, OpenSMTPD, or what `mailq` prints.

The whole list is dear: the mail system opens each message for it. So it is asked for only while
somebody looks at it, and the more seldom the longer it is; facts/queue_size.py is for the rest of
the time.
"""

from dataclasses import dataclass, field

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.mail_queue import MailQueue
from relaytui.domain.queued import Queued
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.queue_forms import COMMANDS, FORMS
from relaytui.facts.queue_packed import Packed, command_answer
from relaytui.facts.queue_refusal import warning_of, why_not
from relaytui.facts.queue_script import LINES, PLAIN, SCRIPT

#: Messages a second that a look may cost, so that it takes about 1 % of a core.
_PER_SECOND = 400


@dataclass(frozen=True, slots=True)
class Place:
    """One queue of a host; `name` tells it from others there (postfix-out, exim)."""

    name: SafeText
    queue: MailQueue
    warning: SafeText
    _answer: Answer = field(default=Answer(), compare=False, repr=False)
    form: str = ""
    _packed: bool = False
    _answers: Answers = field(default=Answers({}), compare=False, repr=False)

    def message(self, row: int) -> Queued | None:
        """All that the list tells of the message in a row; it is read once more for that."""
        packed = Packed(self._answer, self._packed)
        for one in FORMS[self.form](packed.lines(), self._answers.now, self._answers.zone):
            if isinstance(one, Queued):
                if row == 0:
                    return one
                row -= 1
        return None


@dataclass(frozen=True, slots=True)
class Queues:
    """The queues that could be read, and by name those that could not."""

    places: tuple[Place, ...]
    failed: tuple[Failed, ...] = ()

    def __len__(self) -> int:
        return sum(len(one.queue) for one in self.places)


def parse_queue(answers: Answers) -> Queues | Absent | Failed:
    """The queues of a host."""
    places: list[Place] = []
    failed: list[Failed] = []
    for label, answer in answers.by_label.items():
        how, _, rest = label.partition(":")
        form, _, name = rest.partition(":")
        if how in ("packed", "plain") and form in FORMS:
            found = read_place(safe(name, 60), form, how == "packed", answer, answers)
            (failed if isinstance(found, Failed) else places).append(found)  # type: ignore[arg-type]
    if places:
        return Queues(tuple(places), tuple(failed))
    if failed:
        return failed[0]
    return Absent("no mail server with a queue is installed")


def read_place(
    name: SafeText, form: str, is_packed: bool, raw: Answer, answers: Answers
) -> Place | Failed:
    """One list, or why there is none."""
    answer = command_answer(raw)
    packed = Packed(answer, is_packed)
    queue = MailQueue(FORMS[form](packed.lines(), answers.now, answers.zone))
    failed = why_not(answer, COMMANDS[form])
    most = LINES[form] if is_packed else PLAIN
    if packed.count >= most:
        queue.unread.append(f"only the first {len(queue):,} messages were read")
    elif packed.cut and len(queue):
        queue.unread.append("the list was cut")
    elif failed is not None:
        if not len(queue):
            return Failed(failed.reason, failed.remedy, name)
        queue.unread.append(failed.reason)
    elif packed.cut:
        return Failed("the list was cut", Remedy("It is asked again"), name)
    return Place(
        name, queue, warning_of(answer, queue.queues.texts), answer, form, is_packed, answers
    )


def pace(found: Queues | Absent | Failed) -> float:
    """Seconds until the next look: the longer the list is, the later."""
    return max(10.0, len(found) / _PER_SECOND) if isinstance(found, Queues) else 10.0


QUEUE = Fact("queue", SCRIPT, parse_queue, mail=True, patience=60.0, pace=pace)
