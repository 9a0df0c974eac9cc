"""A file of an OpenSMTPD table of addresses, one a line; any of them counts (table(5)).

The first line decides whether the file is a list or has values, and a blank or a colon begins a
value: an IPv6 address, or a word behind an address, in the first line makes smtpd refuse the whole
file (seen with 6.8).
"""

from msgspec.structs import replace

from relaytui.lists.address_rows import address_rows
from relaytui.lists.covering import covered
from relaytui.lists.entry import Entry, Parsed, problem
from relaytui.lists.form import About, Form
from relaytui.lists.pattern import masked


def parse(text: str, about: About) -> Parsed:
    """The entries of such a file."""
    found = address_rows(text, masked, about.effect, len)
    # Newer versions know this mark, with which a colon is a part of an address.
    plain = any(one.strip("# \t\r") == "@list" for one in text.split("\n")[:20])
    entries, first = [], True
    for one in found.entries:
        entries.append(one if plain or not one.on else _split(one, first=first))
        first = first and not one.on
    return replace(found, entries=covered(entries, first_wins=False))


def _split(one: Entry, *, first: bool) -> Entry:
    if not set(one.what) & {":", " ", "\t"}:
        return one
    words = f"{one.what}: smtpd takes a blank or a colon for the end of the key"
    if first:
        words += ", and refuses the whole file as a list of addresses"
    told = problem("inline_text_is_part_of_result", words)
    return replace(one, broken=first, dead=one.dead and not first, problems=(told, *one.problems))


FORM = Form("opensmtpd_table", parse, False, after=("smtpctl update table NAME",))
