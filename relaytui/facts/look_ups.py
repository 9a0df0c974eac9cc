"""What a mail server's own tool finds for an address in its lists: the proof of an edit.

`lookups` has a line for each: the key, a blank, the table as postmap has it (`cidr:/FILE`), or
`match_ip:/FILE` for a file of one of Exim's host lists.
"""

from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.postmap import LookedUp, parse_look_up

_SCRIPT = r"""
exim=exim4; have exim4 || exim=exim
while [ -n "$lookups" ]; do
  each=${lookups%%"$nl"*} lookups=${lookups#"$each"}
  lookups=${lookups#"$nl"}
  key=${each%% *} table=${each#* }
  case $table in
  match_ip:*) root "table:$table" any "$exim" -be "\${if match_ip{$key}{${table#*:}}{yes}{no}}" ;;
  *) root "table:$table" any postmap -q "$key" "$table" ;;
  esac
done
"""


def parse_look_ups(answers: Answers) -> dict[str, LookedUp]:
    """The answers, by table."""
    return {
        table: _matched(answer) if table.startswith("match_ip:") else parse_look_up(answer)
        for table, answer in answers.labelled("table:").items()
    }


def _matched(answer: Answer) -> LookedUp:
    """Exim prints yes or no, or `Failed:` and why."""
    said = answer.text.strip()
    if answer.status == 0 and said in ("yes", "no"):
        return LookedUp(SafeText("yes") if said == "yes" else None)
    words = said or answer.complaint or f"exit status {answer.status}"
    return LookedUp(None, error=safe(words, 300))


LOOK_UPS = Fact("look-ups", _SCRIPT, parse_look_ups, mail=True)
