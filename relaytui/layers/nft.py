"""nftables: sets and rules that admins, and this program, have made.

What fail2ban, CrowdSec, firewalld and ufw tell of is shown by those layers, and tables that
iptables keeps by iptables', where that can be seen.
"""

from relaytui.changes.plan import PlanMaker, Writing
from relaytui.domain.intent import Allow, Block, Disallow, Switch, Unblock
from relaytui.facts.base import AnyFact
from relaytui.facts.nft import NFT, NFT_FLAGS
from relaytui.facts.own import OWN
from relaytui.layers.base import Layer
from relaytui.layers.nft_read import blocked, trusted
from relaytui.layers.nft_trust import plan_allow, plan_no_more
from relaytui.layers.own_plans import plan_block, plan_unblock
from relaytui.layers.published import FILTERS
from relaytui.layers.told import TELLERS

_READS: tuple[AnyFact, ...] = (NFT, NFT_FLAGS, *FILTERS[1:], *TELLERS)
_MAKERS: dict[type, PlanMaker] = {
    Block: plan_block,
    Unblock: plan_unblock,
    Allow: plan_allow,
    Disallow: plan_no_more,
    Switch: plan_no_more,
}
LAYER = Layer(
    "nft",
    "nftables",
    _READS,
    blocked,
    trusted,
    writing=Writing(
        _MAKERS, (OWN,), rank=10, more=dict.fromkeys((Allow, Disallow, Switch), _READS)
    ),
)
