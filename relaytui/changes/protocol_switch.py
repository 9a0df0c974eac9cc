"""Pieces of the write protocol (changes/protocol.py): the switch of a change that could lock its
own author out. The host takes it back by itself, unless it is confirmed in time.

The watcher is a script of its own that outlives the session, the console and the link: a
transient unit of systemd where that runs (what a session has started may be killed with it),
else a process in a session of its own. It is at work before anything is touched. What a boot
ends, the next look settles: the packet filter's part has gone with the boot.
"""

SWITCH = r"""
arm() {
  printf '%s\n' $(($(date +%s) + switch)) >"$deed/until" && keep watcher switch || return 1
  firm "$deed/until" "$deed/switch"
  if ! { [ -d /run/systemd/system ] && have systemd-run && by_systemd; }; then
    starter=; if have setsid; then starter=setsid; elif have nohup; then starter=nohup; fi
    $starter /bin/sh "$deed/switch" </dev/null >/dev/null 2>&1 8>&- 9>&- &
  fi
  tries=0
  until [ -e "$deed/armed" ]; do
    tries=$((tries + 1)); [ "$tries" -le 50 ] || return 1
    pause
  done
} 2>/dev/null
by_systemd() {
  unit="relaytui-switch-$id"
  $brief systemd-run --quiet --collect --unit="$unit" /bin/sh "$deed/switch" 8>&- 9>&- ||
    $brief systemd-run --quiet --unit="$unit" /bin/sh "$deed/switch" 8>&- 9>&-
} </dev/null >/dev/null 2>&1
watch() {
  deed="$home/open/$id"
  : >"$deed/armed" || return
  past=0
  while [ "$past" -lt "$switch" ]; do
    [ -e "$deed/armed" ] || return
    sleep 1; past=$((past + 1))
  done
  until lock; do [ -e "$deed/count" ] || return; pause; done
  if [ -e "$deed/count" ] && ! at_point done; then
    if take_back; then note "not confirmed and restored"
    else note "not confirmed, not wholly restored"; fi
    stow
  fi
  unlock
} 2>/dev/null
confirm_change() {
  deed="$home/open/$id"
  if [ ! -e "$deed/count" ]; then
    deed="$home/done/$id"
    if at_point done; then say done; else say refused unconfirmed 0; fi
    return
  fi
  if ! at_point standing || ! point done; then say refused state 0; return; fi
  note confirmed; say done; stow
}
"""
