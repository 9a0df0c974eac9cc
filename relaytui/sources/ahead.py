"""How far behind its log a reader is, and where it would go on to be up to date again.

Lines are counted on the host, so that nobody need read what is passed over.
"""

from dataclasses import dataclass

from relaytui.sources.file_script import RESUME
from relaytui.ssh.script import Script, script

# The notes of the functions that are shared would be counted as lines. One line more is passed
# over than newlines are: the reader begins anywhere in a line, and drops that.
AHEAD = (
    RESUME
    + r"""
note() { :; }
ahead() {
  find_marked
  [ -n "$found" ] && exec 3<"$path" || return 0
  old=1 from=0 end=$(size /dev/fd/3)
  if [ "$found" = "$path" ]; then old= from=$start; fi
  [ -n "$old" ] || [ "$(ident /dev/fd/3)" = "$mark" ] || return 0
  to=$((end - keep))
  [ "$to" -ge "$from" ] || to=$from
  [ -n "$old" ] || [ "$to" -gt "$from" ] || return 0
  lines=$({ [ -z "$old" ] || rest_of_older
    tail -c +$((from + 1)) <&3 | head -c $((to - from)); } 2>/dev/null | wc -l)
  [ "$to" -eq 0 ] || lines=$((lines + 1))
  sum=$(head -c 256 <"$path" | cksum)
  printf '%s %s %s %s %s %s\n' "$(ident /dev/fd/3)" "$to" "${sum#* }" "${sum%% *}" \
    "$((lines))" "$path"
}
each() {
  mark=$1 start=$2 count=$3 sum=$4
  ahead
}
for place in $places; do
  path=${place#* * * * }
  each $(printf '%s' "${place%" $path"}" | tr ' ' '\n')
done
"""
)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A place in a file near its end, and the lines between the reader and there."""

    path: str
    ident: str
    start: int
    count: int
    total: int
    lines: int


def ahead_script(places: str, keep: int) -> Script:
    """The script `log-ahead`; `places` are marks, `ID START COUNT SUM PATH` a line each, and
    `keep` is how many bytes before the end of its file each would go on."""
    return script("log-ahead", AHEAD, places=places, keep=keep)


def parse_ahead(stdout: bytes) -> list[Ahead]:
    """Its answer: those that have anything to pass over."""
    found = []
    for line in stdout.decode("utf-8", "surrogateescape").split("\n"):
        words = line.split(" ", 5)
        if len(words) == 6 and all(word.isdecimal() and len(word) < 18 for word in words[1:5]):
            start, count, total, lines = map(int, words[1:5])
            found.append(Ahead(words[5], words[0], start, count, total, lines))
    return found
