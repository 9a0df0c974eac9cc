"""What is wanted of a list that trusts, and what an edit of it gives."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from relaytui.changes.plan import Moment
from relaytui.domain.intent import Allow, Disallow, Switch
from relaytui.lists.edit import Refused

#: How the commands say that what was asked about is meant.
CONFIRM = "--confirm"
#: What our own file begins with.
HEADING = """\
# Made by relaytui: who may send mail through this host. An entry with until= (seconds since 1970,
# 0 for good) is taken out when that time has come.
"""


class Changed(NamedTuple):
    """A text before (None: no file) and after, and what to know."""

    before: str | None
    after: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wish:
    """What is wanted, by whom, when."""

    intent: Allow | Disallow | Switch
    moment: Moment

    @property
    def on(self) -> bool:
        """Whether the network is to be trusted."""
        return isinstance(self.intent, Allow) or (
            isinstance(self.intent, Switch) and self.intent.on
        )

    @property
    def until(self) -> float | None:
        """When the entry ends; None where it does not."""
        seconds = self.intent.seconds if isinstance(self.intent, Allow) else None
        return None if seconds is None else self.moment.now + seconds


def wish_words(what: str) -> str:
    """How to say yes to something."""
    return f"{CONFIRM}: {what}"


def asked(refused: Refused) -> Refused:
    """A refusal, with how to say yes where that can be done."""
    if refused.code != "needs_confirmation":
        return refused
    return replace(refused, suggest=(*refused.suggest, wish_words("it is meant")))
