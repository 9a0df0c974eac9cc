"""The shell side of searching logs: fixed texts by the host's own grep; writes nothing there.

`files` lists the files of a log and its rotated forerunners, a line each and below it the file's
first line; `found` searches some of them:

    TOKEN file ID SIZE SECONDS PATH     sources/file_script.py tells what ID is
    TOKEN closed PATH                   it may not be read
    TOKEN found ID PATH                 what follows is of it: `NUMBER:LINE`
    TOKEN unread                        it could not be unpacked to its end
    TOKEN over                          nothing was cut off at the end

What is found goes through gzip where the host has it, after a first line `gzip`.
"""

from relaytui.sources.file_script import COMMON
from relaytui.sources.files_script import PATHS
from relaytui.sources.journal import FIELDS, MATCHES

#: Bytes of a line that are read.
LINE_BYTES = 16_400
#: Values: token, patterns (paths and shell patterns, a line each), exact (1: no forerunners).
FILES = (
    COMMON
    + PATHS
    + r"""
changed() { stat -L -c '%Y' -- "$1" 2>/dev/null || stat -L -f '%m' -- "$1"; }
tell() {
  [ -f "$1" ] || return 0
  [ -r "$1" ] || { printf '%s closed %s\n' "$token" "$1"; return 0; }
  printf '%s file %s %s %s %s\n' "$token" "$(ident "$1")" "$(size "$1")" "$(changed "$1")" "$1"
  show "$1" 2>/dev/null | head -n 1 | cut -b 1-400
  printf '\n'
}
if [ -n "$exact" ]; then for file in $patterns; do tell "$file"; done
else
  for path in $(paths); do
    for file in $(older) "$path"; do tell "$file"; done
  done
fi
"""
)

_GREP = r"""
pack() { if command -v gzip >/dev/null 2>&1; then echo gzip; gzip -1; else echo plain; cat; fi; }
grep_for() {
  all=-a; printf x | grep -a -q x 2>/dev/null || all=
  grep $all -n $fold -F -e "$needles" | tail -n $((most + 1)) | cut -b 1-LINE
}
IFS='
'
set -f
""".replace("LINE", str(LINE_BYTES))

# A line more than is wanted tells that there are more.
#: Values: token, files (paths, a line each), needles (a line each), fold (`-i` or empty), most
#: (lines of each file), bytes (of all that is found).
FOUND = (
    COMMON
    + _GREP
    + r"""
search() {
  exec 3>&1
  for file in $files; do
    printf '%s found %s %s\n' "$token" "$(ident "$file")" "$file"
    { show "$file" 2>/dev/null || printf '%s unread\n' "$token" >&3; } | grep_for
  done
  printf '%s over\n' "$token"
}
search | head -c "$bytes" | pack
"""
)

#: Values: token, engine, container, since, and those of FOUND.
IN_CONTAINER = (
    _GREP
    + r"""
case $engine in docker|podman) ;; *) exit 1 ;; esac
if [ -n "$since" ]; then set -- --since "$since"; else set --; fi
search() {
  printf '%s found - %s\n' "$token" "$container"
  "$engine" logs --timestamps "$@" "$container" 2>&1 | grep_for
  printf '%s over\n' "$token"
}
search "$@" | head -c "$bytes" | pack
"""
)

# Its own --grep looks at the messages alone and prints nothing else, which is ten times as fast;
# builds without PCRE2 have none. Processes are found by the index.
#: Values: token, pattern (a regular expression of escaped texts; empty: none), escaped (the texts
#: as JSON has them), handles (`PROGRAM PID`, a line each), fold, since, until, merge, most, bytes.
IN_JOURNAL = (
    _GREP
    + r"""
set -- --quiet --no-pager --all --reverse -o json --output-fields=FIELDS
[ -z "$merge" ] || set -- "$@" --merge
[ -z "$since" ] || set -- "$@" --since="@$since"
[ -z "$until" ] || set -- "$@" --until="@$until"
case=true; [ -z "$fold" ] || case=false
entries() {
  if [ -n "$pattern" ]; then
    if journalctl -q -n 1 --grep=. >/dev/null 2>&1; then
      journalctl "$@" --case-sensitive="$case" --grep="$pattern" MATCHES
    else journalctl "$@" MATCHES | grep $fold -F -e "$escaped"; fi
  fi
  [ -n "$handles" ] || return 0
  plus=
  for one in $handles; do
    set -- "$@" $plus SYSLOG_FACILITY=2 "SYSLOG_IDENTIFIER=${one% *}" "_PID=${one##* }"
    plus=+
  done
  journalctl "$@"
}
search() {
  printf '%s found - journal\n' "$token"
  entries "$@" 2>/dev/null | head -n $((most + 1))
  printf '%s over\n' "$token"
}
search "$@" | head -c "$bytes" | pack
""".replace("FIELDS", FIELDS).replace("MATCHES", MATCHES)
)
