"""The user's own keys: which action has which, and what is wrong with what was asked for."""

import difflib
from collections.abc import Mapping

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

from relaytui.domain.text import safe
from relaytui.errors import UsageError
from relaytui.widgets.keys import ACTIONS, key_label, key_name

#: Keys of questions, and the last way out, stay where they are.
FIXED = ("confirm.", "change.", "reason.", "overlay.", "passphrase.", "app.quit")
#: Parts of ids of what holds beside every other part.
_EVERYWHERE = frozenset({"app", "screen", "view"})
#: What has all keys for itself while it is there.
_ALONE = frozenset({"confirm", "passphrase", "overlay", "command", "filter"})

_NAMED = frozenset({*(one.value for one in Keys), *KEY_NAME_REPLACEMENTS.values()})
_MODIFIERS = ("ctrl+", "shift+", "alt+")


def checked_keymap(wanted: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The keymap that can be used (id to names of keys), and why the rest can't, in words.

    `wanted` is from an id to keys, separated by commas: `{"logs.wrap": "w,ctrl+w"}`. What can't be
    used leaves its action at the keys it had.
    """
    keymap: dict[str, str] = {}
    problems: list[str] = []
    for action, keys in wanted.items():
        try:
            keymap[action] = _names(action, keys)
        except UsageError as error:
            problems.append(safe(f"keymap: {error}", 300))
    while clash := _clash(keymap):
        action, name, other = clash
        stays = ACTIONS[action].key.replace(",", " ")
        problems.append(
            f"keymap: {action}: {key_label(name)} is the key of {other}. {action} stays at {stays}"
        )
        del keymap[action]
    return keymap, problems


def _names(action: str, keys: str) -> str:
    if action.startswith(FIXED):
        raise UsageError(f"{action} can't be moved", "Take it out of the keymap")
    if action not in ACTIONS:
        near = difflib.get_close_matches(action, ACTIONS, 1, 0.5)
        step = f"Did you mean {near[0]}?" if near else "docs/console.md lists them"
        raise UsageError(f"there is no action {action}", step)
    names = [key_name(one.strip()) for one in keys.split(",")]
    for name in names:
        if not _is_key(name):
            raise UsageError(
                f"{action}: {name!r} is no key", "Write it as w, F5, ctrl+w, space, enter or comma"
            )
    return ",".join(names)


def _is_key(name: str) -> bool:
    for modifier in _MODIFIERS:
        name = name.removeprefix(modifier)
    return name in _NAMED or (len(name) == 1 and name.isprintable()) or key_label(name) != name


def _clash(keymap: dict[str, str]) -> tuple[str, str, str] | None:
    """The last moved action that has got the key of another one beside it, the key, and that."""
    for action in reversed(keymap):
        new = set(_keys(action, keymap)) - set(_keys(action, {}))
        for other in ACTIONS:
            if other != action and _meet(action, other):
                for name in sorted(new.intersection(_keys(other, keymap))):
                    return action, name, other
    return None


def _keys(action: str, keymap: Mapping[str, str]) -> list[str]:
    own = keymap.get(action) or ACTIONS[action].key
    return [key_name(one) for one in own.split(",")]


def _meet(one: str, other: str) -> bool:
    """Whether two actions can have keys at the same time."""
    parts = {one.partition(".")[0], other.partition(".")[0]}
    return len(parts) == 1 or (bool(parts & _EVERYWHERE) and not parts & _ALONE)
