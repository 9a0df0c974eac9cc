"""The one script that asks a host for facts; facts/answers.py tells how its answer looks.

Root's part goes through `sudo -n`, a command at a time, and only where `granted` names its
right: for an account that may not, each try would be a mail to root.
"""

from collections.abc import Iterable, Mapping, Sequence

from relaytui.facts.base import AnyFact
from relaytui.facts.containers import FoundContainer
from relaytui.ssh.script import Script, script

#: Answers shorter than this are sent again, rather than compared.
SHORT = 512

_PRELUDE = r"""
nl='
'
uid=$who
[ -n "$uid" ] || uid=$(id -u)
limit=; if command -v timeout >/dev/null 2>&1; then limit='timeout 8'; fi
have() { command -v "$1" >/dev/null 2>&1; }
give() {
  total=-
  if [ "${#3}" -ge "$short" ] && have cksum; then
    total=$(printf '%s' "$3" | cksum); total=${total% *}.${total#* }
    case "$nl$known$nl" in *"$nl$fact $1 $total$nl"*)
      printf '\n%s same %s %s %s\n' "$mark" "$2" "$total" "$1"; return ;;
    esac
  fi
  printf '\n%s out %s %s %s\n%s' "$mark" "$2" "$total" "$1" "$3"
}
ask() {
  label=$1; shift
  { said=$( { gave=$($limit "$@" </dev/null 2>&3 4>&-); give "$label" "$?" "$gave" >&4
    } 3>&1 4>&4 ); } 4>&1
  printf '\n%s err\n%s' "$mark" "$said"
}
root() {
  labelled=$1 right=$2; shift 2
  case "$uid $granted " in
  0\ *|*" $right "*) ;;
  *) ask "$labelled" "$@"; return ;;
  esac
  if [ "$uid" = 0 ]; then ask "$labelled" "$@"; else ask "$labelled" sudo -n "$@"; fi
}
"""

#: Runs its stdin in the container that is the relay.
_INSIDE = r"""
inside() {
  case $how in
  s) sudo -n "$engine" exec -i "$container" /bin/sh -s ;;
  *) "$engine" exec -i "$container" /bin/sh -s ;;
  esac
}
"""

# An answer of a few bytes is not worth a process.
_SEND = r"""
if [ "$wanted" != alive ] && have gzip; then echo gzip; facts | gzip -1; else echo plain; facts; fi
"""


def facts_script(
    facts: Sequence[AnyFact],
    mark: str,
    granted: Iterable[str] = (),
    sums: Mapping[tuple[str, str], str] | None = None,
    place: FoundContainer | None = None,
    given: Mapping[str, str] | None = None,
) -> Script:
    """All of them in one round trip. `mark` is a fresh random word; `sums` are those of the last
    answers, which are not sent again where they are the same; `place` is the container that
    facts of the mail system are asked in; `given` are further variables, `who` among them: the
    account's number, 1 for any that is not root; the host is asked where it is empty."""
    known = "\n".join(
        f"{fact} {label} {total}" for (fact, label), total in (sums or {}).items() if total != "-"
    )
    values = {
        "wanted": " ".join(one.name for one in facts), "mark": mark,
        "granted": " ".join(granted), "known": known, "short": str(SHORT), "who": "",
        **(given or {}),
    }  # fmt: skip
    outside = [one for one in facts if not (place and one.mail)]
    inside = [one for one in facts if place and one.mail]
    bodies = _bodies(outside)
    prelude = _PRELUDE
    if place and inside:
        prelude += _INSIDE
        inner = script("facts", f"{_PRELUDE}{_bodies(inside)}", **(values | {"who": ""}))
        bodies += f"\ninside <<'{mark}'\n{inner.text}{mark}"
        values |= {"engine": place.engine, "how": place.how, "container": place.name}
    body = (
        f"{prelude}facts() {{\nprintf '%s clock %s\\n' \"$mark\" \"$(date '+%s.%N %z')\"\n"
        f"{bodies}\nprintf '\\n%s done\\n' \"$mark\"\n}}\n{_SEND}"
    )
    return script("facts", body, **values)


def _bodies(facts: Iterable[AnyFact]) -> str:
    return "\n".join(
        f"printf '\\n%s fact %s\\n' \"$mark\" {one.name}; fact={one.name}\n"
        f"(\n{one.script.strip()}\n)\nprintf '\\n%s end %s\\n' \"$mark\" {one.name}"
        for one in facts
    )
