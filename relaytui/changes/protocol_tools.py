"""Pieces of the write protocol (changes/protocol.py): its words, and whom it trusts."""

# Words are read by the shell itself where it can: on a small host each process is a millisecond.
# `folder_fit` looks at a folder and all above it: who can write to one of them can put a link in
# the place of what root is about to write. A sticky folder above (/tmp) does no harm.
TOOLS = r"""
trap '' PIPE HUP INT TERM
umask 077
unset CDPATH
have() { command -v "$1" >/dev/null 2>&1; }
say() { printf '\n%s %s\n' "$mark" "$*" 2>/dev/null; }
told() { printf '\n%s said\n' "$mark" 2>/dev/null; head -c 2000 "$deed/said" 2>/dev/null; }
limit=; brief=
if have timeout; then
  for form in 'timeout -k 5 60' 'timeout 60' 'timeout -t 60'; do
    if $form true 2>/dev/null; then limit=$form; brief="${form%60}5"; break; fi
  done
fi
sum() {
  summed=$(if have sha256sum; then sha256sum <"$1"; elif have shasum; then shasum -a 256 <"$1"
    else sha256 -q <"$1"; fi 2>/dev/null)
  printf '%s\n' "${summed%% *}"
}
sum_of() { if [ -e "$1" ] || [ -L "$1" ]; then sum "$1"; else echo absent; fi; }
firm() { sync -d "$@" 2>/dev/null || fsync "$@" 2>/dev/null || sync; }
point() { printf '%s\n' "$*" >>"$deed/state" && firm "$deed/state"; } 2>/dev/null
at_point() { grep -q -x -F -e "$1" "$deed/state" 2>/dev/null; }
line_of() {
  first=
  { IFS= read -r first <"$1" || [ -n "$first" ]; } 2>/dev/null && printf '%s\n' "$first"
}
real_of() { if [ -L "$1" ]; then readlink -f "$1"; else printf '%s\n' "$1"; fi; }
folder_of() { case $1 in */*) printf '%s\n' "${1%/*}/";; *) printf './\n';; esac; }
owner_of() { ls -ldn "$1" 2>/dev/null | awk 'NR == 1 { print $3 }'; }
folder_fit() {
  at=$(cd -P "$1" 2>/dev/null && pwd -P) || return 1
  set -- "$at"
  while [ "$at" != / ]; do at=${at%/*}; at=${at:-/}; set -- "$@" "$at"; done
  for at in "$@"; do ls -ldn "$at" || return 1; done 2>/dev/null |
    awk -v ours="$(owner_of "$home/open")" -v count="$#" '
      $3 != 0 && $3 != ours { bad = 1 }
      NR > 1 && substr($1, 10, 1) ~ /[tT]/ { next }
      substr($1, 9, 1) == "w" || (substr($1, 6, 1) == "w" && $4 != 0) { bad = 1 }
      END { exit bad || NR != count }'
}
booted() {
  cat /proc/sys/kernel/random/boot_id 2>/dev/null || sysctl -n kern.boottime 2>/dev/null
  sed 's/.*) //' /proc/1/stat 2>/dev/null | cut -d ' ' -f 20
}
"""
