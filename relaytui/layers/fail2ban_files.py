"""fail2ban's files: whom they say never to ban, by file and line."""

from relaytui.changes.plan import PlanMaker, Writing
from relaytui.domain.intent import Allow, Disallow, Switch
from relaytui.facts.fail2ban import FAIL2BAN
from relaytui.facts.fail2ban_files import FAIL2BAN_FILES
from relaytui.facts.fail2ban_spares import FAIL2BAN_SPARES
from relaytui.facts.fail2ban_times import FAIL2BAN_TIMES
from relaytui.layers.base import Layer
from relaytui.layers.fail2ban_spared import plan_no_more, plan_spare
from relaytui.layers.fail2ban_trust import trusted_by_files

_MAKERS: dict[type, PlanMaker] = {Allow: plan_spare, Disallow: plan_no_more, Switch: plan_no_more}
LAYER = Layer(
    FAIL2BAN_FILES.name, "fail2ban's files", (FAIL2BAN_FILES, FAIL2BAN, FAIL2BAN_TIMES),
    trusted=trusted_by_files, writing=Writing(_MAKERS, (FAIL2BAN_SPARES,)),
)  # fmt: skip
