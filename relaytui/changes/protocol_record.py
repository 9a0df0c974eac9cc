"""Pieces of the write protocol (changes/protocol.py): what is recorded before it begins."""

RECORD = r"""
value() { eval "printf '%s' \"\$$1\""; }
isset() { eval "[ -n \"\${$1+x}\" ]"; }
keep() { value "$1" >"$deed/$2"; } 2>/dev/null
commands() {
  at=1
  while isset "$1_$at"; do
    keep "$1_$at" "$2.$(printf %03d "$at")" || return 1
    if isset "$1_${at}_in"; then keep "$1_${at}_in" "$2.$(printf %03d "$at").in" || return 1; fi
    at=$((at + 1))
  done
}
record_file() {
  keep "s$1_path" "$1.path" && keep "s$1_before" "$1.before" && keep "s$1_mode" "$1.mode" &&
    keep "s$1_sum" "$1.sum" || return 1
  names "$1"
  if [ -z "$real" ] || [ ! -d "$beside" ]; then why=folder; return 1; fi
  if ! folder_fit "$beside"; then why=open_folder; return 1; fi
  if [ -e "$real" ] && [ ! -f "$real" ]; then why=no_file; return 1; fi
  if [ "$(sum_of "$real")" != "$before" ]; then why=changed; return 1; fi
  if [ -e "$real" ]; then copy "$real" "$deed/$1.old" 2>/dev/null || return 1; fi
  if isset "s$1_after"; then keep "s$1_after" "$1.after" || return 1; fi
  commands "s$1_check" "$1.check" && commands "s$1_then" "$1.then"
}
record() {
  deed="$home/new.$id"; why=state n=0
  rm -rf "$deed"; mkdir "$deed" 2>/dev/null || return 1
  if ! folder_fit "$deed"; then why=home; return 1; fi
  keep what what && keep count count && printf '\n' >>"$deed/count" || return 1
  n=1
  while [ "$n" -le "$count" ]; do
    if isset "s${n}_path"; then record_file "$n" || return 1
    else commands "s${n}_do" "$n.do" && commands "s${n}_undo" "$n.undo" || return 1; fi
    n=$((n + 1))
  done
  n=0
  booted >"$deed/boot" && echo recorded >"$deed/state" || return 1
  [ "$(cat "$deed/what")" = "$what" ] || return 1
  firm "$deed"/* "$deed"
  mv "$deed" "$home/open/$id" || return 1
  deed="$home/open/$id"; firm "$home/open"
} 2>/dev/null
"""
