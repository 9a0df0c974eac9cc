"""Changes of ours that a break has left half done on a host, or that wait for a word: looked for
only where a folder of ours is."""

from dataclasses import dataclass

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact

# The folder stands here, since facts know nothing of changes (changes/protocol.py).
_SCRIPT = r"""
if [ -d /var/lib/relaytui ]; then
  root open any sh -c 'cd /var/lib/relaytui/open && for one in *; do
    [ -e "$one/count" ] || continue
    until=$(head -n 1 "$one/until" 2>/dev/null); now=$(date +%s)
    if [ "${until:-0}" -gt "$now" ]; then how=waits; else how=left; fi
    printf "%s %s %s\n" "$how" "$one" "$(head -c 1000 "$one/what" 2>/dev/null | head -n 1)"
  done; true'
fi
"""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One of them. `waits`: it is taken back by the host itself, unless it is confirmed."""

    identity: SafeText
    words: SafeText
    waits: bool = False


def parse_unfinished(answers: Answers) -> tuple[Unfinished, ...] | Absent | Failed:
    """All of them; Absent where nothing was ever changed."""
    answer = answers["open"]
    if not answer.ran:
        return Absent("nothing of ours is here")
    if answer.status != 0:
        return Failed(safe(f"/var/lib/relaytui: {answer.complaint}", 200))
    found = []
    for line in answer.lines:
        how, identity, words = [*line.split(" ", 2), "", ""][:3]
        found.append(Unfinished(safe(identity, 80), safe(words, 400), how == "waits"))
    return tuple(found)


UNFINISHED = Fact("unfinished", _SCRIPT, parse_unfinished, every=3600.0)
