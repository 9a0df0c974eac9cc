"""An ip map of rspamd: an address or network a line, and what stands behind it is its value.

Any entry counts, the most exact one gives the value; rspamd sees a change by itself.
"""

import msgspec

from relaytui.domain.net import Net
from relaytui.lists.address_rows import address_rows, any_remark
from relaytui.lists.covering import covered
from relaytui.lists.entry import Parsed, Problem
from relaytui.lists.form import About, Form
from relaytui.lists.pattern import masked


def parse(text: str, about: About) -> Parsed:
    """The entries of such a map."""
    found = address_rows(text, read, about.effect, any_remark)
    return msgspec.structs.replace(found, entries=covered(found.entries, first_wins=False))


def read(line: str) -> tuple[Net | None, Problem | None]:
    """The key is the first word."""
    words = line.split(None, 1)
    return masked(words[0]) if words else (None, None)


FORM = Form("rspamd_map", parse, False, inline="# ")
