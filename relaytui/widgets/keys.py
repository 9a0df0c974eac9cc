"""Bindings: every key has an id that a keymap can move, and words for the help."""

from collections.abc import Mapping

from textual.binding import Binding
from textual.keys import _character_to_key, format_key

#: Every action that a key can be given to, by its id; filled when the modules with keys are loaded.
ACTIONS: dict[str, Binding] = {}


def key(
    keys: str,
    action: str,
    words: str,
    tooltip: str,
    *,
    id: str,
    show: bool = False,
    priority: bool = False,
) -> Binding:
    """A binding; `words` stand in the hint line, `tooltip` in the help."""
    made = ACTIONS[id] = Binding(
        keys, action, words, show=show, priority=priority,
        tooltip=tooltip, id=id,
    )  # fmt: skip
    return made


_LABELS = {
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "tab": "Tab",
    "shift+tab": "Shift-Tab",
}


def keys_in_force(binding: Binding, keymap: Mapping[str, str]) -> list[str]:
    """The keys of an action, by their names: those of the keymap, else its own."""
    own = ACTIONS.get(binding.id or "", binding).key
    return [key_name(one) for one in keymap.get(binding.id or "", own).split(",")]


def key_name(key: str) -> str:
    """The name of a key that may be written as its character: `?` is `question_mark`."""
    return _character_to_key(key) if len(key) == 1 else key.lower()


def key_label(name: str) -> str:
    """How a key is written for people."""
    if name.startswith("ctrl+"):
        return f"Ctrl-{name[5:].upper()}"
    return _LABELS.get(name) or (name if len(name) == 1 else format_key(name))
