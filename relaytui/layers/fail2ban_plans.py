"""Plans for fail2ban: a ban by one of its jails, and the end of bans in all of them.

A ban lasts as long as its jail says: fail2ban takes no time for a single one.
"""

from collections.abc import Iterable

from relaytui.changes.plan import Already, Command, Moment, Plan, Planned, Proof, Run, Step
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.intent import Block, Unblock, span_words
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import safe
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.facts.fail2ban import FAIL2BAN, Fail2ban, Jail
from relaytui.facts.fail2ban_ways import FAIL2BAN_HELD, FAIL2BAN_WAYS, Way, Ways
from relaytui.facts.ipset import IPSET
from relaytui.facts.iptables import IP6TABLES, IPTABLES
from relaytui.facts.nft import NFT
from relaytui.facts.own import OWN, Own
from relaytui.facts.packet_filter import PacketFilter
from relaytui.layers.covered import still_blocked
from relaytui.layers.keeper import ending, left_there
from relaytui.layers.nets import parts
from relaytui.layers.owners import held_by
from relaytui.lists.edit import Refused

NAME = "fail2ban"
#: The facts of all packet filters that its actions may use.
FILTERS: tuple[AnyFact, ...] = (NFT, IPTABLES, IP6TABLES, IPSET)


def plan_block(intent: Block, facts: HostFacts, moment: Moment) -> Planned:
    """Ban by a jail that closes ports of mail and bans for long enough."""
    del moment
    ways, running = facts.get(FAIL2BAN_WAYS), facts.get(FAIL2BAN)
    if not isinstance(ways, Ways):
        return ways
    if intent.ports == "all":
        return None
    way = _way(ways, intent)
    if way is None or isinstance(way, Refused):
        return way
    if isinstance(running, Fail2ban):
        for jail in running.jails:
            if jail.name == way.jail and any(one.net.covers(intent.net) for one in jail.bans):
                return Already(safe(f"jail {way.jail} bans {intent.net} already"))
    if intent.net.size > 1 and not all(one.startswith("iptables") for one in way.actions):
        action = ", ".join(way.actions)
        words = f"jail {way.jail} acts by {action}, which takes single addresses"
        return Refused("not_expressible", words, ("another layer",))
    steps = (Run(_set(way.jail, "banip", intent.net), _set(way.jail, "unbanip", intent.net)),)
    proof = _proof(intent.net, [way.jail], there=True)
    return Plan(intent, NAME, steps, proof, (), tuple(_warnings(way, intent)))


def _way(ways: Ways, intent: Block) -> Way | Refused | None:
    """The jail: the named one, or the one whose time fits best; None where none has that name."""
    known = list(ways.jails.values())
    if intent.place:
        known = [one for one in known if one.jail == intent.place]
        if not known:
            return None
    else:
        known = [one for one in known if one.mail]
        if not known:
            return Refused("not_found", "no jail closes a port of mail", ("name one by --place",))
    fit = [one for one in known if _fits(one, intent.seconds)]
    if fit:
        return min(fit, key=lambda one: (_time(one), one.jail))
    told = ", ".join(f"{one.jail} {_time_words(one)}" for one in known)
    words = f"fail2ban bans for as long as a jail says ({told}), not {span_words(intent.seconds)}"
    return Refused("span", words, ("another layer", "another --for"))


def _fits(way: Way, seconds: int | None) -> bool:
    return _time(way) >= (float("inf") if seconds is None else seconds)


def _time(way: Way) -> float:
    """Seconds; for ever is more than any."""
    return 0.0 if way.bantime is None else float("inf") if way.bantime < 0 else way.bantime


def _time_words(way: Way) -> str:
    known = way.bantime
    return "?" if known is None else span_words(None if known < 0 else known)


def _warnings(way: Way, intent: Block) -> list[str]:
    found = []
    if _time(way) != (float("inf") if intent.seconds is None else intent.seconds):
        found.append(f"it ends after {_time_words(way)}, the bantime of jail {way.jail}, not after "
                     f"{span_words(intent.seconds)}: fail2ban takes no other time")  # fmt: skip
    if way.grows:
        found.append(f"jail {way.jail} bans those who come again for longer (bantime.increment)")
    return found


def plan_unblock(intent: Unblock, facts: HostFacts, moment: Moment) -> Planned:
    """End all bans of the net and within it, in every jail; with `grace` the jails leave it alone
    for that time."""
    found = facts.get(FAIL2BAN)
    if not isinstance(found, Fail2ban):
        return found
    steps: list[Step] = []
    jails: list[str] = []
    for jail in found.jails:
        for net in (one.net for one in jail.bans if one.net.meets(intent.net)):
            if not intent.net.covers(net) and not intent.split:
                return still_blocked(intent.net, net, f"jail {jail.name}")
            jails.append(str(jail.name))
            steps.append(Run(_set(jail.name, "unbanip", net), _set(jail.name, "banip", net)))
            for each in parts(net, intent.net):
                steps.append(Run(_set(jail.name, "banip", each), _set(jail.name, "unbanip", each)))
    if not steps:
        return None
    leaves: list[str] = []
    warnings = ["undo bans it anew, for the whole bantime of the jail"]
    if intent.grace:
        own = facts.get(OWN)
        spared = _spared(intent, found.jails, own, moment)
        if isinstance(spared, Failed):
            warnings.append(f"it may be banned again: {spared.reason}")
        else:
            steps = [*spared, *steps]
            leaves = left_there(spared)
    else:
        warnings.append("it is banned again when it goes on; --grace keeps jails off it")
    proof = _proof(intent.net, dict.fromkeys(jails), there=False)
    return Plan(intent, NAME, tuple(steps), proof, tuple(leaves), tuple(warnings))


def _spared(
    intent: Unblock, jails: Iterable[Jail], own: Own | Absent | Failed | None, moment: Moment
) -> list[Step] | Failed:
    """What makes jails ignore it for a time, before its bans end; the host itself ends that."""
    if not isinstance(own, Own):
        return Failed("what ends the grace on this host can't be seen")
    steps: list[Step] = []
    until = moment.now + intent.grace
    lines = []
    for jail in jails:
        known = [parse_net(one, host_bits=True) for one in jail.ignore or ()]
        if jail.ignore is None or any(one and one.covers(intent.net) for one in known):
            continue
        lines.append(("fail2ban-ignore", str(jail.name), str(intent.net)))
        add, take = (_set(jail.name, word, intent.net) for word in ("addignoreip", "delignoreip"))
        steps.append(Run(add, take))
    kept = ending(own, until, *lines)
    return kept if isinstance(kept, Failed) else [*kept, *steps]


def _set(jail: str, word: str, net: Net) -> Command:
    return Command(("fail2ban-client", "set", str(jail), word, str(net)))


def _proof(net: Net, jails: Iterable[str], *, there: bool) -> Proof:
    """fail2ban's own word, and what the packet filter holds of the jail."""
    names = list(jails)

    def lacks(facts: HostFacts) -> str:
        held = facts.get(FAIL2BAN_HELD)
        if not isinstance(held, frozenset):
            return "fail2ban does not tell whom it bans"
        if not there:
            left = [one for one in names if one in held]
            return f"jail {left[0]} bans it yet" if left else ""
        if names[0] not in held:
            return f"jail {names[0]} does not ban it"
        filters = [one for fact in FILTERS if isinstance(one := facts.get(fact), PacketFilter)]
        nets = held_by(NAME, *filters).get(names[0])
        if nets is not None and not any(one.covers(net) for one in nets):
            return f"jail {names[0]} bans it, but the packet filter does not hold it"
        return ""

    values = {"jails": " ".join(names), "address": str(net), "want": "there" if there else "gone"}
    facts = (FAIL2BAN_HELD, *FILTERS) if there else (FAIL2BAN_HELD,)
    return Proof(facts, lacks, values)
