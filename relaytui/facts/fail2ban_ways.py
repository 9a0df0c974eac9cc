"""How each jail of fail2ban bans, asked of its server when a ban is planned; and what it bans
after a change."""

import re
from dataclasses import dataclass, field

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.packet_filter import MAIL_PORTS, has_port, port_range

# A line a word, so that one run as root tells all: `jail postfix`, `bantime 600`, `port smtp,465`.
_WAYS = r"""
have fail2ban-client || exit 0
root ways any sh -c '
fail2ban-client status | sed -n "s/.*Jail list:[[:space:]]*//p" | tr "," "\n" |
while read -r jail; do
  case $jail in ""|-*|*[!A-Za-z0-9_.@:+-]*) continue ;; esac
  echo "jail $jail"
  fail2ban-client get "$jail" bantime 2>/dev/null | sed "s/^/bantime /"
  fail2ban-client get "$jail" bantime.increment 2>/dev/null | sed "s/^/increment /"
  fail2ban-client get "$jail" actions | sed 1d | tr -s ", " "\n\n" | while read -r action; do
    echo "action $action"
    fail2ban-client get "$jail" action "$action" port 2>/dev/null | sed "s/^/port /"
  done
done'
"""

# A ban is done by another thread of the server, so it is looked for some times.
_HELD = r"""
have fail2ban-client || exit 0
root held any sh -c '
tries=0
while :; do
  found= lacks=
  for jail in $1; do
    if { fail2ban-client get "$jail" banip || fail2ban-client status "$jail"; } 2>/dev/null |
      tr -s "[:space:]" "\n" | grep -q -x -F -e "$2"
    then found="$found $jail"; else lacks="$lacks $jail"; fi
  done
  case $3 in there) open=$lacks ;; *) open=$found ;; esac
  tries=$((tries + 1))
  if [ -z "$open" ] || [ "$tries" -ge 12 ]; then break; fi
  sleep 0.2 2>/dev/null || sleep 1
done
echo "found$found"' sh "$jails" "$address" "$want"
"""


@dataclass(frozen=True, slots=True)
class Way:
    """A jail: `bantime` in seconds (-1: for ever; None: not told), its actions, and whether it
    closes a port of mail. `grows`: those who come again are banned for longer."""

    jail: str
    bantime: int | None = None
    grows: bool = False
    actions: tuple[SafeText, ...] = ()
    mail: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """All jails, by name."""

    jails: dict[str, Way] = field(default_factory=dict)


def parse_ways(answers: Answers) -> Ways | Absent | Failed:
    """How the jails ban."""
    answer = answers["ways"]
    if not answer.ran:
        return Absent("not installed", "fail2ban")
    found: dict[str, Way] = {}
    name = ""
    for line in answer.lines:
        key, _, value = line.partition(" ")
        if key == "jail":
            name = value
            found[name] = Way(name)
        elif name:
            found[name] = _with(found[name], key, value.strip())
    if not found:
        words = answer.complaint or "it has no jail, or does not run"
        return Failed(safe(f"fail2ban: {words}", 200))
    return Ways(found)


def _with(way: Way, key: str, value: str) -> Way:
    bantime, grows, actions, mail = way.bantime, way.grows, way.actions, way.mail
    if key == "bantime" and re.fullmatch(r"-?\d{1,12}", value):
        bantime = int(value)
    elif key == "increment":
        grows = value.lower() == "true"
    elif key == "action" and value:
        actions = (*actions, safe(value, 100))
    elif key == "port":
        mail = mail or _has_mail(value)
    return Way(way.jail, bantime, grows, actions, mail)


def _has_mail(value: str) -> bool:
    if value in ("any", "all"):
        return True
    ranges = [found for word in value.split(",") if (found := port_range(word.strip()))]
    return any(has_port(tuple(ranges), port) for port in MAIL_PORTS)


def parse_held(answers: Answers) -> frozenset[str] | Failed:
    """Those of the jails that ban the address."""
    answer = answers["held"]
    words = answer.text.split()
    if answer.status != 0 or words[:1] != ["found"]:
        return Failed(safe(f"fail2ban does not answer: {answer.complaint}", 200))
    return frozenset(words[1:])


FAIL2BAN_WAYS = Fact("fail2ban-ways", _WAYS, parse_ways, patience=20.0)
#: With the variables `jails` (blanks between them), `address`, and `want`: there, or gone.
FAIL2BAN_HELD = Fact("fail2ban-held", _HELD, parse_held, patience=12.0)
