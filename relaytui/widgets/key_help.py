"""What `?` shows: the keys of the focused panel first, then those that hold everywhere."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.binding import Binding

from relaytui.widgets.commands import commands_of
from relaytui.widgets.keys import key_label
from relaytui.widgets.text_panel import Paragraph

if TYPE_CHECKING:
    from relaytui.widgets.relay_screen import RelayScreen

#: Ids of keys that every list and every screen has.
_SHARED = ("view.", "screen.", "app.")


def help_paragraphs(screen: "RelayScreen") -> list[Paragraph]:
    """The keys in force, by where they hold, then the commands that take a text."""
    title = screen.relay_app.screens.title_of(screen)
    own = screen.own_bindings()
    shared = [*own, *screen.relay_app.screens.bindings()]
    found = [
        *_part(screen, title, (one for one in own if not (one.id or "").startswith(_SHARED))),
        *_part(screen, "Moving", (one for one in own if (one.id or "").startswith("view."))),
        *_part(screen, "Everywhere", (one for one in shared if _is_everywhere(one))),
    ]
    commands = [one for one in commands_of(screen.relay_app) if one.argument]
    found += [Paragraph(""), Paragraph("Commands", token="accent", literal=False)]
    return found + [Paragraph(f":{one.name} {one.argument}: {one.about}", literal=False)
                    for one in commands]  # fmt: skip


def _is_everywhere(binding: Binding) -> bool:
    return (binding.id or "").startswith(("screen.", "app."))


def _part(screen: "RelayScreen", title: str, bindings: Iterable[Binding]) -> list[Paragraph]:
    known = {one.id: one for one in bindings if one.tooltip}
    if not known:
        return []
    lines = [
        Paragraph(one.tooltip, " ".join(map(key_label, screen.keys_of(one))), literal=False)
        for one in known.values()
    ]
    return [Paragraph(title, token="accent", literal=False), *lines, Paragraph("")]
