"""fail2ban's files: whom they say never to ban, by file and line."""

from relaytui.facts.fail2ban import FAIL2BAN
from relaytui.facts.fail2ban_files import FAIL2BAN_FILES
from relaytui.facts.fail2ban_times import FAIL2BAN_TIMES
from relaytui.layers.base import Layer
from relaytui.layers.fail2ban_trust import trusted_by_files

LAYER = Layer(
    FAIL2BAN_FILES.name, "fail2ban's files", (FAIL2BAN_FILES, FAIL2BAN, FAIL2BAN_TIMES),
    trusted=trusted_by_files,
)  # fmt: skip
