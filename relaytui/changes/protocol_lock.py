"""Pieces of the write protocol (changes/protocol.py): the lock."""

# Two locks where there is flock. `lock` is held by the script alone: a daemon that it starts
# would keep it for good. `busy` is handed on to what it runs, so that nothing is taken back while
# a command of a script that was killed is still at work; who waits for it waits a minute at most.
LOCK = r"""
pause() { sleep 0.1 2>/dev/null || sleep 1; }
lock() {
  why=home tries=0
  [ ! -L "$home" ] && mkdir -p "$home/open" "$home/done" && chmod 700 "$home" || return 1
  (: >>"$home/lock") || return 1
  why=lock
  if have flock; then
    exec 9>>"$home/lock"
    until flock -n 9; do tries=$((tries + 1)); [ "$tries" -le 150 ] || return 1; pause; done
    [ -e "$home/lock" ] || return 1  # all of ours has just been taken away
    alone
  else
    until mkdir "$home/lock.d" 2>/dev/null; do
      break_in
      tries=$((tries + 1)); [ "$tries" -le 150 ] || return 1
      pause
    done
    echo "$$" >"$home/lock.d/pid"
  fi
  printf '%s\n' "$op $id since $(date '+%H:%M:%S %Z')" >"$home/holder" || :
}
alone() {
  exec 8>>"$home/busy"
  flock -n 8 && return
  tries=0
  while [ -n "$(ls "$home/open")" ] && [ "$tries" -le 650 ]; do
    if flock -n 8; then return; fi
    tries=$((tries + 1)); pause
  done
  rm -f "$home/busy"; exec 8>>"$home/busy"; flock -n 8
}
break_in() {
  if ! mkdir "$home/lock.breaking" 2>/dev/null; then
    find "$home/lock.breaking" -prune -mmin +2 -exec rmdir {} \; 2>/dev/null; return
  fi
  holder=$(line_of "$home/lock.d/pid")
  if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then rm -rf "$home/lock.d"
  else find "$home/lock.d" -prune -mmin +30 -exec rm -rf {} \; 2>/dev/null; fi
  rmdir "$home/lock.breaking"
}
unlock() {
  rm -f "$home/holder"
  if have flock; then exec 9>&- 8>&-; else rm -rf "$home/lock.d"; fi
}
"""
