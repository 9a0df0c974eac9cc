"""How fail2ban is asked: a look that costs nothing each time, its client only where that pays.

Each run of fail2ban-client is 50 to 150 ms of Python on the host. Whether the server lives is
told by the kernel's list of sockets. The client is run when the data base of bans has changed or
four minutes have gone by (one, where the data base can't be looked at), and for the times of a
jail only when its list is another one than before.
Versions without `banned`, and accounts whose sudo knows only the older rights, are asked jail
by jail. Who is banned may be asked on more credit than the rest: that waits for no details.
"""

from typing import Final

from relaytui.facts.paced import PACED

#: Seconds after which what a jail ignores, and what it counts, is asked for again.
_SELDOM = 1800

_LIFE = r"""
have fail2ban-client || exit 0
socket=/var/run/fail2ban/fail2ban.sock dbfile=/var/lib/fail2ban/fail2ban.sqlite3
cd /etc/fail2ban 2>/dev/null || cd /
IFS=$nl
for line in $(cat fail2ban.conf fail2ban.d/*.conf fail2ban.local fail2ban.d/*.local 2>/dev/null |
  sed -n 's/^\(socket\)[ =:]*\(..*\)/\1 \2/p;s/^\(dbfile\)[ =:]*\(..*\)/\1 \2/p')
do
  case $line in socket\ *) socket=${line#* } ;; dbfile\ *) dbfile=${line#* } ;; esac
done
unset IFS
lives=no may=no
if [ -r /proc/net/unix ]; then grep -F -q " $socket" /proc/net/unix && lives=yes
elif [ -S "$socket" ]; then lives=yes; fi
case "$uid $granted " in 0\ *|*" fail2ban-banned "*|*" fail2ban "*) may=yes ;; esac
[ ! -w "$socket" ] || may=yes
on=unknown
if [ -d /etc/systemd/system ] || [ -d /etc/rc2.d ]; then
  on=no
  for link in /etc/systemd/system/*.wants/fail2ban.service /etc/rc[2-5].d/S*fail2ban \
    /etc/runlevels/*/fail2ban; do
    if [ -e "$link" ] || [ -L "$link" ]; then on=yes; fi
  done
fi
give server 0 "lives $lives${nl}may $may${nl}socket $socket${nl}on $on"
[ "$lives $may" = 'yes yes' ] || exit 0
bans=$(stat -c '%i %s %y' "$socket" "$dbfile" 2>/dev/null | cksum)
bans=${bans% *}-${bans#* }
config=$(stat -c '%i %s %y' "$socket" jail.conf jail.local jail.d/* 2>/dev/null | cksum)
config=${config% *}-${config#* }
units=
for unit in /sys/fs/cgroup/system.slice/*.service /sys/fs/cgroup/system.slice/*/*.service \
  /sys/fs/cgroup/systemd/system.slice/*.service /sys/fs/cgroup/systemd/system.slice/*/*.service
do
  case $unit in */\*.service) ;; *) units=$units${unit##*/}$nl ;; esac
done
give units 0 "$units"
"""

_CLIENT = r"""
usable() {
  case $1 in ''|-*|*[!A-Za-z0-9_.@:+-]*) return 1 ;; esac
}
by_list() {
  printf '%s\n' "$gave" | tr '}' '\n' | sed -n "s/.*{'\([^']*\)': \[/\1 /p" |
  while read -r name list; do
    usable "$name" || continue
    total=-
    if [ "$list" != ']' ]; then total=$(printf '%s' "$list" | cksum); fi
    printf '%s %s\n' "$name" "${total% *}-${total#* }"
  done
}
by_status() {
  printf '%s\n' "$gave" | sed -n 's/.*Jail list://p' | tr ',' '\n' |
  while read -r name; do usable "$name" && printf '%s %s\n' "$name" "$bans"; done
}
by_known() {
  IFS=$nl
  for line in $mine; do
    case $line in jail:*)
      name=${line#jail:} total=${line#* }
      total=${total#*.*.}
      printf '%s %s\n' "${name%% *}" "${total%%.*}" ;;
    esac
  done
  unset IFS
}
ahead=150
if ! affords; then keep_all; settle; exit 0; fi
lately() {
  oldest=60
  if [ -f "$dbfile" ]; then oldest=240; fi
  recall "$1" && younger 15 && bans=$kept_state
}
asked= bare=
case "$uid $granted " in
0\ *|*" fail2ban-banned "*) ;;
*" fail2ban "*) bare=1 ;;
esac
version=${config%%-*}
if recall jail: && [ "$kept_state" = "$version" ]; then bare=1; fi
if [ -z "$bare" ]; then
  lately banned
  if paced banned "$bans" "$oldest" fail2ban-banned fail2ban-client banned; then
    asked=1
    case $gave in *nvalid\ command*|*'not yet implemented'*) bare=1 asked= ;; esac
  fi
fi
if [ -n "$bare" ]; then
  lately list
  if paced list "$bans" "$oldest" fail2ban fail2ban-client status; then asked=1; fi
  mark_as jail: "$version"
fi
if [ -z "$asked" ]; then table=$(by_known)
elif [ -n "$bare" ]; then table=$(by_status)
else table=$(by_list); fi
ahead=90
IFS=$nl
for row in $table; do
  unset IFS
  name=${row% *} list=${row#* }
  [ -n "$name" ] || continue
  mark_as "jail:$name" "$list"
  [ "$list" != --- ] || continue
  paced "times:$name" "$list" 900 fail2ban-bans fail2ban-client get "$name" banip --with-time
done
ahead=0
[ -z "$bare" ] || ahead=90
IFS=$nl
for row in $table; do
  unset IFS
  name=${row% *} list=${row#* }
  [ -n "$name" ] || continue
  state=$config oldest=SELDOM
  if [ -n "$bare" ] && recall "times:$name" && [ "$kept_status" != 0 ]; then
    state=$list oldest=60
  fi
  paced "status:$name" "$state" "$oldest" fail2ban-jail fail2ban-client status "$name"
  paced "ignore:$name" "$config" SELDOM fail2ban-ignored fail2ban-client get "$name" ignoreip
done
unset IFS
settle
""".replace("SELDOM", str(_SELDOM))

SCRIPT: Final = _LIFE + PACED + _CLIENT
