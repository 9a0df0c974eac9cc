"""Sessions of a report: whose a line is that names no client, and whether mail went by TLS.

As with messages, what a part of a log can't tell by itself waits for the part before it.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from relaytui.analysis.report_message import Message
from relaytui.analysis.report_sums import Where
from relaytui.domain.event import Event

#: Sessions that are remembered.
MOST = 50_000
#: Host, program and process, as `mx1 postfix/smtpd[12]`; or a session's number for the last.
Process = str
#: Client (or the server's words, on the way out) and protocol, where they are known.
Session = list[str | None]


class Waiting(NamedTuple):
    """A line whose session only the part before knows: an event without its client, else mail that
    came in (a `message`) or went out to a `peer`; `otherwise`: the protocol if none was told.
    `chosen`: the event is one of those that are asked for."""

    process: Process
    where: Where
    event: Event | None = None
    peer: str = ""
    otherwise: str = ""
    message: Message | None = None
    chosen: bool = True


@dataclass
class Sessions:
    """The sessions of a part."""

    root: bool
    known: dict[Process, Session] = field(default_factory=dict)
    head: list[Waiting] = field(default_factory=list)
    #: Processes of which this part knows better than what was before.
    begun: set[Process] = field(default_factory=set)

    def begin(self, process: Process, client: str | None, protocol: str | None = None) -> None:
        """A session begins: whatever was of this process before is over."""
        self.known[process] = [client, protocol]
        if not self.root:
            self.begun.add(process)
        elif len(self.known) > MOST:
            self.known.pop(next(iter(self.known)))

    def end(self, process: Process) -> None:
        """A session ends."""
        self.known.pop(process, None)
        if not self.root:
            self.begun.add(process)

    def waits(self, process: Process) -> bool:
        """Whether only the part before can tell of a process."""
        return not self.root and process not in self.begun

    def join(self, later: "Sessions") -> None:
        """What the part behind leaves open; its head is counted before."""
        for process in later.begun:
            self.known.pop(process, None)
        self.known.update(later.known)
        if self.root:
            while len(self.known) > MOST:
                self.known.pop(next(iter(self.known)))
        else:
            self.begun |= later.begun
