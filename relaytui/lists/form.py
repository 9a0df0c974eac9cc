"""What a form of list is. A form is one module here that offers `FORM`."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

import relaytui.lists
from relaytui.domain.net import Net
from relaytui.lists.entry import Effect, Entry, Parsed, Problem


@dataclass(frozen=True, slots=True)
class About:
    """What the text alone does not tell: the names of smtpd_restriction_classes (None: not
    known), and what being in a list without actions means."""

    classes: frozenset[str] | None = None
    effect: Effect = "allow"


@dataclass(frozen=True)
class Form:
    """How one kind of list is read and written.

    `name` is the word in case files. `first_wins`: the order of entries matters. `actions`
    judges the action of a new entry; None where entries have none. `inline` begins a remark
    behind an entry; empty where a daemon would take it for a part of the entry. `written` is how
    a network is written there, or why it can't be. `after` are the commands that make an edit
    effective. With `words`, entries are words of a value, and not lines.
    """

    name: str
    parse: Callable[[str, About], Parsed]
    first_wins: bool
    written: Callable[[Net], str | Problem] = str
    actions: Callable[[str], tuple[Effect, Problem | None]] | None = None
    suggest: tuple[str, ...] = ()
    inline: str = ""
    after: tuple[str, ...] = ()
    words: bool = False
    #: What a network that nothing matches is: in a list that ends with `!`, everybody is in it.
    otherwise: Callable[[tuple[Entry, ...]], bool] = field(default=lambda entries: False)


@lru_cache(maxsize=1)
def forms() -> dict[str, Form]:
    """Every form that is here, by its name."""
    found = {}
    for entry in pkgutil.iter_modules(relaytui.lists.__path__):
        form = getattr(importlib.import_module(f"relaytui.lists.{entry.name}"), "FORM", None)
        if isinstance(form, Form):
            found[form.name] = form
    return found
