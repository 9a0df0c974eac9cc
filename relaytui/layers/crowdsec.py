"""CrowdSec: whom its decisions keep out, if a bouncer acts on them, and whom its lists spare."""

from relaytui.changes.plan import PlanMaker, Writing
from relaytui.domain import intent
from relaytui.domain.entry import Block, Trust
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import parse_net
from relaytui.domain.text import SafeText
from relaytui.facts.base import HostFacts
from relaytui.facts.crowdsec import CROWDSEC, Allowed, Crowdsec, Decision
from relaytui.facts.crowdsec_allowlists import CROWDSEC_ALLOWLISTS
from relaytui.facts.go_time import moment
from relaytui.layers.base import Blocked, Layer, Trusted
from relaytui.layers.crowdsec_plans import plan_block, plan_unblock
from relaytui.layers.crowdsec_trust import plan_allow, plan_no_more

_NAME = "crowdsec"
_NO_TEXT = SafeText("")


def _blocked(facts: HostFacts) -> Blocked:
    found = facts.get(CROWDSEC)
    if found is None or isinstance(found, Absent | Failed):
        return found
    return [_block(one, found) for one in found.decisions if not one.expired]


def _block(one: Decision, found: Crowdsec) -> Block:
    effective, why = _works(one, found)
    return Block(
        layer=_NAME,
        place=SafeText(f"{one.scope.lower()} decision {one.id}"),
        net=one.net,
        what=one.value if one.net else SafeText(f"{one.scope} {one.value}"),
        until=None if one.seconds is None else found.at + one.seconds,
        reason=one.scenario,
        author=one.origin,
        effective=effective,
        why=why,
    )


def _works(one: Decision, found: Crowdsec) -> tuple[bool | None, SafeText]:
    if one.simulated:
        return False, SafeText("simulated: nobody acts on it")
    if one.kind != "ban":
        return None, SafeText(f"{one.kind}: what a bouncer makes of it is not seen here")
    if found.bouncers == 0:
        return False, SafeText("no bouncer is registered: nobody acts on decisions")
    if found.bouncers is not None and found.silent == found.bouncers:
        return None, SafeText("no bouncer has asked for an hour: it may be down")
    if one.net is None:
        return None, SafeText("a bouncer may not know this scope")
    return (None, _NO_TEXT) if found.bouncers is None else (True, _NO_TEXT)


def _trusted(facts: HostFacts) -> Trusted:
    found = facts.get(CROWDSEC)
    if found is None or isinstance(found, Absent | Failed):
        return found
    if found.allowed is None:
        return Absent("this CrowdSec has no allowlists, or does not show them")
    return [_trust(one) for one in found.allowed]


def _trust(one: Allowed) -> Trust:
    return Trust(
        layer=_NAME,
        place=SafeText(f"allowlist {one.allowlist}"),
        net=parse_net(one.value, host_bits=True),
        what=one.value,
        comment=one.comment,
        until=moment(one.until),
    )


_MAKERS: dict[type, PlanMaker] = {
    intent.Block: plan_block,
    intent.Unblock: plan_unblock,
    intent.Allow: plan_allow,
    intent.Disallow: plan_no_more,
    intent.Switch: plan_no_more,
}
_LISTS = (CROWDSEC_ALLOWLISTS,)
LAYER = Layer(
    _NAME, "CrowdSec", (CROWDSEC,), _blocked, _trusted,
    writing=Writing(
        _MAKERS, (CROWDSEC,), 60, named=True,
        more={intent.Allow: _LISTS, intent.Disallow: _LISTS, intent.Switch: _LISTS},
    ),
)  # fmt: skip
