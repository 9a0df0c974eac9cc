"""The limits that a relay sets its clients, as they hold for each of its services."""

from dataclasses import dataclass, field

from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText

#: The setting that names who has no limit.
EXCEPTIONS = "smtpd_client_event_limit_exceptions"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit: its value (0: off), that under stress where it is another, and where it is set:
    main.cf, master.cf, or a default."""

    name: str
    value: int
    stress: int | None = None
    place: str = "default"


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Who has no limit. `unread`: names and tables, which can't be told from an address."""

    nets: tuple[tuple[Net, bool], ...] = ()
    mynetworks: tuple[Net, ...] = ()
    unread: tuple[SafeText, ...] = ()

    def why(self, address: str) -> str:
        """`mynetworks` or the setting, where the address has no limit; else empty."""
        net = parse_net(address)
        for one, is_exempt in self.nets if net else ():  # the first that fits holds
            if net and one.covers(net):
                if not is_exempt:
                    return ""
                return "mynetworks" if one in self.mynetworks else EXCEPTIONS
        return ""


@dataclass(frozen=True, slots=True)
class ServiceLimits:
    """The limits of one smtpd service: `name` is master.cf's, which anvil and limit hits tell,
    `logged` the word that its lines carry (empty: none, as on port 25)."""

    name: SafeText
    logged: SafeText
    limits: tuple[Limit, ...]
    exceptions: Exceptions = field(repr=False, default_factory=Exceptions)

    def get(self, name: str) -> Limit | None:
        """A limit by its name."""
        return next((one for one in self.limits if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Limits:
    """All of a relay. `seconds`: the span that rates are counted over. `bits`: by IP version,
    the length of the network that is counted as one client. `problems`: what postconf warns of."""

    services: tuple[ServiceLimits, ...]
    seconds: int = 60
    bits: tuple[tuple[int, int], ...] = ((4, 32), (6, 128))
    problems: tuple[SafeText, ...] = ()

    def of_logged(self, logged: str) -> tuple[ServiceLimits, ...]:
        """The services whose lines carry a word; all where none does."""
        found = tuple(one for one in self.services if one.logged == logged)
        return found or self.services

    def of_name(self, name: str) -> ServiceLimits | None:
        """A service by its name in master.cf."""
        return next((one for one in self.services if one.name == name), None)
