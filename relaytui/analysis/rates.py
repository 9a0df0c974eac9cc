"""What clients, networks, accounts, senders and domains do, counted as lines come.

One event counts once: twin, part, duplicate and continuation lines are left out, a line that
stands for N events counts N times. A hit of a limit that a policy service has logged, and the
refusal that its mail server logs for it, are one. A message counts where a client hands it in;
the line of the queue manager tells its sender and how many recipients it has, the first delivery
line of each recipient its domain.
"""

from collections.abc import Callable, Iterable

from relaytui.analysis.counted import left_out
from relaytui.analysis.groups import (
    ACCOUNT,
    CLIENT,
    DOMAIN,
    HELO,
    KINDS,
    SENDER,
    domain_of,
    name_of,
)
from relaytui.analysis.messages import Message
from relaytui.analysis.relay_rates import Hit, Peak, RelayRates
from relaytui.analysis.remembered import Remembered
from relaytui.analysis.tally import ONE
from relaytui.domain.event import Event
from relaytui.domain.line import Line
from relaytui.domain.spans import span_words

#: Groups kept in a slice, over all relays: clients and networks, and each other kind.
MOST_CLIENTS, MOST_OTHERS = 4000, 1500
#: No relay keeps fewer, however many there are.
_LEAST = 20
#: Seconds for which a client that failed is no source of good mail.
FORGIVEN = 3600.0
_MOST_FAILED = 20_000
_ACCOUNT_LIMITS = frozenset({"rspamd", "policy", "policyd", "postfwd"})
#: They have lines of their own; the server's refusal follows each.
_POLICY_SERVICES = frozenset({"policyd", "postfwd"})
_COMMANDS = (
    ("mail", ONE["mail_commands"]),
    ("rcpt", ONE["rcpt_commands"]),
    ("auth", ONE["auth_commands"]),
    ("starttls", ONE["starttls_commands"]),
)


class Rates:
    """The counts of all relays."""

    def __init__(self) -> None:
        self.relays: dict[str, RelayRates] = {}
        #: When a client failed last, on any relay.
        self._failed: Remembered[str, float] = Remembered(_MOST_FAILED)
        self._does: dict[str, Callable[[RelayRates, Event, float, int], None]] = {
            "connect": self._connect,
            "disconnect": self._disconnect,
            "queued": self._queued,
            "sent": self._delivery,
            "deferred": self._delivery,
            "bounced": self._delivery,
            "removed": self._removed,
            "reject": self._reject,
            "auth_failed": self._auth_failed,
            "rate_limited": self._rate_limited,
            "blocked": self._blocked,
            "allowed": self._allowed,
            "statistics": self._statistics,
        }

    def relay(self, name: str) -> RelayRates:
        """The counts of a relay; a new one gets its share of the memory of all."""
        found = self.relays.get(name)
        if found is None:
            found = self.relays[name] = RelayRates()
            clients = max(_LEAST, MOST_CLIENTS // len(self.relays))
            others = max(_LEAST, MOST_OTHERS // len(self.relays))
            for one in self.relays.values():
                one.slices.keep((clients, clients, *(others,) * (len(KINDS) - 2)))
        return found

    def take(self, lines: Iterable[Line]) -> None:
        """Count lines, by their own times."""
        relays, does = self.relays, self._does
        for line in lines:
            event = line.event
            relay = relays.get(line.relay) or self.relay(line.relay)
            if line.marker or event.kind == "log_gap":
                if line.marker not in ("lost", "back"):
                    relay.gaps.append((line.at, event.lost or 1))
                continue
            if relay.known_from is None:
                relay.known_from = line.at
            times = event.repeat or 1
            if event.kind == "repeat":  # the line before came again
                event = relay.last.get(line.source, event)
            do = does.get(event.kind)
            if do is not None:
                do(relay, event, line.at, times)
            if event.kind != "noise":
                relay.last[line.source] = event

    # --- sessions ---

    def _connect(self, relay: RelayRates, event: Event, at: float, times: int) -> None:
        client = event.client_ip
        if client is not None:
            if event.daemon != "postscreen" and relay.comes_from_postscreen(client, at):
                return
            service = event.service or ""
            if relay.services.get(client) != service:
                relay.services.put(client, service)
        relay.count(at, ONE["connections"] * times, client)

    def _allowed(self, relay: RelayRates, event: Event, at: float, times: int) -> None:
        if event.daemon == "postscreen" and event.client_ip:
            relay.passed(event.client_ip, at, times)

    def _disconnect(self, relay: RelayRates, event: Event, at: float, times: int) -> None:
        counters = event.counters
        if counters is None:
            return
        amount = 0
        for command, one in _COMMANDS:
            counted = counters.get(command)
            if counted is not None:
                amount += one * counted[1]
        if amount:
            relay.count(at, amount * times, event.client_ip)

    # --- mail ---

    def _queued(self, relay: RelayRates, event: Event, at: float, times: int) -> None:
        if event.part:
            self._active(relay, event, at)
            return
        if left_out(event) or event.orig_queue_id or event.orig_client_ip:
            return  # the same message again, behind a content filter
        client = event.client_ip
        account = name_of(event.user) if event.user else None
        if client is None:
            if event.uid is None:
                return
            account = f"uid {event.uid}"
        amount = ONE["messages"]
        if client is None or self._is_good(client, at):
            amount += ONE["good"]
        message = Message(client, account, nrcpt=event.nrcpt or 0)
        if event.queue_id:
            relay.messages.put((event.instance, event.queue_id), message)
        helo = name_of(event.helo) if event.helo else None
        relay.count(at, amount * times, client, (ACCOUNT, account), (HELO, helo))
        if event.sender is not None and event.uid is None:
            recipients = event.nrcpt or len(event.recipients or ())
            self._told(relay, message, event.sender, recipients, at)

    def _active(self, relay: RelayRates, event: Event, at: float) -> None:
        """The queue manager tells sender and number of recipients; again at every retry."""
        if event.sender is None:
            return
        message = relay.message_of(event)
        if message is not None and message.sender is None:
            self._told(relay, message, event.sender, event.nrcpt or message.nrcpt, at)

    def _told(
        self, relay: RelayRates, message: Message, sender: str, recipients: int, at: float
    ) -> None:
        message.sender = name_of(sender)
        message.counted = recipients > 0
        good = message.client is None or self._is_good(message.client, at)
        amount = ONE["messages"] + recipients * ONE["recipients"] + (ONE["good"] if good else 0)
        into = relay.slices.at(at)
        if into is not None:
            relay.slices.add(into, SENDER, message.sender, amount)
        if recipients:
            relay.count(
                at, recipients * ONE["recipients"], message.client, (ACCOUNT, message.account)
            )

    def _delivery(self, relay: RelayRates, event: Event, at: float, times: int) -> None:
        message = None if left_out(event) else relay.message_of(event)
        if message is None:
            return
        for recipient in event.recipients or (event.recipient,):
            if recipient is None or not message.is_new(recipient):
                continue
            good = message.client is None or self._is_good(message.client, at)
            domain = ONE["recipients"] + ONE["messages"] + (ONE["good"] if good else 0)
            into = relay.slices.at(at)
            if into is not None:
                relay.slices.add(into, DOMAIN, domain_of(recipient), domain)
            if not message.counted:
                more = ((ACCOUNT, message.account), (SENDER, message.sender))
                relay.count(at, ONE["recipients"], message.client, *more)

    def _removed(self, relay: RelayRates, event: Event, at: float, times: int) -> None:
        if event.queue_id:
            relay.messages.pop((event.instance, event.queue_id), None)

    # --- refusals ---

    def _reject(self, relay: RelayRates, event: Event, at: float, times: int) -> None:
        if left_out(event) or relay.is_told_by_policy(event, at):
            return
        if event.reason_class == "relay_denied":
            self._fails(event, at)
        self._refused(relay, event, at, ONE["rejects"] * times)

    def _auth_failed(self, relay: RelayRates, event: Event, at: float, times: int) -> None:
        client = event.client_ip
        if event.duplicate and client and event.user:
            relay.tried(client, name_of(event.user), at)
        if left_out(event):
            return
        self._fails(event, at)
        account = name_of(event.user) if event.user else None
        tried = relay.tried_account(client, at) if client else None
        relay.count(at, ONE["failed_logins"] * times, client, (ACCOUNT, account or tried))

    def _blocked(self, relay: RelayRates, event: Event, at: float, times: int) -> None:
        if not left_out(event):
            self._fails(event, at)
            self._refused(relay, event, at, ONE["blocked"] * times)

    def _rate_limited(self, relay: RelayRates, event: Event, at: float, times: int) -> None:
        if left_out(event) or (event.limit == "policy" and relay.is_told_by_policy(event, at)):
            return
        extra = event.extra or {}
        if event.limit in _POLICY_SERVICES and extra.get("enforced") is not False:
            relay.policy_hit(event, at, times)
        self._fails(event, at)
        self._refused(relay, event, at, ONE["limit_hits"] * times)
        count = event.count if event.count is not None else extra.get("rate")
        hit = Hit(
            at, event.limit or "", count, event.limit_max, _per(event),
            event.limit_service or event.service or "",
        )  # fmt: skip
        if event.client_ip:
            relay.hits.put((CLIENT, event.client_ip), hit)
        if event.limit in _ACCOUNT_LIMITS:
            if event.user:
                relay.hits.put((ACCOUNT, name_of(event.user)), hit)
            if event.sender:
                relay.hits.put((SENDER, name_of(event.sender)), hit)

    def _refused(self, relay: RelayRates, event: Event, at: float, amount: int) -> None:
        relay.count(
            at,
            amount,
            event.client_ip,
            (ACCOUNT, name_of(event.user) if event.user else None),
            (SENDER, None if event.sender is None else name_of(event.sender)),
            (DOMAIN, domain_of(event.recipient) if event.recipient else None),
            (HELO, name_of(event.helo) if event.helo else None),
        )

    def _fails(self, event: Event, at: float) -> None:
        client = event.client_ip
        if client is not None:
            self._failed.put(client, at)

    def _is_good(self, client: str, at: float) -> bool:
        failed = self._failed.get(client)
        return failed is None or at - failed > FORGIVEN

    # --- what anvil tells ---

    def _statistics(self, relay: RelayRates, event: Event, at: float, times: int) -> None:
        client = event.client_ip or event.client_net
        if client and event.metric and event.value is not None:
            peak = Peak(at, event.value, event.per_seconds, event.anvil_service or "")
            relay.peaks.put((client, event.metric), peak)


def _per(event: Event) -> str:
    """The time that a limit is for, in words."""
    said = str((event.extra or {}).get("per") or "")
    return said or (span_words(event.per_seconds) if event.per_seconds else "")
