"""The frequent lines of Postfix, counted without making events of them.

A relay writes a dozen forms of lines all day. Of these only the few words are looked at that
count, where they stand; what such a line adds is exactly what its event would add (a test compares
both on all recorded lines, on broken ones, and on made logs). Any line that is not surely one of
these forms goes the long way. So does one with a word in a field that counts which stands near
secrets: those lines are gated as all others are.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from relaytui.analysis.groups import MOST_CHARACTERS, name_of
from relaytui.analysis.report_events import STAGES
from relaytui.analysis.report_later import PASSED_AGO, Step
from relaytui.analysis.report_message import Message, Outcome, Told
from relaytui.analysis.report_messages import Queue
from relaytui.analysis.report_quick_forms import ACTIVE, CLIENT, HOST_NAME, LIMIT, SENT, TLS
from relaytui.analysis.report_quick_gates import Gates
from relaytui.analysis.report_quick_words import (
    Delays,
    Limits,
    Logins,
    Peers,
    Refusals,
    may_hold_secret,
)
from relaytui.analysis.report_sessions import Process, Waiting
from relaytui.analysis.report_sums import Table, Where
from relaytui.analysis.report_tally import ONE
from relaytui.domain.delivery_reason import shape_of
from relaytui.logs.postfix.queue_id import is_queue_id
from relaytui.logs.postfix.tail import user_name

if TYPE_CHECKING:
    from relaytui.analysis.report_part import Part

_CONNECTION, _DELIVERED = ONE["connections"], ONE["delivered"]
_FAILED, _REJECT, _LIMIT = ONE["failed_logins"], ONE["rejects"], ONE["limit_hits"]
_LOOPBACK = ("127.", "::1")
_DELAYS = tuple(f"delay {stage}" for stage in STAGES)


class Tag:
    """A program that writes: what its lines belong to, who knows them (`names` are the program,
    instance, service and daemon), and what counts the frequent ones."""

    __slots__ = ("count", "names", "parsers", "queue", "service")

    def __init__(self, names: tuple[Any, ...], parsers: tuple[Any, ...], queue: Queue) -> None:
        self.names = names
        self.service = names[2]
        self.parsers = parsers
        self.count: Count | None = None
        self.queue = queue


#: Counts the line of a process whose message begins at a place; False: the long way.
Count = Callable[[Tag, Process, str, int], bool]


class Quick:
    """Counts lines into a part. `where` is where they count; `at` gives the time of a line."""

    def __init__(self, part: "Part", at: Callable[[str], float | None]) -> None:
        self._part = part
        self._at = at
        self.where: Where = (-1, "", 0)
        self._sums = part.sums
        self._volumes, self._kinds = part.sums.volumes, part.sums.kinds
        self._messages, self._sessions = part.messages, part.sessions
        self._peers, self._delays = Peers(), Delays()
        self._logins, self._refusals, self._limits = Logins(), Refusals(), Limits()
        self._gates = Gates(part, at, self._peers)
        self.counts: dict[str, Count] = {
            "anvil": self._anvil,
            "cleanup": self._cleanup,
            "dnsblog": self._dnsblog,
            "lmtp": self._delivery,
            "local": self._delivery,
            "opendkim": self._opendkim,
            "pipe": self._delivery,
            "postscreen": self._postscreen,
            "qmgr": self._qmgr,
            "smtp": self._delivery,
            "smtpd": self._smtpd,
            "virtual": self._delivery,
        }

    def begin(self, where: Where) -> None:
        """Lines count there from now on."""
        period = where[0]
        if period != self.where[0]:
            table = self._sums.table
            self._clients: Table = table(period, "client")
            self._recipients: Table = table(period, "recipient")
            self._domains: Table = table(period, "domain")
            self._tls_sessions: Table = table(period, "session")
            self._tls: Table = table(period, "tls")
            self._rejects: Table = table(period, "reject")
            self._stages: list[Table] = [table(period, name) for name in ("delay", *_DELAYS)]
        self.where = where

    # --- sessions ---

    def _smtpd(self, tag: Tag, process: Process, line: str, at: int) -> bool:
        first = line[at : at + 5]
        if first == "conne":
            return line.startswith("connect from ", at) and self._connect(
                tag, process, line[at + 13 :], line
            )
        if first == "disco":
            return line.startswith("disconnect from ", at) and self._disconnect(
                process, line, at, 16
            )
        if first == "lost ":
            if not line.startswith("lost connection after ", at):
                return False
            self._kinds["lost"] += 1
            return True
        if first == "warni":
            return self._login(line, at) or self._warning(tag, line, at)
        if first == "NOQUE":
            return self._refused(line, at)
        found = CLIENT(line, at)
        if found is not None:
            return self._accept(tag, process, *found.groups())
        return self._tls_in(process, line, at)

    def _connect(self, tag: Tag, process: Process, text: str, line: str) -> bool:
        client = self._peers[text]
        if client is None:
            return False
        self._kinds["connect"] += 1
        self._sessions.begin(process, client)
        where = self.where
        if tag.service is None:
            part = self._part
            time = self._at(line) or 0.0
            if part.defers_connects or time <= (part.first_time or 0.0) + PASSED_AGO:
                part.later.append(Step("connect", where[1], client, time, where, 1))
                return True
        self._volumes[where] += _CONNECTION
        self._clients[client] += _CONNECTION
        return True

    def _disconnect(self, process: Process, line: str, at: int, skipped: int) -> bool:
        end = line.find("]", at) + 1
        client = self._peers[line[at + skipped : end]]
        if client is None:
            return False
        self._kinds["disconnect"] += 1
        self._sessions.end(process)
        return True

    def _postscreen(self, tag: Tag, process: Process, line: str, at: int) -> bool:
        if line.startswith("DISCONNECT [", at):
            return self._disconnect(process, line, at, 11)
        if not line.startswith("CONNECT from [", at):
            return self._gates.postscreen(line, at, self.where)
        client = self._peers[line[at + 13 : line.find("]", at) + 1]]
        if client is None:
            return False
        self._kinds["connect"] += 1
        self._sessions.begin(process, client)
        self._volumes[self.where] += _CONNECTION
        self._clients[client] += _CONNECTION
        return True

    def _tls_in(self, process: Process, line: str, at: int) -> bool:
        found = TLS(line, at)
        if found is None:
            return False
        way, peer, port, protocol = found.groups()
        client = self._peers[peer]
        if client is None or port or way != "from":
            return False
        where, known = self.where, self._sessions.known.get(process)
        self._kinds["tls"] += 1
        self._tls_sessions[where[1], "in", protocol] += 1
        if known is not None:
            known[1] = protocol
        else:
            self._sessions.begin(process, client, protocol)
        return True

    def _dnsblog(self, tag: Tag, process: Process, line: str, at: int) -> bool:
        return self._gates.dnsblog(line, at)

    def _anvil(self, tag: Tag, process: Process, line: str, at: int) -> bool:
        return self._gates.anvil(line, at)

    # --- refusals ---

    def _client_before(self, line: str, begin: int) -> tuple[str | None, int]:
        """The client that stands at a place, and where the text behind `: ` begins."""
        end = line.find("]", begin) + 1
        if not end or not line.startswith(": ", end):
            return None, 0
        return self._peers[line[begin:end]], end + 2

    def _login(self, line: str, at: int) -> bool:
        client, words = self._client_before(line, at + 9)
        if client is None or not line.startswith("warning: ", at):
            return False
        if not line.startswith("SASL ", words):
            return False
        method = line.find(" ", words + 5)
        failed, account = self._logins[line[method + 1 :]]
        if not failed or method < 0:
            return False
        self._kinds["auth_failed"] += 1
        where = self.where
        self._volumes[where] += _FAILED
        self._clients[client] += _FAILED
        if account:
            self._sums.count(where[0], "account", account, _FAILED)
        else:
            step = Step("fail", where[1], client, self._at(line) or 0.0, where, 1)
            self._part.later.append(step)
        return True

    def _warning(self, tag: Tag, line: str, at: int) -> bool:
        if not line.startswith("warning: ", at) or may_hold_secret(line[at:]):
            return False
        found = HOST_NAME(line, at + 9)
        if found is not None:
            return self._host_name(tag, line, at, found[1])
        found = LIMIT(line, at + 9)
        if found is None:
            return False
        words, peer, service = found.groups()
        client, limit = self._peers[peer], self._limits[words, service]
        if client is None or limit is None:
            return False
        self._kinds["rate_limited"] += 1
        self._volumes[self.where] += _LIMIT
        self._clients[client] += _LIMIT
        self._sums.count(self.where[0], "limit", limit)
        return True

    def _host_name(self, tag: Tag, line: str, at: int, address: str) -> bool:
        if self._peers[f"x[{address}]"] is None:
            return False
        self._kinds["warning"] += 1
        key = ("warning", tag.names[0] or "", shape_of(line[at:]))
        self._sums.count(self.where[0], "warning", key)
        self._sums.sample(key, line)
        return True

    def _refused(self, line: str, at: int) -> bool:
        if not line.startswith("NOQUEUE: reject: RCPT from ", at):
            return False
        client, words = self._client_before(line, at + 27)
        tail = line.find("; from=<", words)
        if client is None or tail < 0 or line.find("; from=<", tail + 1) >= 0:
            return False
        why = self._refusals.of(line[words:tail], client)
        if why is None:
            return False
        self._kinds["reject"] += 1
        self._volumes[self.where] += _REJECT
        self._clients[client] += _REJECT
        self._rejects[why] += 1
        return True

    # --- a message on its way ---

    def _accept(
        self, tag: Tag, process: Process, identity: str, peer: str, user: str | None
    ) -> bool:
        client = self._peers[peer]
        if client is None or client.startswith(_LOOPBACK) or not is_queue_id(identity):
            return False
        message = Message()
        if user is not None:
            if may_hold_secret(user):
                return False
            user = user_name(user)
            message.account = name_of(user) if user else None
        self._kinds["queued"] += 1
        message.client, message.where = client, self.where
        session = self._sessions.known.get(process)
        if session is not None:
            message.tls = session[1] or "untold"
        elif self._sessions.waits(process):
            waiting = Waiting(process, self.where, otherwise="untold", message=message)
            self._sessions.head.append(waiting)
        else:
            message.tls = "untold"
        self._messages.open(tag.queue, identity, message)
        return True

    def _cleanup(self, tag: Tag, process: Process, line: str, at: int) -> bool:
        colon = line.find(": ", at, at + 36)
        if not line.startswith(": message-id=", colon):
            return False
        identity = line[at:colon]
        if identity not in tag.queue.known and not is_queue_id(identity):
            return False
        self._kinds["queued"] += 1
        return True

    def _qmgr(self, tag: Tag, process: Process, line: str, at: int) -> bool:
        if line.endswith(": removed"):
            identity = line[at:-9]
            if identity not in tag.queue.known and not is_queue_id(identity):
                return False
            self._kinds["removed"] += 1
            self._messages.take(tag.queue, identity, "removed")
            return True
        found = ACTIVE(line, at)
        if found is None:
            return False
        identity, sender, size, recipients = found.groups()
        if may_hold_secret(sender):
            return False
        if identity not in tag.queue.known and not is_queue_id(identity):
            return False
        self._kinds["queued"] += 1
        told = Told(name_of(sender), int(size), int(recipients))
        self._messages.take(tag.queue, identity, told)
        return True

    def _delivery(self, tag: Tag, process: Process, line: str, at: int) -> bool:
        found = SENT(line, at)
        if found is None:
            return self._tls_out(process, line, at)
        identity, recipient, original, relay, reused, *delays = found.groups()
        recipient = recipient[:MOST_CHARACTERS].lower()
        if may_hold_secret(recipient) or (original and may_hold_secret(original)):
            return False
        message = tag.queue.known.get(identity)
        if message is None and not is_queue_id(identity):
            return False
        values = [self._delays[one] for one in delays]
        address = self._peers[relay]
        if None in values:
            return False
        if address is not None:
            if address.startswith(_LOOPBACK):
                return False
            self._way_out(process, address, reused is not None and int(reused) > 1)
        elif "[" in relay:
            return False
        self._kinds["sent"] += 1
        for table, value in zip(self._stages, values, strict=True):
            table[value] += 1
        where = self.where
        if message is None or (message.ours and not message.opened) or not recipient:
            outcome = Outcome("sent", where, recipient, None, 1)
            self._messages.take(tag.queue, identity, outcome)
            return True
        self._volumes[where] += _DELIVERED
        self._recipients[recipient] += _DELIVERED
        at = recipient.rfind("@")
        self._domains[recipient[at + 1 :] if at >= 0 else "-"] += _DELIVERED
        return True

    def _way_out(self, process: Process, address: str, reused: bool) -> None:
        where, sessions = self.where, self._sessions
        otherwise = "reused" if reused else "untold"
        known = sessions.known.get(process)
        if known is None:
            if sessions.waits(process):
                waiting = Waiting(process, where, peer=address, otherwise=otherwise)
                sessions.head.append(waiting)
                return
        elif known[0] == address and known[1] is not None:
            otherwise = known[1]
        self._tls[where[1], "out", otherwise] += 1

    def _tls_out(self, process: Process, line: str, at: int) -> bool:
        found = TLS(line, at)
        if found is None:
            return False
        way, peer, _, protocol = found.groups()
        address = self._peers[peer]
        if address is None or way != "to":
            return False
        self._kinds["tls"] += 1
        self._tls_sessions[self.where[1], "out", protocol] += 1
        self._sessions.begin(process, address, protocol)
        return True

    def _opendkim(self, tag: Tag, process: Process, line: str, at: int) -> bool:
        colon = line.find(": ", at, at + 36)
        if not line.startswith(": DKIM-Signature field added (s=", colon):
            return False
        if line.count(" ", colon) != 5 or not is_queue_id(line[at:colon]):
            return False
        self._kinds["other"] += 1
        return True
