"""What each event of a log adds to a report; docs/counting.md tells the rules with examples."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from relaytui.analysis.counted import left_out
from relaytui.analysis.groups import MOST_CHARACTERS, name_of
from relaytui.analysis.report_fields import (
    CLIENTS,
    lacks_client,
    otherwise_of,
    process_of,
    protocol_of,
    two_digits,
    why_of,
)
from relaytui.analysis.report_later import PASSED_AGO, Step
from relaytui.analysis.report_message import Message, Outcome, Told
from relaytui.analysis.report_messages import Queue
from relaytui.analysis.report_sessions import Waiting
from relaytui.analysis.report_sums import NoSums, Where
from relaytui.analysis.report_tally import ONE
from relaytui.domain.delivery_reason import shape_of
from relaytui.domain.event import Event

if TYPE_CHECKING:
    from relaytui.analysis.report_part import Part

#: Programs that take no mail: their sessions are other people's.
_NO_MAIL = frozenset({"sshd", "sshd-session", "dovecot"})
#: Stages of a delivery: before the queue manager, in it, while connecting, while sending.
STAGES = ("before", "queue", "connect", "send")
_LOOPBACK = ("127.", "::1")


#: Kinds that other lines depend on: whose session it is, which mail, and whether it is one again.
CONTEXT = frozenset({"connect", "disconnect", "lost", "queued", "sent", "removed", "notified",
                     "allowed", "auth_failed", "tls", "log_gap"})  # fmt: skip


class Counting:
    """Counts events into a part; of events that are not `chosen`, only what others depend on."""

    def __init__(self, part: "Part", chosen: bool = True) -> None:
        self._part = part
        self._sums = part.sums if chosen else NoSums()
        self._chosen = chosen
        self._does: dict[str, Callable[[Event, Where, int], None]] = {
            "connect": self._connect,
            "queued": self._queued,
            "sent": self._outcome,
            "deferred": self._outcome,
            "bounced": self._outcome,
            "expired": self._outcome,
            "removed": self._removed,
            "notified": self._notified,
            "held": self._word,
            "reject": self._reject,
            "policy": self._word,
            "rate_limited": self._limit,
            "blocked": self._blocked,
            "allowed": self._allowed,
            "offence": self._word,
            "ban": self._word,
            "auth_failed": self._auth_failed,
            "auth_error": self._trouble,
            "tls": self._tls,
            "tls_failed": self._tls_failed,
            "service": self._word,
            "warning": self._trouble,
            "error": self._trouble,
            "log_gap": self._gap,
        }

    def take(self, event: Event, where: Where, times: int) -> None:
        """Count an event; one whose client only the part before knows waits."""
        process = process_of(event, where[1])
        if process is not None and self._session(event, process, where):
            return
        do = self._does.get(event.kind)
        if do is not None:
            do(event, where, times)

    def choose(self, event: Event, where: Where) -> None:
        """The mail that a line is of counts; one that is taken in here says so itself."""
        if event.queue_id and (event.kind != "queued" or left_out(event)):
            self._part.messages.choose(*self._queue(event, where))

    def again(self, one: Waiting) -> None:
        """Count what has waited in the part behind."""
        sessions = self._part.sessions
        if one.event is not None:
            self._part.counting_of(one.chosen).take(one.event, one.where, one.event.repeat or 1)
        elif one.process not in sessions.known and sessions.waits(one.process):
            sessions.head.append(one)
        else:
            session = sessions.known.get(one.process)
            told = session[1] if session and one.peer in ("", session[0]) else None
            if one.message is not None:
                self._part.messages.goes_by(one.message, told or one.otherwise)
            else:
                key = (one.where[1], "out", told or one.otherwise)
                self._sums.count(one.where[0], "tls", key)

    # --- sessions ---

    def _session(self, event: Event, process: str, where: Where) -> bool:
        """Take or give a client; whether the event waits."""
        sessions = self._part.sessions
        if event.daemon in CLIENTS:
            return False
        if event.kind in ("disconnect", "lost") and event.client_ip:
            if event.kind == "disconnect" or event.session:
                sessions.end(process)
            return False
        if event.kind == "connect":
            sessions.begin(process, event.client_ip)
            return False
        if event.client_ip or not (event.session or lacks_client(event)):
            return False
        known = sessions.known.get(process)
        if known is not None:
            event.client_ip = known[0]
            if event.kind in ("disconnect", "lost"):
                sessions.end(process)
            return False
        if sessions.waits(process):
            sessions.head.append(Waiting(process, where, event, chosen=self._chosen))
            return True
        return False

    def _connect(self, event: Event, where: Where, times: int) -> None:
        client = event.client_ip
        if left_out(event) or event.program in _NO_MAIL:
            return
        if client and event.daemon == "smtpd" and event.service is None and self._is_early():
            self._later("connect", client, where, times)
            return
        amount = ONE["connections"] * times
        self._sums.at(where, amount)
        if client:
            self._sums.count(where[0], "client", client, amount)

    def _is_early(self) -> bool:
        """Whether postscreen may have told of a session that smtpd tells of."""
        part = self._part
        return part.defers_connects or (part.time or 0.0) <= (part.first_time or 0.0) + PASSED_AGO

    def _allowed(self, event: Event, where: Where, times: int) -> None:
        if event.daemon == "postscreen" and event.client_ip:
            self._later("pass", event.client_ip, where, times)

    def _later(self, what: str, client: str, where: Where, times: int, account: str = "") -> None:
        part = self._part
        if not self._chosen and what in ("connect", "fail"):
            times = 0
        part.later.append(Step(what, where[1], client, part.time or 0.0, where, times, account))

    def _tls(self, event: Event, where: Where, times: int) -> None:
        if left_out(event) or event.daemon == "tlsproxy":
            return
        protocol = event.protocol or "TLS"
        self._sums.count(where[0], "session", (where[1], event.direction or "in", protocol), times)
        process = process_of(event, where[1])
        if process is None:
            return
        sessions = self._part.sessions
        if event.direction == "out":
            sessions.begin(process, event.peer_ip, protocol)
        elif process in sessions.known:
            sessions.known[process][1] = protocol
        else:
            sessions.begin(process, event.client_ip, protocol)

    # --- mail ---

    def _queue(self, event: Event, where: Where) -> tuple[Queue, str]:
        identity = event.queue_id or ""
        if event.program == "smtpd" and event.daemon is None and len(identity) == 16:
            identity = identity[:8]  # OpenSMTPD: the message's digits, then the envelope's
        return self._part.messages.queue((where[1], event.instance)), identity

    def _queued(self, event: Event, where: Where, times: int) -> None:
        queue, identity = self._queue(event, where)
        messages = self._part.messages
        if event.part:
            if event.sender is not None and event.size is not None and identity:
                told = Told(name_of(event.sender), event.size, event.nrcpt or 0)
                messages.take(queue, identity, told)
            return
        if left_out(event):
            return
        message = Message(self._chosen)
        message.client, message.where = event.client_ip, where
        message.account = name_of(event.user) if event.user else None
        if event.uid is not None and message.account is None:
            message.account = f"uid {event.uid}"
        message.ours = self._is_again(event)
        message.held = event.daemon == "smtpd" and (event.client_ip or "").startswith(_LOOPBACK)
        if event.client_ip and not message.ours and not message.held:
            self._by_tls(event, message, where)
        messages.open(queue, identity, message)
        if event.sender is not None and event.daemon is None:
            recipients = event.nrcpt or len(event.recipients or ())
            messages.tell(message, Told(name_of(event.sender), event.size or 0, recipients))

    @staticmethod
    def _is_again(event: Event) -> bool:
        """Whether a message is no new one: behind a filter, requeued, or a notice of our own."""
        if event.orig_queue_id or event.orig_client_ip:
            return True
        nobody = not (event.client_ip or event.client_name or event.user or event.uid is not None)
        return event.sender == "" and nobody

    def _by_tls(self, event: Event, message: Message, where: Where) -> None:
        protocol = event.protocol or protocol_of((event.extra or {}).get("tls_protocol"))
        if protocol is not None:
            message.tls = protocol
            return
        process = process_of(event, where[1])
        if process is None:  # Exim and Sendmail tell of TLS in this line
            message.tls = "none"
            return
        sessions = self._part.sessions
        known = sessions.known.get(process)
        otherwise = "none" if event.session else "untold"
        if known is None and sessions.waits(process):
            waiting = Waiting(process, where, otherwise=otherwise, message=message)
            sessions.head.append(waiting)
        else:
            message.tls = (known[1] if known else None) or otherwise

    def _outcome(self, event: Event, where: Where, times: int) -> None:
        if left_out(event):
            return
        queue, identity = self._queue(event, where)
        sums, kind = self._sums, event.kind
        if kind == "sent":
            if event.discarded:
                sums.count(where[0], "word", ("policy", "discard"), times)
                return
            if event.remote_queue_id and (event.peer_ip or "").startswith(_LOOPBACK):
                sums.count(where[0], "word", ("filtered", "handed to a filter here"), times)
                self._part.messages.take(queue, event.remote_queue_id, "again")
                return
        if not self._chosen:
            return
        if kind == "sent":
            self._delays(event, where[0], times)
            self._tls_out(event, where)
        why = None if kind == "sent" else why_of(event)
        for recipient in event.recipients or (event.recipient or "",):
            outcome = Outcome(kind, where, recipient[:MOST_CHARACTERS].lower(), why, times)
            self._part.messages.take(queue, identity, outcome)

    def _delays(self, event: Event, period: int, times: int) -> None:
        delays = event.delays or ()
        if len(delays) == len(STAGES):
            for stage, seconds in zip(STAGES, delays, strict=True):
                self._sums.count(period, f"delay {stage}", two_digits(seconds), times)
        if event.delay is not None:
            self._sums.count(period, "delay", two_digits(event.delay), times)

    def _tls_out(self, event: Event, where: Where) -> None:
        if event.peer_ip is None or event.peer_ip.startswith(_LOOPBACK):
            return
        protocol = event.protocol or protocol_of((event.extra or {}).get("tls_protocol"))
        process = process_of(event, where[1]) if event.daemon in CLIENTS else None
        if event.plaintext:
            protocol = "none"
        elif protocol is None and process is None:
            protocol = "untold" if event.session else "none"
        if protocol is not None or process is None:
            self._sums.count(where[0], "tls", (where[1], "out", protocol))
            return
        sessions = self._part.sessions
        known = sessions.known.get(process)
        otherwise = otherwise_of(event)
        if known is None and sessions.waits(process):
            waiting = Waiting(process, where, peer=event.peer_ip, otherwise=otherwise)
            sessions.head.append(waiting)
            return
        told = known[1] if known and known[0] == event.peer_ip else None
        self._sums.count(where[0], "tls", (where[1], "out", told or otherwise))

    def _removed(self, event: Event, where: Where, times: int) -> None:
        queue, identity = self._queue(event, where)
        if identity:
            self._part.messages.take(queue, identity, "removed")

    def _notified(self, event: Event, where: Where, times: int) -> None:
        if left_out(event):
            return
        self._word(event, where, times)
        if event.notification_id:
            queue, _ = self._queue(event, where)
            self._part.messages.take(queue, event.notification_id, "notice")

    # --- refusals and trouble ---

    def _refused(self, event: Event, where: Where, amount: int) -> None:
        self._sums.at(where, amount)
        if event.client_ip:
            self._sums.count(where[0], "client", event.client_ip, amount)

    def _reject(self, event: Event, where: Where, times: int) -> None:
        if left_out(event):
            return
        self._refused(event, where, ONE["rejects"] * times)
        words = shape_of(event.reason or "") or event.stage or ""
        key = (event.reason_class or "other", words)
        self._sums.count(where[0], "reject", key, times)

    def _limit(self, event: Event, where: Where, times: int) -> None:
        if left_out(event):
            return
        amount = ONE["limit_hits"] * times
        self._refused(event, where, amount)
        if event.user:
            self._sums.count(where[0], "account", name_of(event.user), amount)
        service = event.limit_service or event.service or ""
        self._sums.count(where[0], "limit", (event.limit or "other", service), times)

    def _blocked(self, event: Event, where: Where, times: int) -> None:
        if not left_out(event):
            self._refused(event, where, ONE["blocked"] * times)

    def _auth_failed(self, event: Event, where: Where, times: int) -> None:
        client = event.client_ip
        if event.duplicate and client and event.user:
            self._later("try", client, where, times, name_of(event.user))
        if left_out(event):
            return
        amount = ONE["failed_logins"] * times
        self._refused(event, where, amount)
        if event.user:
            self._sums.count(where[0], "account", name_of(event.user), amount)
        elif client:
            self._later("fail", client, where, times)

    def _tls_failed(self, event: Event, where: Where, times: int) -> None:
        if not left_out(event):
            key = (event.direction or "in", shape_of(event.reason or ""))
            self._sums.count(where[0], "tls_failed", key, times)

    def _trouble(self, event: Event, where: Where, times: int) -> None:
        if left_out(event):
            return
        text = event.message or event.reason or ""
        key = (event.kind, event.program or "", shape_of(text))
        self._sums.count(where[0], "warning", key, times)
        self._sums.sample(key, event.raw)

    def _word(self, event: Event, where: Where, times: int) -> None:
        """What is only told by a word or two."""
        if not left_out(event):
            word = event.offence or event.action or event.notification or event.list or ""
            self._sums.count(where[0], "word", (event.kind, word), times)

    def _gap(self, event: Event, where: Where, times: int) -> None:
        self._part.sums.lost += event.lost or 1  # whatever is asked for
