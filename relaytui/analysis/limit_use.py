"""How much of a limit a client uses, and who is over one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from relaytui.analysis.relay_rates import RelayRates
from relaytui.analysis.slices import WINDOWS, begin_of
from relaytui.analysis.tally import Tally
from relaytui.domain.limits import Limit, Limits, ServiceLimits

#: From this part of a limit on, a client is near it.
NEAR = 0.8
#: Groupings whose groups may be what a relay counts as one client: IP version, and bits.
_COUNTED_AS_ONE = {"net24": (4, 24), "net20": (4, 20), "net64": (6, 64), "net48": (6, 48)}


class Use(NamedTuple):
    """What a client used of a limit in the last span of it, on the relay where it is worst.
    `exempt`: why it has no limit, empty where it has; then `most` is what others have."""

    relay: str
    limit: str
    counted: float
    most: int
    stress: int | None
    seconds: int
    service: str
    place: str
    exempt: str = ""

    @property
    def part(self) -> float:
        """The part of the limit; 0 where none holds."""
        return self.counted / self.most if self.most and not self.exempt else 0.0

    @property
    def is_over(self) -> bool:
        """Whether the relay refuses it, or is about to."""
        return self.part > 1.0


def used(tally: Tally) -> dict[str, int]:
    """What is counted for each limit. Commands are known only at a session's end, what came of
    them at once, so the higher one counts."""
    return {
        "connection_rate": tally.connections,
        "message_rate": max(tally.messages, tally.mail_commands),
        "recipient_rate": max(tally.recipients, tally.rcpt_commands),
        "auth_rate": max(tally.failed_logins, tally.auth_commands),
        "tls_session_rate": tally.starttls_commands,
    }


def span_of(limits: Limits) -> str:
    """The window that a limit's span is judged by: the shortest that is as long."""
    return next((name for name, length in WINDOWS.items() if length >= limits.seconds), "24h")


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the clients of one relay."""

    relay: str
    limits: Limits
    services: Mapping[str, str]
    #: Seconds that the counts are of.
    covered: float

    @classmethod
    def of(cls, relay: str, limits: Limits, rates: RelayRates, now: float) -> "Judge":
        """For counts of the window `span_of(limits)`."""
        covered = now - begin_of(span_of(limits), now)
        return cls(relay, limits, dict(rates.services), covered)

    def use(self, client: str, tally: Tally) -> Use | None:
        """The limit of which it used the most; None where there is no limit at all."""
        found: list[Use] = []
        scale = min(1.0, self.limits.seconds / self.covered)
        counts = used(tally)
        for service in self.limits.of_logged(self.services.get(client, "")):
            for limit in service.limits:
                if limit.value and limit.name in counts:
                    found.append(self._use(service, limit, counts[limit.name] * scale))
        if not found:
            return None
        worst = max(found, key=lambda one: one.part)
        service_of = self.limits.of_name(worst.service)
        address = client.partition("/")[0]
        exempt = service_of.exceptions.why(address) if service_of else ""
        return worst._replace(exempt=exempt)

    def _use(self, service: ServiceLimits, limit: Limit, count: float) -> Use:
        return Use(
            self.relay,
            limit.name,
            count,
            limit.value,
            limit.stress,
            self.limits.seconds,
            service.name,
            limit.place,
        )


def is_limited(grouping: str, limits: Limits) -> bool:
    """Whether the groups of a grouping are what a relay limits: single addresses, or the
    networks that it counts as one client."""
    if grouping == "client":
        return True
    return _COUNTED_AS_ONE.get(grouping) in limits.bits
