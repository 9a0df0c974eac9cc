"""A cidr access table of Postfix: the first rule that matches a client decides."""

from functools import partial

import msgspec

from relaytui.domain.net import Net
from relaytui.lists.access_rows import RuleReader
from relaytui.lists.actions import access
from relaytui.lists.covering import covered
from relaytui.lists.entry import Parsed
from relaytui.lists.form import About, Form

_AFTER = ("postfix reload",)


def parse(text: str, about: About) -> Parsed:
    """The rules of a cidr table."""
    found = RuleReader(text, partial(access, classes=about.classes)).read(blocks=True)
    return msgspec.structs.replace(found, entries=covered(found.entries, first_wins=True))


def written(net: Net) -> str:
    """As the table takes it; brackets are not needed."""
    return str(net)


FORM = Form(
    "postfix_cidr", parse, True, written, access, suggest=("OK", "REJECT", "DUNNO"), after=_AFTER
)
