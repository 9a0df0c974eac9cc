"""The decisions that hold for one address: asked after a change, with the variables `flag` (-i for
an address, -r for a network) and `value`."""

from relaytui.domain.finding import Absent, Failed
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.crowdsec import Decision
from relaytui.facts.crowdsec_said import error_of
from relaytui.facts.crowdsec_words import decisions_of, document

_SCRIPT = r"""
have cscli || exit 0
root found any cscli decisions list "$flag" "$value" -o json -l 0
"""


def parse_crowdsec_found(answers: Answers) -> tuple[Decision, ...] | Absent | Failed:
    """The decisions."""
    answer = answers["found"]
    if not answer.ran:
        return Absent("not installed", "CrowdSec")
    if answer.status != 0:
        return Failed(f"cscli says: {error_of(answer)}")
    return tuple(decisions_of(document(answer.text)))


CROWDSEC_FOUND = Fact("crowdsec-found", _SCRIPT, parse_crowdsec_found)
