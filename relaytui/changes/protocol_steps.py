"""Pieces of the write protocol (changes/protocol.py): the steps, their way back, what is kept."""

# Each step back is noted, so that a break amid them does not run the way back of a command twice.
# Where it came amid such a command, or after the host has booted, a way back that fails has
# nothing left to do: it was done, or went with the boot.
STEPS = r"""
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
  boot=$(booted); if [ "$boot" = "$(cat "$deed/boot" 2>/dev/null)" ]; then boot=; fi
  while [ "$n" -ge 1 ]; do
    if at_point "begin $n" && ! at_point "back $n"; then
      if [ "$(kind_of "$n")" = put ]; then put_back "$n" || torn="$torn $n"
      else run_back "$n" || torn="$torn $n"; fi
      case " $torn " in *" $n "*) ;; *) point "back $n";; esac
    fi
    n=$((n - 1))
  done
  if [ -n "$torn" ]; then point torn; return 1; fi
  point restored
  return 0
}
run_back() {
  maybe=$boot
  if at_point "backing $1" || ! at_point "ran $1"; then maybe=yes; fi
  point "backing $1"
  runs "$1.undo" undone || [ -n "$maybe" ] || { point "failed back $1"; return 1; }
}
stow() {
  for link in "$deed"/*.path; do
    [ -e "$link" ] || continue
    beside=$(folder_of "$(real_of "$(line_of "$link")")"); rm -f "$beside.relaytui.$id."*
  done
  rm -f "$deed/said" "$deed/until" "$deed/switch" "$deed/armed"
  rm -rf "$home/done/$id"
  mv "$deed" "$home/done/$id" && firm "$home/done" "$home/open"
}
note() {
  if have logger; then
    $brief logger -t relaytui -p auth.notice -- \
      "$1: $(head -c 500 "$deed/what" | tr '\n' ' ')" 8>&- 9>&-
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
    else
      say torn "$id" "$(line_of "$deed/what")"; note "not wholly restored after a break"; stow
    fi
  done
  rm -rf "$home"/new.*
  find "$home/done" -mindepth 1 -maxdepth 1 -mtime "+$days" -exec rm -rf {} + 2>/dev/null
}
"""
