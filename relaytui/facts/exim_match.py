"""Whether Exim finds an address in its files: asked after a change, with the variables `address`
and `paths` (blanks between them)."""

from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact

_SCRIPT = r"""
exim=exim4; have exim4 || exim=exim; have "$exim" || exit 0
set -f
for path in $paths; do
  found="\${if match_ip{$address}{$path}{yes}{no}}"
  ask "match:$path" "$exim" -be "\${if exists{$path}{$found}{no}}"
done
"""


def parse_exim_match(answers: Answers) -> dict[str, bool]:
    """By file; one that Exim can't compare is not among them."""
    said = {path: one.text.strip() for path, one in answers.labelled("match:").items()}
    return {path: word == "yes" for path, word in said.items() if word in ("yes", "no")}


EXIM_MATCH = Fact("exim-match", _SCRIPT, parse_exim_match)
