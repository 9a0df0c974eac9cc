"""Whether a block holds: a minute after it was set, by what the layer shows then and now and by
what the log has told of its addresses between. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from relaytui.domain import entry
from relaytui.domain.event import Event
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.nft import NFT
from relaytui.facts.packet_filter import PacketFilter
from relaytui.layers.base import Layer

#: Seconds until it is judged, and those at the begin in which what was on its way may still come.
SPAN, ON_THE_WAY = 60.0, 2.0
#: Layers that stop packets: nothing of what they stop comes into the mail log.
PACKETS = frozenset(("nft", "iptables", "ipset", "firewalld", "ufw", "fail2ban", "crowdsec"))
#: What a mail server does for somebody who is let in; layers of its own let connections come.
_ACCEPTED = frozenset(("queued", "auth_ok"))
_REFUSED = frozenset(("reject", "blocked"))

State = Literal["holding", "not effective", "not seen"]


@dataclass(frozen=True, slots=True)
class Holding:
    """How a block stands, and why that is said. `stopped`: packets or sessions since it was set;
    None where nobody counts."""

    state: State
    words: SafeText
    stopped: int | None = None


def holding(
    layer: Layer,
    net: Net,
    then: HostFacts,
    now: HostFacts,
    events: Iterable[Event] | None,
    since: float,
) -> Holding:
    """Judge a block of `net` in a layer. `then` are the facts right after it was set, `now` those
    a minute later, `events` what the log has told between (None: no log can be read), `since` when
    it was set, by the host's clock."""
    found = layer.blocked(now) if layer.blocked else None
    if isinstance(found, Absent):
        return Holding("not effective", safe(f"{layer.title} is not there any more: {found.words}"))
    if isinstance(found, Failed):
        return Holding("not seen", safe(f"{layer.title} can't be seen: {found.reason}", 300))
    if found is None:
        return Holding("not seen", safe(f"nobody has looked at {layer.title}"))
    one = _entry(found, net)
    if one is None:
        words = "flushed: nothing is left in it" if not found else "somebody has taken it out"
        return Holding("not effective", safe(f"{net} is not in {layer.title} any more: {words}"))
    came = _came(events or (), net, since + ON_THE_WAY, layer.name in PACKETS)
    stopped = _stopped(layer, net, then, one)
    if one.effective is False:
        why = _one_version(now, one) or one.why
        return Holding("not effective", safe(f"{one.place}: {why}", 300), stopped)
    if came:
        return Holding("not effective", safe(_through(came, net, layer, stopped), 300), stopped)
    if one.effective is None and not stopped:
        return Holding("not seen", safe(f"{one.place}: {one.why or 'not to be judged'}", 300))
    return Holding("holding", safe(_words(events, net, layer, since, stopped)), stopped)


def _entry(found: Sequence[entry.Block], net: Net) -> entry.Block | None:
    """The entry that is about the net: one that works rather than one that does not."""
    held = [one for one in found if one.net is not None and one.net.covers(net)]
    return max(held, key=lambda one: (one.effective is True, one.effective is None), default=None)


def _one_version(now: HostFacts, one: entry.Block) -> str:
    """Why, where the table of an entry of nftables drops addresses of the other IP version only."""
    found = now.get(NFT)
    if one.layer != "nft" or one.net is None or not isinstance(found, PacketFilter):
        return ""
    table = str(one.place).split(" ")[:2]
    drops = {
        rule.version for rule in found.rules
        if list(map(str, rule.chain[:2])) == table and rule.verdict in ("drop", "reject")
    }  # fmt: skip
    other = 10 - one.net.version
    return f"IPv{other} only: no rule drops IPv{one.net.version}" if drops == {other} else ""


def _stopped(layer: Layer, net: Net, then: HostFacts, one: entry.Block) -> int | None:
    if one.hits is None:
        return None
    found = layer.blocked(then) if layer.blocked else None
    before = _entry(found, net) if isinstance(found, Sequence) else None
    return max(0, one.hits - ((before.hits if before else 0) or 0))


def _came(events: Iterable[Event], net: Net, since: float, packets: bool) -> list[Event]:
    """What got through: any new connection, where packets are stopped; else what was accepted."""
    kinds = _ACCEPTED | {"connect"} if packets else _ACCEPTED
    return [
        one
        for one in events
        if one.kind in kinds and not one.part and (one.time or 0.0) >= since and _of(one, net)
    ]


def _of(event: Event, net: Net) -> bool:
    texts = (event.client_ip, event.orig_client_ip)
    return any((one := parse_net(text)) and net.covers(one) for text in texts if text)


def _through(came: Sequence[Event], net: Net, layer: Layer, stopped: int | None) -> str:
    last = came[-1]
    client = parse_net(last.client_ip or "")
    told = f"{len(came)} times it came through"
    if layer.name not in PACKETS:
        return f"{told}: the mail server does not ask this list, or asks another one before"
    if client is not None and not net.covers(client):
        return f"{told}: a proxy in front ({client}): packets come from there"
    if not stopped:
        return f"{told}, and not one packet was stopped: a proxy in front, or another way in"
    return f"{told}, though {stopped} packets were stopped: another port or address is open"


def _words(
    events: Iterable[Event] | None, net: Net, layer: Layer, since: float, stopped: int | None
) -> str:
    if stopped:
        return f"{stopped} stopped since"
    refused = sum(
        1 for one in events or () if one.kind in _REFUSED and (one.time or 0.0) >= since
        and _of(one, net)
    )  # fmt: skip
    if refused:
        return f"{refused} refused since"
    unseen = " (no log can be read)" if events is None else ""
    return f"nothing came since{unseen}"
