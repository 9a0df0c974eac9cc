"""fail2ban: who its jails ban, and whom they never do."""

from collections.abc import Iterator

from relaytui.changes.plan import Writing
from relaytui.domain import entry
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.intent import Block, Unblock
from relaytui.domain.net import Net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.fail2ban import FAIL2BAN, Jail
from relaytui.facts.fail2ban_files import FAIL2BAN_FILES, JailFiles
from relaytui.facts.fail2ban_times import FAIL2BAN_TIMES
from relaytui.facts.fail2ban_ways import FAIL2BAN_WAYS
from relaytui.facts.own import OWN
from relaytui.facts.packet_filter import PacketFilter
from relaytui.layers.base import Blocked, Layer
from relaytui.layers.fail2ban_plans import FILTERS as FILTERS
from relaytui.layers.fail2ban_plans import plan_block, plan_unblock
from relaytui.layers.fail2ban_trust import notes, trusted
from relaytui.layers.owners import held_by

_NAME = "fail2ban"


def _blocked(facts: HostFacts) -> Blocked:
    found = facts.get(FAIL2BAN)
    if found is None or isinstance(found, Absent | Failed):
        return found
    filters = [
        one for one in (facts.get(fact) for fact in FILTERS) if isinstance(one, PacketFilter)
    ]
    held = held_by(_NAME, *filters)
    # A host where some filter can't be seen may hold a ban there.
    unseen = any(isinstance(facts.get(fact), Failed | None) for fact in FILTERS)
    files = facts.get(FAIL2BAN_FILES)
    actions = dict(files.actions) if isinstance(files, JailFiles) else {}
    return [
        one
        for jail in found.jails
        for one in _bans(jail, held.get(str(jail.name)), unseen, actions.get(jail.name))
    ]


# Actions whose sets and chains are known by their names (layers/owners.py).
_KNOWN = ("nftables", "iptables", "firewallcmd-ipset")


def _works(
    net: Net, held: set[Net] | None, unseen: bool, action: str | None
) -> tuple[bool | None, SafeText]:
    """Whether the packet filter holds a ban; `held`: what it holds of the jail."""
    if held is not None and net in held:
        return True, SafeText("")
    if held is None and action and not action.startswith(_KNOWN):
        return None, safe(f"what the action {action} did is not seen here", 200)
    if unseen:
        return None, SafeText("not all packet filters can be seen")
    if held is None:
        return False, SafeText("no packet filter has a set or chain of this jail: flushed?")
    return False, SafeText("the packet filter does not hold it: fail2ban's action failed")


def _bans(
    jail: Jail, held: set[Net] | None, unseen: bool, action: str | None
) -> Iterator[entry.Block]:
    for ban in jail.bans:
        effective, why = _works(ban.net, held, unseen, action)
        yield entry.Block(
            layer=_NAME, place=jail.name, net=ban.net, what=safe(str(ban.net)),
            since=ban.since, until=ban.until, reason=SafeText(f"jail {jail.name}"),
            effective=effective, why=why or jail.blind,
        )  # fmt: skip
    for word in jail.invalid:
        yield entry.Block(
            layer=_NAME, place=jail.name, net=None, what=word, effective=False,
            why=SafeText("it is no address: fail2ban took it, and nothing can act on it"),
        )  # fmt: skip


LAYER = Layer(
    _NAME, "fail2ban", (FAIL2BAN, FAIL2BAN_FILES, FAIL2BAN_TIMES, *FILTERS), _blocked, trusted,
    notes,
    Writing({Block: plan_block, Unblock: plan_unblock}, (FAIL2BAN, OWN), 70, named=True,
            more={Block: (FAIL2BAN_WAYS,)}),
)  # fmt: skip
