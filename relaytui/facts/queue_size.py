"""How many messages wait on a host, by queue: cheap enough for a whole fleet all the time.

As root the files in Postfix's queue folders are counted; other accounts may not see these, so the
lines of `postqueue -j` are, on the host. For that the mail system opens every message, so a long
queue is counted more seldom. Nothing but the numbers is sent.
"""

from dataclasses import dataclass

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.queue_forms import COMMANDS
from relaytui.facts.queue_packed import command_answer
from relaytui.facts.queue_places import PLACES
from relaytui.facts.queue_refusal import why_not

#: Messages a second that counting may cost where each is opened for it.
_PER_SECOND = 400
_MOST = 20
#: What `timeout` ends with: GNU's, and BusyBox's.
_TIME_UP = (124, 143)

_SCRIPT = rf"""
queue_of() {{
  form=$1 name=$2; shift 2
  if [ -n "$folder" ] && [ -r "$folder/deferred" ] && [ -x "$folder/deferred" ]; then
    ask "files:$form:$name" sh -c 'for each in maildrop incoming active deferred hold corrupt; do
      echo "$each" $(find "$0/$each" -type f 2>/dev/null | wc -l); done' "$folder"
    return
  fi
  case $form in
  json) count='{{ n[$4]++ }} END {{ for (one in n) print one, n[one] }}' ;;
  exim) count='/^ *[0-9]+[mhd] / {{ if (/[*][*][*] frozen [*][*][*]$/) f++; else n++ }}
    END {{ print "waiting", n + 0; print "frozen", f + 0 }}' ;;
  opensmtpd) count='END {{ print "waiting", NR }}' ;;
  *) count='/^-- .* Requests?[.]/ {{ n = $(NF - 1) }} /Total requests: / {{ n = $NF }}
    END {{ print "waiting", n + 0 }}' ;;
  esac
  # What was counted in that time is something to know, too.
  if [ -n "$limit" ]; then set -- timeout 6 "$@"; fi
  ask "list:$form:$name" sh -c '{{ "$@"; echo "relaytui status $?" >&2; }} |
    awk -F "[\" ]+" "$0"' "$count" "$@"
}}
{PLACES}
"""


@dataclass(frozen=True, slots=True)
class PlaceSize:
    """A queue of a host: messages by the queue they are in."""

    name: SafeText
    by_queue: tuple[tuple[SafeText, int], ...]
    #: Whether each message was opened for it, and whether time was up before the last.
    dear: bool = False
    at_least: bool = False

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _, count in self.by_queue)


@dataclass(frozen=True, slots=True)
class QueueSizes:
    """The queues that could be counted, and those that could not."""

    places: tuple[PlaceSize, ...]
    failed: tuple[Failed, ...] = ()

    @property
    def at_least(self) -> bool:
        """Whether there are more than were counted."""
        return any(one.at_least for one in self.places)

    @property
    def total(self) -> int:
        """All messages of the host."""
        return sum(one.total for one in self.places)

    def of(self, *queues: str) -> int:
        """Messages in queues of these names."""
        found = (pair for one in self.places for pair in one.by_queue)
        return sum(count for name, count in found if name in queues)


def parse_queue_size(answers: Answers) -> QueueSizes | Absent | Failed:
    """The sizes of a host's queues."""
    places: list[PlaceSize] = []
    failed: list[Failed] = []
    for label, raw in answers.by_label.items():
        how, _, rest = label.partition(":")
        form, _, name = rest.partition(":")
        if form not in COMMANDS:
            continue
        found = _counted(safe(name, 60), form, how == "list", command_answer(raw))
        if isinstance(found, Failed):
            failed.append(found)
        else:
            places.append(found)
    if places:
        return QueueSizes(tuple(places), tuple(failed))
    return failed[0] if failed else Absent("no mail server with a queue is installed")


def _counted(name: SafeText, form: str, dear: bool, answer: Answer) -> PlaceSize | Failed:
    pairs = []
    for line in answer.lines[:_MOST]:
        queue, _, count = line.strip().rpartition(" ")
        if queue and count.isascii() and count.isdecimal() and len(count) < 12:
            pairs.append((safe(queue, 40), int(count)))
    counted = tuple(sorted(one for one in pairs if one[1]))
    if counted and answer.status in _TIME_UP:
        return PlaceSize(name, counted, dear, at_least=True)
    if (failed := why_not(answer, COMMANDS[form])) is not None:
        return Failed(failed.reason, failed.remedy, name)
    return PlaceSize(name, counted, dear)


def pace(found: QueueSizes | Absent | Failed) -> float:
    """Seconds until the next look."""
    if not isinstance(found, QueueSizes):
        return 10.0
    return max(10.0, sum(one.total for one in found.places if one.dear) / _PER_SECOND)


QUEUE_SIZE = Fact("queue-size", _SCRIPT, parse_queue_size, mail=True, pace=pace)
