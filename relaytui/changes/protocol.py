"""The write protocol: what a host runs so that a change is done as a whole, or not at all.

POSIX sh for dash, bash and busybox ash. Everything is recorded under /var/lib/relaytui (root's,
0700) before anything is touched: the steps, the old files, the commands that take them back. So
whatever ends the script, the next one finds the record in `open/` and settles it.

    open/ID/     a change under way, or one that a crash has left
    done/ID/     a change that stands (or was undone), kept 30 days for undo
    open/ID/state    a line a step: `begin N`, `ran N`, `done`, `restored`, `undoing`

An answer is lines that begin with the random MARK: `MARK WORD REST`; what commands said stands
between `MARK said` and the next of them.
"""

from relaytui.changes.protocol_file import LOCK, PUT, RUN, TOOLS

#: Where hosts keep what belongs to our changes.
HOME = "/var/lib/relaytui"
#: Days that what undo needs is kept.
KEPT_DAYS = 30

_STEPS = r"""
kind_of() { if [ -e "$deed/$1.path" ]; then echo put; else echo run; fi; }
perform() {
  count=$(line_of "$deed/count"); n=1
  while [ "$n" -le "$count" ]; do
    why=state; point "begin $n" || return 1
    if [ "$(kind_of "$n")" = put ]; then put "$n" || return 1
    else runs "$n.do" refused || return 1; fi
    why=state; point "ran $n" || return 1
    n=$((n + 1))
  done
}
take_back() {
  n=$(line_of "$deed/count"); torn=
  while [ "$n" -ge 1 ]; do
    if at_point "begin $n"; then
      if [ "$(kind_of "$n")" = put ]; then put_back "$n" || torn="$torn $n"
      else runs "$n.undo" undone || { at_point "ran $n" && torn="$torn $n"; }; fi
    fi
    n=$((n - 1))
  done
  point restored
  [ -z "$torn" ]
}
stow() {
  for link in "$deed"/*.path; do
    [ -e "$link" ] || continue
    beside=$(folder_of "$(real_of "$(line_of "$link")")"); rm -f "$beside.relaytui.$id."*
  done
  rm -f "$deed/said"
  rm -rf "$home/done/$id"
  mv "$deed" "$home/done/$id" && firm "$home/done"
}
note() {
  if have logger; then
    logger -t relaytui -p auth.notice -- "$1: $(head -c 500 "$deed/what" | tr '\n' ' ')" 9>&-
  fi 2>/dev/null
}
settle() {
  for deed in "$home"/open/*; do
    [ -e "$deed/count" ] || { rm -rf "$deed"; continue; }
    if [ -e "$deed/until" ] && [ "$(line_of "$deed/until")" -gt "$(date +%s)" ]; then continue; fi
    id=${deed##*/}
    if at_point done && ! at_point undoing; then
      say finished "$id" "$(line_of "$deed/what")"; note "finished after a break"; stow
    elif take_back; then
      say restored "$id" "$(line_of "$deed/what")"; note "restored after a break"; stow
    else say torn "$id" "$(line_of "$deed/what")"; stow; fi
  done
  rm -rf "$home"/new.*
  find "$home/done" -mindepth 1 -maxdepth 1 -mtime "+$days" -exec rm -rf {} + 2>/dev/null
}
"""

_RECORD = r"""
value() { eval "printf '%s' \"\$$1\""; }
isset() { eval "[ -n \"\${$1+x}\" ]"; }
keep() { value "$1" >"$deed/$2"; }
commands() {
  at=1
  while isset "$1_$at"; do
    keep "$1_$at" "$2.$(printf %03d "$at")" || return 1
    if isset "$1_${at}_in"; then keep "$1_${at}_in" "$2.$(printf %03d "$at").in" || return 1; fi
    at=$((at + 1))
  done
}
record() {
  deed="$home/new.$id"; why=state
  rm -rf "$deed"; mkdir "$deed" || return 1
  keep what what && keep count count && printf '\n' >>"$deed/count" || return 1
  n=1
  while [ "$n" -le "$count" ]; do
    if isset "s${n}_path"; then
      keep "s${n}_path" "$n.path"; keep "s${n}_before" "$n.before"; keep "s${n}_mode" "$n.mode"
      real=$(real_of "$(value "s${n}_path")"); folder=$(folder_of "$real")
      if [ ! -d "$folder" ]; then why=folder; return 1; fi
      if [ "$(sum_of "$real")" != "$(value "s${n}_before")" ]; then why=changed; return 1; fi
      if [ -e "$real" ]; then
        cp --preserve=all "$real" "$deed/$n.old" 2>/dev/null || cp -p "$real" "$deed/$n.old" ||
          return 1
      fi
      if isset "s${n}_after"; then keep "s${n}_after" "$n.after" || return 1; fi
      keep "s${n}_sum" "$n.sum"
      commands "s${n}_check" "$n.check" && commands "s${n}_then" "$n.then" || return 1
    else
      commands "s${n}_do" "$n.do" && commands "s${n}_undo" "$n.undo" || return 1
    fi
    n=$((n + 1))
  done
  : >"$deed/state"
  [ "$(cat "$deed/what")" = "$what" ] || return 1
  for file in "$deed"/*; do firm "$file"; done
  mv "$deed" "$home/open/$id" || return 1
  deed="$home/open/$id"; firm "$home/open"
}
"""

_DO = r"""
do_change() {
  if ! record; then n=${n:-0}; say refused "$why" "$n"; rm -rf "$home/new.$id"; return; fi
  say recorded
  if perform; then
    point done; note done; say done; stow
  else
    say failed "$why" "$n" "${status:-}"; told
    if take_back; then say restored "$id"; note "failed and restored"
    else say torn "$id"; note "failed, not wholly restored"; fi
    stow
  fi
}
undo_change() {
  deed="$home/done/$id"
  if [ ! -e "$deed/count" ]; then say refused gone 0; return; fi
  if at_point restored || ! at_point done; then say refused undone 0; return; fi
  for link in "$deed"/*.path; do
    [ -e "$link" ] || continue
    n=${link##*/}; n=${n%.path}
    if [ "$(sum_of "$(real_of "$(line_of "$link")")")" != "$(line_of "$deed/$n.sum")" ]; then
      say refused changed "$n"; return
    fi
  done
  point undoing || { say refused state 0; return; }
  mv "$deed" "$home/open/$id" || { say refused state 0; return; }
  deed="$home/open/$id"; say recorded
  if take_back; then say restored "$id"; note undone; say done; else told; say torn "$id"; fi
  stow
}
"""

#: The body of the script: `op` is do, undo, settle; `id` names the change.
BODY = (
    TOOLS
    + LOCK
    + RUN
    + PUT
    + _STEPS
    + _RECORD
    + _DO
    + r"""
if [ "$(id -u)" != 0 ]; then say refused root 0
elif ! lock 2>/dev/null; then say refused lock 0
else
  wanted=$id; settle; id=$wanted
  case $op in do) do_change;; undo) undo_change;; esac
  unlock
fi
say end
"""
)
