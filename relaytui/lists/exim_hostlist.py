"""A file of an Exim host list: one item a line, the first match decides.

A list whose last item is negated holds everybody whom no item matches. Host bits do no harm. What
is no address is looked up as a host name, and where that fails Exim leaves the list.
"""

from msgspec.structs import replace

from relaytui.domain.net import Net
from relaytui.lists.address_rows import address_rows, spaced_remark
from relaytui.lists.covering import covered
from relaytui.lists.entry import Entry, Parsed, Problem, problem
from relaytui.lists.form import About, Form
from relaytui.lists.pattern import masked


def parse(text: str, about: About) -> Parsed:
    """The items of such a file."""
    found = address_rows(text, read, about.effect, spaced_remark)
    problems = found.problems
    if everybody_else(found.entries):
        words = "the last item is negated: the list holds everybody whom no item matches"
        problems = (*problems, problem("negation_last", words))
    entries = covered(_until_broken(found.entries), first_wins=True)
    return replace(found, entries=entries, problems=problems)


def _until_broken(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """What is meant for an address and is none is looked up as a name; Exim leaves the list
    there, as it finds none."""
    end = next((one for one in entries if one.on and one.dead), None)
    if end is None:
        return entries
    words = f"stands behind line {end.line}, where Exim leaves the list: that is no address"
    told = problem("never_reached", words)
    return tuple(
        one
        if not one.on or one.line < end.line
        else replace(one, broken=True)
        if one is end
        else replace(one, dead=True, problems=(*one.problems, told))
        for one in entries
    )


def read(item: str) -> tuple[Net | None, Problem | None]:
    """One item: an address, a network, or `*` for all."""
    return masked(item)


def everybody_else(entries: tuple[Entry, ...]) -> bool:
    """Whether whom no item matches is in the list."""
    on = [one for one in entries if one.on]
    return bool(on) and on[-1].negated


FORM = Form("exim_hostlist", parse, True, otherwise=everybody_else)
