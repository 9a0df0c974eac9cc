"""Pieces of the write protocol (changes/protocol.py): a command, a file."""

# What is run gets its own signals back; `busy` (8) stays open in it, the lock (9) does not.
RUN = r"""
run() {
  eval "set -- $(cat "$1")"
  well=$1; shift
  input=/dev/null; if [ -e "$record.in" ]; then input="$record.in"; fi
  (trap - PIPE HUP INT TERM; exec $limit "$@") <"$input" >"$deed/said" 2>&1 9>&-
  status=$?
  case ",$well," in *",$status,"*) return 0;; esac
  return 1
}
runs() {
  for record in "$deed/$1".*[0-9]; do
    [ -e "$record" ] || continue
    run "$record" || { why="$2"; return 1; }
  done
}
"""

# `placing N`: from here on the file may be the new one. The old one stays beside it until all is
# done: what somebody else writes into that meanwhile is found there, and comes back with it.
PUT = r"""
copy() { cp --preserve=all "$1" "$2" 2>/dev/null || cp -p "$1" "$2"; }
names() {
  path=$(line_of "$deed/$1.path"); real=$(real_of "$path"); beside=$(folder_of "$real")
  before=$(line_of "$deed/$1.before"); after=$(line_of "$deed/$1.sum")
  tmp="$beside.relaytui.$id.$1.new"; old="$beside.relaytui.$id.$1.old"
}
put() {
  names "$1"
  why=changed; [ "$(sum_of "$real")" = "$before" ] || return 1
  if [ "$before" = "$after" ]; then return 0; fi
  why=open_folder; folder_fit "$beside" || return 1
  rm -f "$tmp" "$old"
  if [ "$after" != absent ]; then fresh "$1" 2>"$deed/said" || return 1; fi
  why=replaced
  if [ -e "$real" ]; then
    { ln "$real" "$old" 2>/dev/null || { copy "$real" "$old" && firm "$old"; }
    } 2>"$deed/said" || return 1
  fi
  point "placing $1" || return 1
  if [ "$(sum_of "$real")" != "$before" ]; then why=changed; point "left $1"; return 1; fi
  if [ "$after" = absent ]; then rm -f "$real" 2>"$deed/said" || return 1
  else mv -f "$tmp" "$real" 2>"$deed/said" || return 1; fi
  firm "$beside"
  runs "$1.then" effective || return 1
  why=changed
  [ "$(sum_of "$real")" = "$after" ] && [ "$(sum_of "$old")" = "$before" ]
}
fresh() {
  why=written
  if [ -e "$real" ]; then copy "$real" "$tmp" || return 1
  else
    (umask 077; : >"$tmp") && chmod "$(line_of "$deed/$1.mode")" "$tmp" || return 1
    if have restorecon; then restorecon "$tmp" 2>/dev/null; fi
  fi
  cat "$deed/$1.after" >"$tmp" || return 1
  [ "$(sum "$tmp")" = "$after" ] || return 1
  firm "$tmp"
  runs "$1.check" invalid
}
# A file that this change has made, and that another one, which stands, needs as it is.
needed() {
  for other in "$home"/done/*/*.path; do
    if [ -e "$other" ] && [ "$(line_of "$other")" = "$path" ]; then
      state=${other%/*}/state
      if grep -q -x done "$state" && ! grep -q -x restored "$state"; then return 0; fi
    fi
  done
  return 1
}
put_back() {
  names "$1"
  rm -f "$tmp"
  if ! at_point "placing $1" || at_point "left $1"; then rm -f "$old"; return 0; fi
  is=$(sum_of "$real")
  if [ "$is" = "$before" ]; then rm -f "$old"
  elif [ "$is" != "$after" ]; then say foreign "$1" "$path"; rm -f "$old"; return 1
  elif [ "$before" = absent ] && at_point undoing && needed; then rm -f "$old"; return 0
  elif [ "$before" = absent ]; then rm -f "$real" || return 1
  elif [ -e "$old" ]; then mv -f "$old" "$real" || return 1
  else
    copy "$deed/$1.old" "$tmp" && [ "$(sum "$tmp")" = "$before" ] && firm "$tmp" &&
      mv -f "$tmp" "$real" || return 1
  fi
  firm "$beside"
  runs "$1.then" effective || say stale "$1"
  return 0
}
"""
