"""A cidr table of postscreen_access_list: permit, reject or dunno, and nothing else."""

import msgspec

from relaytui.lists.access_rows import RuleReader
from relaytui.lists.actions import POSTSCREEN, postscreen
from relaytui.lists.covering import covered
from relaytui.lists.entry import Effect, Parsed, Problem, problem
from relaytui.lists.form import About, Form

_MEANT = {"ok": "permit", "relay": "permit", "allow": "permit", "deny": "reject", "drop": "reject"}


def parse(text: str, about: About) -> Parsed:
    """The rules of such a table."""
    found = RuleReader(text, postscreen).read(blocks=True)
    return msgspec.structs.replace(found, entries=covered(found.entries, first_wins=True))


def judge(action: str) -> tuple[Effect, Problem | None]:
    """A new rule's action: one of the three words alone, since postscreen would take what
    stands behind it for further words of its list."""
    effect = POSTSCREEN.get(action.lower())
    if effect is None:
        return "neutral", problem("wrong_action", f"{action} is none of permit, reject, dunno")
    return effect, None


def suggested(action: str) -> tuple[str, ...]:
    """What may have been meant by a wrong word."""
    first = action.split()[0].lower() if action.split() else ""
    meant = first if first in POSTSCREEN else _MEANT.get(first)
    return (meant,) if meant else tuple(POSTSCREEN)


FORM = Form("postscreen_cidr", parse, True, actions=judge, after=("postfix reload",))
