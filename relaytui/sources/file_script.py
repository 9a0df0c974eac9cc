"""The shell side of following a log file: runs on the host, writes nothing there.

Notes stand among the bytes of the log as `TOKEN WORD …` up to a newline, behind half a line
where the log has one. TOKEN is random for each stream, so a log can't hold it. Each note comes
twice: once to end half a line of any length, once to stand alone.

    open ID START COUNT SUM PATH   bytes of PATH from START on follow; ID is
                                   device:inode:birth (inodes are used again), SUM the POSIX
                                   checksum of the first COUNT bytes (the print)
    lost                           the file that was read last is nowhere
    truncated                      it was cut short; a copy may have gone before
    unread                         an older file could not be read (to its end)
    live                           all that was there has been sent
    end SIZE                       the log at PATH is another file now, this one has SIZE bytes
"""

from relaytui.ssh.script import guarded

#: Bytes at the start of a file that tell it from others.
PRINT_BYTES = 256

# Dated names tell their order, numbers do by their times (where bzip2 has kept only whole seconds
# of them, `.2` is given before `.1`). A log that is being compressed stands there twice: whole,
# and as far as it is compressed.
COMMON = r"""
note() { printf '%s %s\n%s %s\n' "$token" "$*" "$token" "$*"; }
ident() { stat -L -c '%d:%i:%.W' -- "$1" 2>/dev/null || stat -L -f '%d:%i:%B' -- "$1"; }
size() { stat -L -c '%s' -- "$1" 2>/dev/null || stat -L -f '%z' -- "$1"; }
show() {
  [ -e "$1" ] || for end in gz xz bz2 zst; do [ -e "$1.$end" ] && set -- "$1.$end" && break; done
  case $1 in
*.gz) gzip -dc -- "$1" ;; *.xz) xz -dc -- "$1" ;; *.bz2) bzip2 -dc -- "$1" ;;
*.zst) zstd -dcq -- "$1" ;; *) cat -- "$1" ;; esac; }
older() (
  set +f
  { ls -1tr -- "$path".[0-9]*; ls -1 -- "$path"-[0-9]*; } 2>/dev/null | while IFS= read -r file; do
    case $file in *.gz|*.xz|*.bz2|*.zst) [ -e "${file%.*}" ] && continue ;; esac
    printf '%s\n' "$file"
  done
)
opened() {
  sum=$(show "$1" 2>/dev/null | head -c 256 | cksum)
  note "open $(ident "$1") $2 ${sum#* } ${sum%% *} $1"
}
"""

# `mark`, `start`, `count` and `sum` say where reading stopped; an empty mark begins `back`
# bytes before the end. Files that came after the marked one follow it in order of age; where that
# is gone, those that were written after its birth and the few seconds that a rotation takes.
RESUME = (
    COMMON
    + r"""
same() {
  [ "$(show "$1" 2>/dev/null | head -c "$count" | cksum)" = "$sum $count" ] || return 1
  case $1 in *.gz|*.xz|*.bz2|*.zst) return 0 ;; esac
  [ "$(size "$1")" -ge "$start" ]
}
find_marked() {
  found=
  if [ "$(ident "$path" 2>/dev/null)" = "$mark" ]; then
    same "$path" && found=$path && return
    note truncated
  fi
  for file in $(older); do [ "$(ident "$file")" = "$mark" ] && same "$file" && found=$file; done
  [ -n "$found" ] || [ "$count" -lt 64 ] && return
  for file in $(older); do same "$file" && found=$file && return; done
}
rest_of_older() {
  seen=
  for file in $(older); do
    if [ "$file" = "$found" ]; then
      seen=1; opened "$file" "$start"; { show "$file" || note unread; } | tail -c +$((start + 1))
    elif [ -n "$seen" ]; then opened "$file" 0; show "$file" || note unread; fi
  done
}
younger() {
  born=${mark##*:}; born=${born%%.*}
  [ "$count" -ge 64 ] && [ "$born" -gt 0 ] 2>/dev/null || return 0
  for file in $(older); do
    last=$(stat -L -c %Y -- "$file" 2>/dev/null || stat -L -f %m -- "$file")
    if [ "$last" -gt $((born + 5)) ]; then opened "$file" 0; show "$file" || note unread; fi
  done
}
resume() {
  if [ -z "$mark" ]; then
    start=$(($(size "$path") - back)); [ "$start" -gt 0 ] || start=0
  else
    find_marked
    if [ -z "$found" ]; then note lost; younger; start=0
    elif [ "$found" != "$path" ]; then rest_of_older; start=0; fi
  fi
  exec 3<"$path"
  opened /dev/fd/3 "$start"
}
IFS='
'
"""
)
_FROM_MARK = RESUME + 'until [ -r "$path" ]; do sleep 1; done\nresume\n'

# The old file is followed until the new one has content and a second has gone by: a writer
# goes on with the old one until it is told. `-ef` is built into the shell, so that looking
# costs no process but the pause. A tail other than GNU's says nothing of a truncated file, and
# none notices one that has grown beyond its old size at once: its print tells, looked at now
# and then.
_FOLLOW = (
    _FROM_MARK
    + r"""
pace=1; tail -s 0.2 -c +1 </dev/null >/dev/null 2>&1 && pace=0.2
told=; tail --version 2>/dev/null | grep -q GNU && told=1
tail -s "$pace" -c +$((start + 1)) -f <&3 2>&1 & reader=$!
trap 'kill "$reader" 2>/dev/null; exit 0' TERM HUP
high=0 tick=0
while sleep 1; do
  kill -0 "$reader" 2>/dev/null || break
  if [ -z "$told" ]; then
    now=$(size /dev/fd/3); [ "$now" -lt "$high" ] && break; high=$now
  fi
  tick=$((tick + 1))
  [ $((tick % 10)) -eq 0 ] && [ "$(head -c "${sum#* }" /dev/fd/3 | cksum)" != "$sum" ] && break
  [ "$path" -ef /dev/fd/3 ] && continue
  [ -s "$path" ] || continue
  sleep 1; break
done
kill "$reader" 2>/dev/null; wait "$reader" 2>/dev/null
note "end $(size /dev/fd/3)"
"""
)

_ONCE = _FROM_MARK + "tail -c +$((start + 1)) <&3\nnote live\n"

FOLLOW = guarded(_FOLLOW)
READ = _ONCE
#: The same, up to `most` bytes.
PAGE = f'{{ {_ONCE}}} 2>/dev/null | head -c "$most"\n'

#: Files of a log, oldest first, a line each: `ID SIZE SECONDS PATH` (the time of the last
#: change). Value: path.
FILES = (
    COMMON
    + r"""
changed() { stat -L -c '%Y' -- "$1" 2>/dev/null || stat -L -f '%m' -- "$1"; }
IFS='
'
for file in $(older) "$path"; do
  [ -r "$file" ] && printf '%s %s %s %s\n' "$(ident "$file")" "$(size "$file")" \
    "$(changed "$file")" "$file"
done
"""
)

#: Bytes of a file. Values: path, start, length.
PART = COMMON + 'show "$path" 2>/dev/null | tail -c +$((start + 1)) | head -c "$length"\n'

#: The print of a file: `SUM COUNT`. Value: path.
PRINT = COMMON + 'show "$path" 2>/dev/null | head -c 256 | cksum\n'
