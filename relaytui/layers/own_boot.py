"""What puts our blocks back after a boot: the file that lists them, and what reads it then."""

from collections.abc import Iterable

from relaytui.domain.net import Net
from relaytui.facts.own import BLOCKS, KEEPER
from relaytui.layers.own_table import DEFINITION, TABLE

KEEPER_TEXT = f"""#!/bin/sh
# relaytui: puts the blocks of table {TABLE} back after a boot, with the time that is left.
# Made and removed by relaytui; `relaytui clean` shows all of it.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C; export LC_ALL
[ -s {BLOCKS} ] || exit 0
{{
cat <<'END'
{DEFINITION}flush set {TABLE} block4
flush set {TABLE} block6
END
awk -v now="$(date +%s)" '{{
  net = $3; until = $1; set = "block" $2
  sub(/^[^ ]* [^ ]* [^ ]* ?/, "")
  if (until != 0 && until <= now) next
  left = until == 0 ? "" : " timeout " (until - now) "s"
  printf "add element {TABLE} %s {{ %s%s comment \\"%s\\" }}\\n", set, net, left, $0
}}' {BLOCKS}
}} | nft -f -
"""
SERVICE_TEXT = f"""# Made and removed by relaytui.
[Unit]
Description=relaytui: blocks of table {TABLE}, with the time that is left
After=nftables.service firewalld.service ufw.service
Before=postfix.service exim4.service opensmtpd.service

[Service]
Type=oneshot
ExecStart=/bin/sh {KEEPER}

[Install]
WantedBy=multi-user.target
"""
CRON_TEXT = f"""# Made and removed by relaytui.
@reboot root /bin/sh {KEEPER}
"""


def block_lines(text: str) -> list[str]:
    """The lines of BLOCKS."""
    return text.split("\n")[:-1] if text.endswith("\n") else text.split("\n") if text else []


def without(lines: Iterable[str], nets: Iterable[Net]) -> list[str]:
    """Lines that are about none of these nets."""
    gone = {str(one) for one in nets}
    return [line for line in lines if " ".join(line.split(" ")[2:3]) not in gone]


def block_line(net: Net, until: float | None, comment: str) -> str:
    """A line of BLOCKS."""
    return f"{0 if until is None else round(until)} {net.version} {net} {comment}"
