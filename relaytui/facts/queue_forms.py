"""The four forms in which mail systems list their queues."""

from collections.abc import Callable, Iterable, Iterator
from datetime import tzinfo
from itertools import chain

from relaytui.domain.queued import Listed
from relaytui.facts.queue_exim import IS_EXIM, exim_list
from relaytui.facts.queue_listing import mailq_listing
from relaytui.facts.queue_opensmtpd import IS_OPENSMTPD, smtpctl_queue
from relaytui.facts.queue_postfix import postqueue_json

_Read = Callable[[Iterable[bytes], float, tzinfo], Iterator[Listed]]
#: Blank lines and noise before the first line that shows a form.
_LOOKED_AT = 50


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
