"""sh for facts whose commands cost the host a lot: they are asked anew when something has changed
or they have become old, and never for more than a share of one core.

The host keeps nothing: what it needs to know of earlier looks stands in the sums that come back
to it in `known` (engine/facts_script.py). The sum of an answer that was paced is

    STATUS.WHEN.STATE.CKSUM     WHEN in seconds, STATE a word without a dot

and the label `owed` has, in place of WHEN, the second at which all that was spent is paid for.
A second of processor time of the commands takes 150 s to pay: 0.67 % of one core. What an idle
host has not used is there for a burst, up to 60 s of pay (0.4 s of processor time).
"""

from typing import Final

#: Defines, after `set -f`:
#:   recall LABEL               whether it is known: kept_status, kept_at, kept_state, kept_sum
#:   younger SECONDS            whether what was recalled is
#:   paced LABEL STATE OLDEST RIGHT WORDS…   as `root`, stderr joined to stdout, unless what is
#:                              known is of this STATE and younger than OLDEST seconds ($retry
#:                              where it failed), or the debt reaches beyond $ahead seconds;
#:                              status 0: it was asked now, $gave and $status tell what it said
#:   keep_all                   all that is known, as it was
#:   mark_as LABEL STATE        a label that tells nothing but its STATE, to recall it
#:   settle                     says what is owed; the last thing of a script
PACED: Final = r"""
set -f
now=$(date +%s)
mine=
IFS=$nl
for line in $known; do
  case $line in "$fact "*) mine=$mine${line#"$fact "}$nl ;; esac
done
unset IFS
ran=0 ahead=0 retry=20
recall() {
  IFS=$nl
  for line in $mine; do
    case $line in "$1 "*)
      IFS=.
      set -- ${line#"$1 "}
      unset IFS
      kept=$1.$2.$3.$4 kept_status=$1 kept_at=$2 kept_state=$3 kept_sum=$4
      return 0 ;;
    esac
  done
  unset IFS
  return 1
}
# A time that is still to come is of a clock that was put back: it is no age.
younger() { [ "$kept_at" -le $((now + 5)) ] && [ $((now - kept_at)) -lt "$1" ]; }
ticks() {
  spent=$((ran * 15))
  { read -r line </proc/self/stat; } 2>/dev/null || return 0
  set -- ${line##*) }
  [ "$#" -lt 15 ] || spent=$((${14} + ${15}))
}
ticks
before=$spent first=
if recall owed; then owed=$kept_at; else owed=$((now - 60)) first=1; fi
[ "$owed" -gt $((now - 60)) ] || owed=$((now - 60))
[ "$owed" -le $((now + 300)) ] || owed=$now
affords() {
  ticks
  if [ -n "$first" ]; then [ "$ran" -lt 24 ] && [ $((spent - before)) -lt 400 ]; return; fi
  [ $((owed + (spent - before) * 3 / 2)) -le $((now + ahead)) ]
}
as_root() {
  right=$1; shift
  case "$uid $granted " in
  0\ *) $limit "$@" ;;
  *" $right "*) $limit sudo -n "$@" ;;
  *) $limit "$@" ;;
  esac
}
paced() {
  label=$1 state=$2 oldest=$3 right=$4; shift 4
  kept=
  if recall "$label"; then
    [ "$kept_status" = 0 ] || oldest=$retry
    if [ "$kept_state" = "$state" ] && younger "$oldest" || ! affords; then
      printf '\n%s same %s %s %s\n' "$mark" "$kept_status" "$kept" "$label"
      return 1
    fi
  else
    affords || return 1
  fi
  gave=$(as_root "$right" "$@" </dev/null 2>&1)
  status=$? ran=$((ran + 1))
  sum=$(printf '%s' "$gave" | cksum)
  sum=${sum% *}-${sum#* }
  total=$status.$now.$state.$sum
  if [ -n "$kept" ] && [ "$kept_status $kept_sum" = "$status $sum" ]; then
    printf '\n%s same %s %s %s\n' "$mark" "$status" "$total" "$label"
  else
    printf '\n%s out %s %s %s\n%s' "$mark" "$status" "$total" "$label" "$gave"
  fi
}
mark_as() { printf '\n%s out 0 0.0.%s.- %s\n' "$mark" "$2" "$1"; }
keep_all() {
  IFS=$nl
  for line in $mine; do
    case $line in owed\ *) continue ;; esac
    label=${line%% *} kept=${line#* }
    printf '\n%s same %s %s %s\n' "$mark" "${kept%%.*}" "$kept" "$label"
  done
  unset IFS
}
settle() {
  ticks
  if [ -n "$first" ]; then owed=$now; else owed=$((owed + (spent - before) * 3 / 2)); fi
  printf '\n%s out 0 0.%s.-.- owed\n' "$mark" "$owed"
}
"""
