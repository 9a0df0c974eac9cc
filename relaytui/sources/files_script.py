"""The shell side of following several log files in one stream: writes nothing on the host.

Notes as in sources/file_script.py, and beside them, once each and anywhere in a line:

    from PATH    what follows is of PATH: its forerunners and itself, with their notes
    part PATH    what follows was added to PATH, if it still is the file that it was. First come
                 the last bytes of the parts before, 64 at most: a file that was cut short, and
                 has grown beyond its old size since, holds others there
    ok           it still is the file that it was
    void         it is not: read again from the marks
    more         a log was rotated or cut short, or other files have come: likewise
    over         all that was there has been sent

The patterns are expanded by the shell, so that a new relay's file is found. One `stat` looks at
all files; only one that has grown costs a process. `-ef` or an open descriptor for each file
would be surer, but a POSIX shell has nine of them at most: hence the second look. The first part
of a file has none before it, so its print is looked at, as now and then that of each file.
"""

from relaytui.sources.file_script import RESUME
from relaytui.ssh.script import guarded

#: Bytes of each of many files to begin with, at least.
LEAST_BACK = 2048
#: Bytes of the parts before that come again with each part, at most.
LAP = 64
#: The function `paths`: the logs of some patterns, without their rotated forerunners.
PATHS = r"""
IFS='
'
set -f
paths() (
  set +f
  for path in $patterns; do
    case $path in *.gz|*.xz|*.bz2|*.zst|*.[0-9]|*.[0-9][0-9]|*.tmp|*~) continue ;; esac
    [ -f "$path" ] && [ -r "$path" ] && printf '%s\n' "$path"
  done
)
"""

_FILES = (
    RESUME
    + PATHS
    + r"""
say() { printf '%s %s\n' "$token" "$*"; }
stat -L -c %i / >/dev/null 2>&1 && gnu=1 || gnu=
stats() {
  if [ -n "$gnu" ]; then stat -L -c '%d:%i:%.W %s %n' -- "$@"
  else stat -L -f '%d:%i:%B %z %N' -- "$@"; fi 2>/dev/null
}
dd if=/dev/null iflag=skip_bytes,count_bytes status=none 2>/dev/null && dd=1 || dd=
slice() {
  if [ -n "$dd" ]; then dd bs=65536 skip="$1" count="$2" iflag=skip_bytes,count_bytes status=none
  else tail -c +$(($1 + 1)) | head -c "$2"; fi
}
begin() {
  mark= start=0 count=0 sum= before=${marks%%" $path
"*}
  say "from $path"
  if [ "$before" != "$marks" ]; then
    set -- $(printf '%s' "${before##*
}" | tr ' ' '\n')
    mark=$1 start=$2 count=$3 sum=$4
    resume
  elif [ -z "$later" ]; then resume
  else start=0; exec 3<"$path"; opened /dev/fd/3 0; fi
  at=$(size /dev/fd/3)
  if [ "$at" -gt "$start" ]; then slice "$start" $((at - start)) <&3; else at=$start; fi
  eval "at_$number=\$at base_$number=\$at sum_$number=\$sum id_$number=\$(ident /dev/fd/3)"
  exec 3<&-
}
begin_all() {
  all=$(paths)
  set -- $all
  [ $# -gt 0 ] && back=$((back / $#)) && [ "$back" -lt LEAST ] && back=LEAST
  number=0
  for path; do begin; number=$((number + 1)); done
}
""".replace("LEAST", str(LEAST_BACK))
)

# A file is given in parts of a mebibyte at most, so that what is held until the second look
# stays small. After a rotation the old file is given a second more: a writer goes on with it
# until it is told. `full`: there is more to give at once.
_FOLLOW = (
    _FILES
    + r"""
give() {
  exec 3<"$name" || return
  lap=$((at - base)); [ "$lap" -gt LAP ] && lap=LAP
  if [ "$lap" -eq 0 ] && is_another "$name"; then cut=1; exec 3<&-; return; fi
  more=$((size - at)); [ "$more" -gt 1048576 ] && more=1048576 full=1
  say "part $name"
  slice $((at - lap)) $((more + lap)) <&3
  exec 3<&-
  eval "at_$number=$((at + more))"
  given=1
}
is_another() {
  eval "sum=\$sum_$number"
  [ -s "$1" ] && [ "$(head -c "${sum#* }" -- "$1" 2>/dev/null | cksum)" != "$sum" ]
}
look() {
  number=0
  while IFS=' ' read -r id size name; do
    while [ $# -gt 0 ] && [ "$1" != "$name" ]; do shift; number=$((number + 1)); done
    [ $# -gt 0 ] || break
    eval "at=\$at_$number base=\$base_$number known=\$id_$number"
    if [ "$id" != "$known" ]; then [ "$size" -gt 0 ] && turned=1
    elif [ "$size" -lt "$at" ]; then cut=1
    elif [ "$size" -gt "$at" ]; then give; fi
  done <<EOF
$seen
EOF
}
one_is_another() {
  [ $# -gt 0 ] || return
  number=$((tick % $#))
  shift "$number"
  eval "known=\$id_$number"
  is_another "$1" && [ "$(ident "$1" 2>/dev/null)" = "$known" ]
}
begin_all
tick=0 turned= full=
while [ -n "$full" ] || sleep 1; do
  tick=$((tick + 1)) was=$turned turned= cut= given= full=
  seen=$(stats $all)
  look $all
  if [ -n "$given" ]; then
    [ "$(printf '%s\n' "$seen" | cut -d ' ' -f 1)" = "$(stats $all | cut -d ' ' -f 1)" ] ||
      { say void; break; }
    say ok
  fi
  if [ -n "$cut" ] || { [ -n "$was" ] && [ -n "$turned" ]; }; then say more; break; fi
  if [ -z "$turned" ] && one_is_another $all; then say more; break; fi
  [ $((tick % 15)) -ne 0 ] || [ "$(paths)" = "$all" ] || { say more; break; }
done
""".replace("LAP", str(LAP))
)

FOLLOW = guarded(_FOLLOW)
READ = _FILES + "begin_all\nsay over\n"

#: What a host has of some patterns, a line each: `READABLE ALL PATTERN`, numbers of files (one,
#: where the folder can't be looked into).
#: Value: patterns, a line each.
PLACES = r"""
IFS='
'
set -f
for pattern in $patterns; do
  set +f; set -- $pattern; set -f
  all=0 mine=0
  for path; do
    [ -f "$path" ] || continue
    all=$((all + 1)); [ -r "$path" ] && mine=$((mine + 1))
  done
  folder=${pattern%%[*?[]*}; folder=${folder%/*}
  [ -d "$folder" ] && ! [ -r "$folder" ] && all=1
  printf '%s %s %s\n' "$mine" "$all" "$pattern"
done
"""
