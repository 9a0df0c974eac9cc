"""The write protocol: what a host runs so that a change is done as a whole, or not at all.

POSIX sh for dash, bash and busybox ash. Everything is recorded under /var/lib/relaytui (root's,
0700) before anything is touched: the steps, the old files, the commands that take them back. So
whatever ends the script, the next one finds the record in `open/` and settles it.

    open/ID/     a change under way, one that a break has left, or one to be confirmed
    done/ID/     a change that stands (or was undone), kept 30 days for undo
    open/ID/state    a line a step, each on the disk before the script goes on: `begin N`,
                     `placing N`, `ran N`, `standing`, `done`, `undoing`, `back N`, `restored`
    open/ID/until    (seconds since the epoch) it is taken back then, if it is not confirmed

An answer is lines that begin with the random MARK: `MARK WORD REST`; what commands said stands
between `MARK said` and the next of them.
"""

from relaytui.changes.protocol_file import PUT, RUN
from relaytui.changes.protocol_lock import LOCK
from relaytui.changes.protocol_record import RECORD
from relaytui.changes.protocol_steps import STEPS
from relaytui.changes.protocol_switch import SWITCH
from relaytui.changes.protocol_tools import TOOLS

#: Where hosts keep what belongs to our changes.
HOME = "/var/lib/relaytui"
#: Days that what undo needs is kept.
KEPT_DAYS = 30

_DO = r"""
do_change() {
  if ! record; then say refused "$why" "${n:-0}"; rm -rf "$home/new.$id"; return; fi
  if [ -n "$switch" ] && ! arm; then say refused switch 0; rm -rf "$deed"; return; fi
  say recorded
  if perform && finish; then return; fi
  say failed "$why" "$n" "${status:-}"; told
  if take_back; then say restored "$id"; note "failed and restored"
  else say torn "$id"; note "failed, not wholly restored"; fi
  stow
}
finish() {
  why=state n=0
  if [ -n "$switch" ]; then
    point standing || return 1
    note "stands, to be confirmed"; say waiting
    return 0
  fi
  point done || return 1
  note done; say done; stow
}
undo_change() {
  deed="$home/done/$id"
  if [ ! -e "$deed/count" ]; then say refused gone 0; return; fi
  if at_point restored || ! { at_point done || at_point torn; }; then
    say refused undone 0; return
  fi
  for link in "$deed"/*.path; do
    [ -e "$link" ] || continue
    n=${link##*/}; n=${n%.path}
    if at_point "back $n"; then continue; fi
    if [ "$(sum_of "$(real_of "$(line_of "$link")")")" != "$(line_of "$deed/$n.sum")" ]; then
      say refused changed "$n"; say said; printf '%s' "$(line_of "$link")"; return
    fi
  done
  point undoing || { say refused state 0; return; }
  mv "$deed" "$home/open/$id" || { say refused state 0; return; }
  deed="$home/open/$id"; firm "$home/open" "$home/done"; say recorded
  if take_back; then say restored "$id"; note undone; say done
  else told; say torn "$id"; note "not wholly undone"; fi
  stow
}
"""

_TELL = r"""
forget() {
  if [ -n "$(ls "$home/open")" ]; then say refused unfinished 0; return; fi
  if rm -rf "$home"; then say done; else say refused home 0; fi
} 2>/dev/null
tell_of() {
  for id in "$@"; do
    [ ! -e "$home/open/$id" ] || continue
    deed="$home/done/$id" how=torn
    if at_point restored; then how=restored; elif at_point done; then how=finished
    elif [ ! -e "$deed" ]; then how=absent; fi
    say "$how" "$id" "$(line_of "$deed/what")"
  done
}
"""

_MAIN = r"""
if [ "$(id -u)" != 0 ]; then say refused root 0
elif [ "$op" = watch ]; then watch
elif ! lock 2>/dev/null; then
  say refused "$why" 0; say said
  if [ "$why" = lock ]; then line_of "$home/holder"; fi
else
  wanted=$id; settle; id=$wanted
  case $op in
  do) do_change;;
  undo) undo_change;;
  settle) tell_of $asked;;
  forget) forget;;
  confirm) confirm_change;;
  esac
  unlock
fi
say end
"""

#: The body of the script: `op` is do, undo, settle, confirm, watch; `id` names the change.
BODY = TOOLS + LOCK + RUN + PUT + STEPS + RECORD + SWITCH + _DO + _TELL + _MAIN
#: That of the watcher of a switch, which is put into a file.
WATCHER = TOOLS + LOCK + RUN + PUT + STEPS + SWITCH + _MAIN
