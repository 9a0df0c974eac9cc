"""Pieces of the write protocol (changes/protocol.py): its words, the lock, a command, a file."""

TOOLS = r"""
trap '' PIPE HUP INT TERM
umask 077
have() { command -v "$1" >/dev/null 2>&1; }
say() { printf '\n%s %s\n' "$mark" "$*" 2>/dev/null; }
told() { printf '\n%s said\n' "$mark" 2>/dev/null; head -c 2000 "$deed/said" 2>/dev/null; }
limit=; if have timeout; then limit='timeout 60'; fi
sum() {
  if have sha256sum; then sha256sum <"$1"; elif have shasum; then shasum -a 256 <"$1"
  else sha256 -q <"$1"; fi 2>/dev/null | cut -c 1-64
}
sum_of() { if [ -e "$1" ] || [ -L "$1" ]; then sum "$1"; else echo absent; fi; }
firm() { sync -d "$1" 2>/dev/null || fsync "$1" 2>/dev/null || sync; }
point() { printf '%s\n' "$*" >>"$deed/state"; }
at_point() { grep -q -x -F -e "$1" "$deed/state" 2>/dev/null; }
line_of() { head -n 1 "$1" 2>/dev/null; }
real_of() { if [ -L "$1" ]; then readlink -f "$1"; else printf '%s\n' "$1"; fi; }
folder_of() { case $1 in */*) printf '%s\n' "${1%/*}/";; *) printf './\n';; esac; }
"""

# The lock is not handed on to what is run: a daemon that it starts would hold it for good.
LOCK = r"""
lock() {
  mkdir -p "$home/open" "$home/done" || return 1
  chmod 700 "$home" || return 1
  tries=0
  if have flock; then
    (: >>"$home/lock") || return 1
    exec 9>>"$home/lock"
    until flock -n 9; do
      tries=$((tries + 1)); [ "$tries" -le 150 ] || return 1
      sleep 0.1 2>/dev/null || sleep 1
    done
  else
    until mkdir "$home/lock.d" 2>/dev/null; do
      holder=$(line_of "$home/lock.d/pid")
      if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then rm -rf "$home/lock.d"; fi
      tries=$((tries + 1)); [ "$tries" -le 150 ] || return 1
      sleep 0.1 2>/dev/null || sleep 1
    done
    echo "$$" >"$home/lock.d/pid"
  fi
}
unlock() { if have flock; then exec 9>&-; else rm -rf "$home/lock.d"; fi; }
"""

RUN = r"""
run() {
  eval "set -- $(cat "$1")"
  well=$1; shift
  if [ -e "$record.in" ]; then $limit "$@" <"$record.in" >"$deed/said" 2>&1 9>&-
  else $limit "$@" </dev/null >"$deed/said" 2>&1 9>&-; fi
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

PUT = r"""
put() {
  path=$(line_of "$deed/$1.path"); real=$(real_of "$path"); beside=$(folder_of "$real")
  tmp="$beside.relaytui.$id.$1.new"; old="$beside.relaytui.$id.$1.old"
  if [ "$(sum_of "$real")" != "$(line_of "$deed/$1.before")" ]; then why=changed; return 1; fi
  rm -f "$tmp" "$old"
  if [ "$(line_of "$deed/$1.before")" = "$(line_of "$deed/$1.sum")" ]; then return 0; fi
  if [ -e "$deed/$1.after" ]; then
    why=written
    if [ -e "$real" ]; then
      cp --preserve=all "$real" "$tmp" 2>/dev/null || cp -p "$real" "$tmp" || return 1
    else
      (umask 077; : >"$tmp") && chmod "$(line_of "$deed/$1.mode")" "$tmp" || return 1
    fi 2>"$deed/said"
    cat "$deed/$1.after" 2>"$deed/said" >"$tmp" || return 1
    [ "$(sum "$tmp")" = "$(line_of "$deed/$1.sum")" ] || return 1
    if have restorecon && [ ! -e "$real" ]; then restorecon "$tmp" 2>/dev/null; fi
    runs "$1.check" invalid || return 1
    firm "$tmp"
  fi
  why=replaced
  if [ -e "$real" ]; then ln "$real" "$old" 2>/dev/null || cp -p "$real" "$old" || return 1; fi
  point "placing $1" || return 1
  if [ -e "$deed/$1.after" ]; then mv -f "$tmp" "$real" 2>"$deed/said" || return 1
  else rm -f "$real" 2>"$deed/said" || return 1; fi
  firm "$beside"
  runs "$1.then" effective || return 1
  [ "$(sum_of "$real")" = "$(line_of "$deed/$1.sum")" ] || { why=changed; return 1; }
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
  path=$(line_of "$deed/$1.path"); real=$(real_of "$path"); beside=$(folder_of "$real")
  tmp="$beside.relaytui.$id.$1.new"; old="$beside.relaytui.$id.$1.old"
  rm -f "$tmp"
  is=$(sum_of "$real") before=$(line_of "$deed/$1.before")
  if [ "$is" != "$before" ]; then
    if [ "$is" != "$(line_of "$deed/$1.sum")" ]; then
      say foreign "$1" "$path"; rm -f "$old"; return 1
    fi
    if [ "$before" = absent ] && at_point undoing && needed; then rm -f "$old"; return 0; fi
    if [ "$before" = absent ]; then rm -f "$real" || return 1
    elif [ -e "$old" ]; then mv -f "$old" "$real" || return 1
    else
      { cp --preserve=all "$deed/$1.old" "$tmp" 2>/dev/null || cp -p "$deed/$1.old" "$tmp"
      } && [ "$(sum "$tmp")" = "$before" ] && firm "$tmp" && mv -f "$tmp" "$real" || return 1
    fi
    firm "$beside"
  fi
  rm -f "$old"
  if at_point "placing $1"; then runs "$1.then" effective || say stale "$1"; fi
  return 0
}
"""
