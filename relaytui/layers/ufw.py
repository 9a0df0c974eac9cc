"""ufw: rules with a source, judged in their order."""

from relaytui.changes.plan import Writing
from relaytui.domain.intent import Block, Unblock
from relaytui.facts.base import HostFacts
from relaytui.facts.own import OWN
from relaytui.facts.ufw import UFW, Ufw, ufw_filter
from relaytui.layers.base import Blocked, Layer, Trusted
from relaytui.layers.filter_entries import FilterEntries
from relaytui.layers.filter_judge import Judge
from relaytui.layers.filter_walk import Walk
from relaytui.layers.published import FILTERS, published
from relaytui.layers.ufw_plans import plan_block, plan_unblock


def blocked(facts: HostFacts) -> Blocked:
    """Who is kept out."""
    found = facts.get(UFW)
    return _entries(found, facts).blocks(()) if isinstance(found, Ufw) else found


def trusted(facts: HostFacts) -> Trusted:
    """Who is let in."""
    found = facts.get(UFW)
    return _entries(found, facts).trusts(()) if isinstance(found, Ufw) else found


def _entries(found: Ufw, facts: HostFacts) -> FilterEntries:
    rules = ufw_filter(found)
    walk = Walk(rules)
    return FilterEntries("ufw", rules, Judge(walk, {}, published(facts)), walk)


LAYER = Layer(
    "ufw", "ufw", (UFW, *FILTERS), blocked, trusted,
    writing=Writing({Block: plan_block, Unblock: plan_unblock}, (UFW, OWN), rank=25),
)  # fmt: skip
