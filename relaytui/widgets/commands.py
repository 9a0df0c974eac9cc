"""Commands by name. What `:` takes, the palette lists and keys do is one set of actions.

A method with arguments becomes a command where it stands:

    @command("Show only lines that hold a text", "[TEXT]")
    def command_filter(self, text: str) -> None: ...

and every key with an id is one too: `logs.hit_next` is `:hit-next`.
"""

import difflib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from relaytui.errors import UsageError

if TYPE_CHECKING:
    from relaytui.app import RelayApp
    from relaytui.widgets.relay_screen import RelayScreen

_PREFIX = "command_"
#: What hands type by themselves, whatever else begins with the same letter.
_SHORT = {"q": "quit"}
#: Ids of keys that make no command: moving about, and what is a command by another name.
_KEYS_ONLY = (
    "view.", "command.", "filter.", "app.screen_", "app.leave", "app.palette", "app.command",
    "screen.block", "screen.lift", "screen.allow", "screen.back", "screen.next",
    "screen.previous",
)  # fmt: skip

Method = TypeVar("Method", bound=Callable[..., object])


class Command(NamedTuple):
    """A command: `run` takes what was typed behind the name.

    `argument` is how that is called: "" for none, `TEXT` for one that is needed, `[TEXT]`.
    """

    name: str
    about: str
    run: Callable[[str], object]
    argument: str = ""
    choices: Callable[[], Sequence[str]] = tuple
    #: What the text behind the name may become, where it is more than one of a few words.
    completes: Callable[[str], Sequence[str]] | None = None

    @property
    def needs(self) -> bool:
        """Whether it can't be run by its name alone."""
        return bool(self.argument) and not self.argument.startswith("[")


def command(
    about: str, argument: str = "", choices: str = "", completes: str = ""
) -> Callable[[Method], Method]:
    """Make a method `command_NAME` a command; `choices` names the method that lists arguments,
    `completes` one that is given what was typed and tells what it may become."""

    def mark(method: Method) -> Method:
        method.typed = (about, argument, choices, completes)  # type: ignore[attr-defined]
        return method

    return mark


def methods_of(owner: Any) -> Iterator[Command]:
    """The commands that stand in a class."""
    for attribute in dir(type(owner)):
        if attribute.startswith(_PREFIX):
            method = getattr(owner, attribute)
            if typed := getattr(method, "typed", None):
                about, argument, choices, completes = typed
                name = attribute.removeprefix(_PREFIX).replace("_", "-")
                options = getattr(owner, choices) if choices else tuple
                complete = getattr(owner, completes) if completes else None
                yield Command(name, about, method, argument, options, complete)


def commands_of(app: "RelayApp") -> list[Command]:
    """All that can be done now, the shown screen's own first. A name stands once."""
    screen = app.screens.shown()
    found: dict[str, Command] = {}
    for one in _all_of(app, screen):
        found.setdefault(one.name, one)
    return list(found.values())


def _all_of(app: "RelayApp", screen: "RelayScreen | None") -> Iterator[Command]:
    if screen is not None:
        yield from methods_of(screen)
        yield from _keys_of(screen)
    for spec in app.screens.specs:
        if app.fleet and spec.key:
            yield Command(spec.name, f"Screen: {spec.title}", partial(_open, app, spec.name))
    yield from methods_of(app)
    for spec in app.screens.specs:
        if app.fleet and app.get_screen(spec.name) is not screen:
            for one in methods_of(app.get_screen(spec.name)):
                yield one._replace(run=partial(_there, app, spec.name, one.run))


def _keys_of(screen: "RelayScreen") -> Iterator[Command]:
    for binding in screen.own_bindings():
        if binding.id and binding.tooltip and not binding.id.startswith(_KEYS_ONLY):
            name = binding.id.partition(".")[2].replace("_", "-")
            yield Command(name, binding.tooltip, partial(_act, screen, binding.action))


def _act(screen: "RelayScreen", action: str, _: str) -> None:
    screen.run_later(action)


def _open(app: "RelayApp", name: str, _: str) -> None:
    app.open_screen(name)


async def _there(app: "RelayApp", name: str, run: Callable[[str], object], text: str) -> None:
    """Do it on another screen, when that stands."""
    if (opened := app.open_screen(name)) is not None:
        await opened
    result = run(text)
    if hasattr(result, "__await__"):
        await result


def understood(line: str, commands: Sequence[Command]) -> tuple[Command, str]:
    """The command of a typed line, and what stands behind its name.

    The beginning of a name is enough where there is one such only. UsageError names the nearest
    command, or what is missing.
    """
    name, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    names = {one.name: one for one in commands}
    chosen = names.get(_SHORT.get(name, name))
    if chosen is None:
        begun = [one for one in commands if one.name.startswith(name)]
        if len(begun) != 1:
            raise UsageError(_unknown(name, [one.name for one in begun], list(names)))
        (chosen,) = begun
    if rest and not chosen.argument:
        raise UsageError(f"`:{chosen.name}` takes nothing behind it")
    if not rest and chosen.needs:
        raise UsageError(f"`:{chosen.name}` needs {chosen.argument}", chosen.about)
    options = chosen.choices()
    if rest and options and rest not in options:
        near = difflib.get_close_matches(rest, options, 1, 0.5)
        step = f"Did you mean `{near[0]}`?" if near else f"There are: {', '.join(options)}"
        raise UsageError(f"`:{chosen.name}` knows no {rest!r}", step)
    return chosen, rest


def _unknown(name: str, begun: list[str], names: list[str]) -> str:
    if begun:
        return f"`:{name}` could be {' or '.join(f':{one}' for one in begun)}"
    near = difflib.get_close_matches(name, names, 1, 0.5)
    step = f"Did you mean `:{near[0]}`?" if near else "Tab lists them"
    return f"There is no command `:{name}`. {step}"


def completions(typed: str, commands: Sequence[Command]) -> list[str]:
    """Whole lines that what was typed may become, in the order of the commands."""
    name, blank, rest = typed.partition(" ")
    if not blank:
        return [
            one.name + (" " if one.argument else "")
            for one in commands
            if one.name.startswith(name)
        ]
    chosen = next((one for one in commands if one.name == name), None)
    if chosen and chosen.completes:
        return [f"{name} {one}" for one in chosen.completes(rest)]
    options = chosen.choices() if chosen else ()
    return [f"{name} {option}" for option in options if option.startswith(rest.lstrip())]


def shared_start(lines: Sequence[str]) -> str:
    """What all lines begin with."""
    low, high = min(lines, default=""), max(lines, default="")
    same = next((at for at, one in enumerate(low) if not high.startswith(one, at)), len(low))
    return low[:same]
