"""Fact: CrowdSec's allowlists as they are at this moment, for changes of them.

`cscli allowlists list -o json` (1.6.8 and newer) gives a list of objects with `name` and `items`;
older versions know no such command.
"""

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.complaints import Meaning, meaning_of
from relaytui.facts.crowdsec_words import WORD, Allowed, allowed_of, document

_SCRIPT = r"""
have cscli || exit 0
root allowlists any cscli allowlists list -o json
"""
#: What is missing in versions that have none.
TOO_OLD = Failed("this cscli has no allowlists: CrowdSec 1.6.8 or newer has them")

Lists = dict[str, tuple[Allowed, ...]]


def parse_allowlists(answers: Answers) -> Lists | Absent | Failed:
    """The entries, by the name of their list; a list may be empty."""
    said = answers["allowlists"]
    if not said.ran:
        return Absent("not installed", "CrowdSec")
    if said.status != 0:
        words = said.complaint or said.text
        if "unknown command" in words or "unknown flag" in words or "Usage:" in words:
            return TOO_OLD
        meaning = meaning_of(said)
        if meaning is Meaning.NOT_RUNNING:
            return Failed("CrowdSec is not running: its API does not answer")
        return Failed(safe(f"cscli allowlists list: {meaning or words.strip()}", 300))
    found = document(said.text)
    if not isinstance(found, list):
        # Without a command that it knows, an old cscli prints its help and is content.
        return {} if found is None and said.text.strip() in ("null", "[]") else TOO_OLD
    lists: Lists = {}
    for one in found:
        if isinstance(one, dict) and one.get("name"):
            lists[str(safe(str(one["name"]), WORD))] = allowed_of(one)
    return lists


CROWDSEC_ALLOWLISTS = Fact("crowdsec-allowlists", _SCRIPT, parse_allowlists, patience=20.0)
