"""anvil and scache: counters. anvil's are peaks, no judgement."""

from relaytui.domain.address import canonical_address, canonical_network
from relaytui.domain.event import Event
from relaytui.logs.scan import number_at


def anvil_line(event: Event, text: str) -> None:
    """`statistics: max METRIC N[/SECONDSs] [for (SERVICE:CLIENT)] at TIME`."""
    if not text.startswith("statistics: "):
        return
    event.kind = "statistics"
    if not text.startswith("statistics: max "):
        return
    words = text[16:]
    at = 0
    while at < len(words) and not words[at].isdecimal():
        at += 1
    event.metric = words[:at].rstrip()
    event.value = number_at(words, at)
    count, _, rest = words[at:].partition(" ")
    rate = count.partition("/")[2]
    event.per_seconds = number_at(rate, 0)
    if rest.startswith("for ("):
        end = rest.find(") at ")
        _service_and_client(event, rest[5:end] if end > 0 else rest[5:])


def _service_and_client(event: Event, pair: str) -> None:
    """Both may hold colons: the longest end that is an address is the client."""
    at = -1
    while (at := pair.find(":", at + 1)) >= 0:
        client = pair[at + 1 :]
        event.anvil_service = pair[:at]
        if client == "unknown":
            return
        if "/" in client:
            event.client_net = canonical_network(client)
        else:
            event.client_ip = canonical_address(client)
        if event.client_net or event.client_ip:
            return


def scache_line(event: Event, text: str) -> None:
    """`statistics: domain lookup hits=10 miss=8 success=55%` and its like."""
    if text.startswith("statistics: "):
        event.kind = "statistics"
