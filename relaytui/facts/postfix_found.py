"""What Postfix's own look-up finds: asked after a change, with the variables `address` and
`tables` (blanks between them)."""

from collections.abc import Mapping

from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact

# Lists of one address are small, and root reads them all.
_SCRIPT = r"""
have postmap || exit 0
set -f
for table in $tables; do root "found:$table" any postmap -q "$address" "$table"; done
"""


def parse_postfix_found(answers: Answers) -> dict[str, SafeText]:
    """What each table gives, by its name; empty where it gives nothing. One that can't be asked
    is not among them."""
    return {
        table: safe(answer.text.strip(), 200)
        for table, answer in answers.labelled("found:").items()
        if answer.status in (0, 1) and not (answer.status and answer.complaint)
    }


def found_in(found: Mapping[str, SafeText], table: str) -> str:
    """What a table gives, in words also where it was not asked."""
    return found.get(table, "no answer")


POSTFIX_FOUND = Fact("postfix-found", _SCRIPT, parse_postfix_found)
