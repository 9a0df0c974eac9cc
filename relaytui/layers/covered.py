"""An address within a wider entry: what is said, and what is offered."""

from relaytui.domain.intent import Unblock
from relaytui.domain.net import Net
from relaytui.lists.edit import Refused


def still_blocked(net: Net, wider: Net, place: str, more: str = "") -> Refused:
    """A wider entry keeps it out: it can be lifted as a whole, or parted."""
    return Refused(
        "covered_by",
        f"{net} is in {wider}, which {place} blocks{more}",
        (f"lift {wider}", "part it (--split): the rest of it stays blocked"),
        covering=(str(wider),),
    )


def part_words(wider: Net, intent: Unblock) -> str:
    """The reason of a part that stays blocked."""
    return f"rest of {wider} without {intent.net}"
