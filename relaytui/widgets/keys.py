"""Bindings: every key has an id that a keymap can move, and words for the help."""

from textual.binding import Binding


def key(
    keys: str,
    action: str,
    words: str,
    tooltip: str,
    *,
    id: str,
    show: bool = False,
    label: str | None = None,
    priority: bool = False,
) -> Binding:
    """A binding; `words` stand in the hint line, `tooltip` in the help, `label` names the key."""
    return Binding(
        keys, action, words, show=show, key_display=label, priority=priority,
        tooltip=tooltip, id=id,
    )  # fmt: skip


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
}


def key_label(binding: Binding) -> str:
    """How a key is written for people."""
    if binding.key_display:
        return binding.key_display
    if binding.key.startswith("ctrl+"):
        return f"Ctrl-{binding.key[5:].upper()}"
    if binding.key.startswith("upper_"):
        return binding.key[6:].upper()
    return _LABELS.get(binding.key, binding.key)
