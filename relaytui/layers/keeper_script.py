"""The script of ours that a host keeps: it ends at its time what has no end of its own, and puts
our table back after a boot.

POSIX sh for dash, bash and busybox ash, run as root every minute or at boot. What it reads is
written by plans only, a line an entry (`ends`, `lists`, `blocks`); it is taken apart by `read`,
and never evaluated. It waits for a change that is under way, and a list is written as changes
write one: beside its place, then renamed.
"""

from relaytui.facts.own import BLOCKS, ENDS, FOLDER, LISTS
from relaytui.layers.own_table import DEFINITION, TABLE
from relaytui.lists.dated import REMARK

_HEAD = f"""#!/bin/sh
# relaytui: ends blocks at their time, and puts those of table {TABLE} back after a boot.
# Made and removed by relaytui; `relaytui clean` shows all of it.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C; export LC_ALL
umask 077
home={FOLDER}
now=$(date +%s)
have() {{ command -v "$1" >/dev/null 2>&1; }}
"""

_TABLE = f"""
table() {{
  if [ ! -s {BLOCKS} ] || ! have nft || nft list table {TABLE} >/dev/null 2>&1; then return; fi
  {{
    cat <<'END'
{DEFINITION}END
    awk -v now="$now" '{{
      net = $3; until = $1; set = "block" $2
      sub(/^[^ ]* [^ ]* [^ ]* ?/, "")
      if (until != 0 && until <= now) next
      left = until == 0 ? "" : " timeout " (until - now) "s"
      printf "add element {TABLE} %s {{ %s%s comment \\"%s\\" }}\\n", set, net, left, $0
    }}' {BLOCKS}
  }} | nft -f -
}}
"""

_LOCK = r"""
lock() {
  tries=0
  if have flock; then
    exec 9>>"$home/lock"
    until flock -n 9; do tries=$((tries + 1)); [ "$tries" -le 30 ] || return 1; sleep 1; done
  else
    until mkdir "$home/lock.d" 2>/dev/null; do
      holder=$(head -n 1 "$home/lock.d/pid" 2>/dev/null)
      if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then rm -rf "$home/lock.d"; fi
      tries=$((tries + 1)); [ "$tries" -le 30 ] || return 1; sleep 1
    done
    echo "$$" >"$home/lock.d/pid"
  fi
}
unlock() { if have flock; then exec 9>&-; else rm -rf "$home/lock.d"; fi; }
"""

# What can't be ended is tried again for a day: a daemon that is down has forgotten it, as a rule.
_ENDS = rf"""
end() {{
  case $1 in
  fail2ban-ignore) fail2ban-client set "$2" delignoreip "$3" ;;
  firewalld) firewall-cmd --zone="$2" --remove-rich-rule="$3" &&
    firewall-cmd --permanent --zone="$2" --remove-rich-rule="$3" ;;
  firewalld-set) firewall-cmd --ipset="$2" --remove-entry="$3" &&
    firewall-cmd --permanent --ipset="$2" --remove-entry="$3" ;;
  ipset) ipset del "$2" "$3" -exist ;;
  nft) name=${{3%% *}}; nft delete element "${{2%:*}}" "${{2#*:}}" "$name" "{{ ${{3#* }} }}" ;;
  ufw) ufw delete deny proto tcp from "$3" to any port "$2" ;;
  esac
}}
ends() {{
  if [ ! -s {ENDS} ]; then return; fi
  : >"$home/ends.new" || return
  due=
  while read -r until kind place what; do
    case $until in ''|*[!0-9]*) due=1; continue ;; esac
    if [ "$until" -gt "$now" ]; then printf '%s\n' "$until $kind $place $what" >>"$home/ends.new"
    elif end "$kind" "$place" "$what" </dev/null >/dev/null 2>&1 9>&- ||
      [ "$until" -lt $((now - 86400)) ]; then due=1
    else printf '%s\n' "$until $kind $place $what" >>"$home/ends.new"; fi
  done <{ENDS}
  if [ -n "$due" ]; then sync; mv -f "$home/ends.new" {ENDS}; else rm -f "$home/ends.new"; fi
}}
"""

_LISTS = rf"""
swept() {{
  awk -v now="$now" '
    gone == 1 && /^#/ && !/^#off / && index($0, "{REMARK}") != 1 {{ print; next }}
    gone == 1 && !/^[ \t\r]*$/ && index($0, "{REMARK}") != 1 {{ gone = 2; next }}
    gone == 2 && /^[ \t]+[^ \t\r#]/ {{ next }}
    {{ gone = 0 }}
    index($0, "{REMARK}") == 1 {{
      until = substr($3, 7) + 0
      if (until > 0 && until <= now) {{ gone = 1; dropped = 1; next }}
    }}
    {{ print }}
    END {{ exit dropped ? 0 : 9 }}
  ' "$1"
}}
sweep() {{
  real=$1
  if [ -L "$real" ]; then real=$(readlink -f "$real"); fi
  if [ ! -f "$real" ] || ! swept "$real" >/dev/null; then return; fi
  new="${{real%/*}}/.relaytui.keep.new"
  rm -f "$new"
  {{ cp --preserve=all "$real" "$new" 2>/dev/null || cp -p "$real" "$new"; }} &&
    swept "$real" >"$new" && sync && printf '%s\n' "$2" >>"$home/again" &&
    mv -f "$new" "$real" && return
  rm -f "$new"
}}
effective() {{
  case $1 in
  postfix) ! postfix -c "$2" status || postfix -c "$2" reload ;;
  postmap) postmap "$2:$3" ;;
  opensmtpd) smtpctl update table "$2" ;;
  esac
}}
lists() {{
  if [ -s {LISTS} ]; then
    while read -r kind name path; do sweep "$path" "$kind $name $path"; done <{LISTS}
  fi
  if [ ! -s "$home/again" ]; then return; fi
  : >"$home/again.new" || return
  sort -u "$home/again" | while read -r kind name path; do
    effective "$kind" "$name" "$path" </dev/null >/dev/null 2>&1 9>&- ||
      printf '%s\n' "$kind $name $path" >>"$home/again.new"
  done
  mv -f "$home/again.new" "$home/again"
  if [ ! -s "$home/again" ]; then rm -f "$home/again"; fi
}}
"""

_END = rf"""
if [ "${{1:-}}" = retire ]; then
  case $2 in
  *.timer) [ -s {ENDS} ] || [ -s {LISTS} ] || systemctl disable --now "$2" ;;
  *) [ -s {BLOCKS} ] || systemctl disable "$2" ;;
  esac
  exit
fi
table
if lock; then ends; lists; unlock; fi
"""

KEEPER_TEXT = _HEAD + _TABLE + _LOCK + _ENDS + _LISTS + _END
