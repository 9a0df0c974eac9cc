"""Who would be hit by a block: good mail that came from within a net during the last day. Pure."""

from typing import NamedTuple

from relaytui.analysis.groups import CLIENT
from relaytui.analysis.rates import Rates
from relaytui.analysis.tally import unpacked
from relaytui.domain.net import Net, parse_net

#: Names that are told of each kind.
MOST = 5


class WouldHit(NamedTuple):
    """Clients within a net, what they did in the last 24 h as far as lines are known, and the
    accounts that they used last."""

    clients: int = 0
    good: int = 0
    messages: int = 0
    bad: int = 0
    #: Clients with good mail, the most first.
    senders: tuple[tuple[str, int], ...] = ()
    accounts: tuple[str, ...] = ()
    #: Since when lines are known (seconds since the epoch); None where none are.
    known_from: float | None = None


def would_hit(net: Net, rates: Rates, now: float) -> WouldHit:
    """Of all relays together."""
    good: dict[str, int] = {}
    clients: set[str] = set()
    accounts: dict[str, None] = {}
    messages = bad = 0
    for relay in rates.relays.values():
        for one in relay.slices.within("24h", now):
            for client, packed in one.tables[CLIENT].items():
                if not _within(client, net):
                    continue
                tally = unpacked(packed)
                clients.add(client)
                messages += tally.messages
                bad += tally.bad
                if tally.good:
                    good[client] = good.get(client, 0) + tally.good
        for message in relay.messages.values():
            if message.client and message.account and _within(message.client, net):
                accounts[message.account] = None
    senders = sorted(good.items(), key=lambda one: -one[1])[:MOST]
    begins = [one.known_from for one in rates.relays.values() if one.known_from is not None]
    return WouldHit(
        len(clients), sum(good.values()), messages, bad, tuple(senders), tuple(accounts)[:MOST],
        max(begins, default=None),
    )  # fmt: skip


def _within(client: str, net: Net) -> bool:
    found = parse_net(client)
    return found is not None and net.covers(found)
