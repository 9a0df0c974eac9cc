"""The walk through all screens and dialogs, and what is noted of each."""

import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from tests.screens.on_terminal import Console

#: The port of a simulated relay is drawn by chance, always of five digits.
_PORT = re.compile(r"(?<=127\.0\.0\.1)( port |:)\d{5}\b")
#: Seconds after which a screen that should have come has not.
PATIENCE = 10.0

Good = Callable[[str, str], bool]


class Step(NamedTuple):
    """Keys of one stroke, and what then stands on the screen; with a name, it is noted.

    `gone` stands on the screen no more. With `again`, the keys are typed until that is so: a
    dialog does not take what comes too soon after it.
    """

    keys: str
    shows: str
    name: str = ""
    gone: str = "\0"
    again: bool = False


WALK = (
    Step("", "Choose, or start it", "start"),
    Step("\x1b[F", "the demo"),
    Step("\r", "Unknown host key", "host_key"),
    Step("\x1b", "3/4 ready", "logs", gone="Unknown host key", again=True),
    Step("?", "One row down", "help_logs"),
    Step("q", "follow", gone="One row"),
    Step("/", "text, or"),
    Step("sasl", "sasl", "filter_typed"),
    Step("\r", "filter sasl", "filtered"),
    Step("k", "PAUSED"),
    Step("\r", "auth_failed", "card"),
    Step("q", "PAUSED", gone="kind "),
    Step("\x1b", "PAUSED", gone="filter sasl"),
    Step("E", "PAUSED", "problem"),
    Step("F", "follow"),
    Step("z", "follow", "wrapped"),
    Step("z", "follow"),
    Step("/", "text, or"),
    Step("owned\r", "filter owned", "hostile"),
    Step("k", "PAUSED"),
    Step("\r", "client ip ", "hostile_card"),
    Step("q", "PAUSED", gone="client ip "),
    Step("1", "relay  mx1", "fleet"),
    Step("jjj", "relay  mx4", "fleet_failed"),
    Step("?", "One row down", "help_fleet"),
    Step("q", "relay  mx4", gone="One row"),
    Step("3", "Rates  "),  # how ties are sorted depends on which relay answers first
    Step("4", "203.0.113", "blocked"),
    Step("\r", "fail2ban: postfix-sasl", "blocked_card"),
    Step("q", "Blocked  ", gone="fail2ban: postfix-sasl"),
    Step("w", "blocks", "why"),
    Step("5", "192.0.2.130", "allowlist"),
    Step("6", "postfix", "updates"),
    Step("7", "waiting", "queue"),
    Step("1", "relay  mx", gone="waiting"),
    Step("\x10", "Search", "palette"),
)
EMPTY_WALK = (
    Step("", "0/0 ready", "empty_logs"),
    Step("1", " Fleet ", "empty_fleet"),
)
NAMES = [step.name for step in WALK + EMPTY_WALK if step.name]


def pictured(console: Console) -> str:
    """The screen as text, without what is drawn by chance."""
    rows = [_PORT.sub(r"\1#####", row).rstrip() for row in console.it.screen.display]
    return "\n".join(rows) + "\n"


def taken(console: Console, walk: tuple[Step, ...], good: Good | None) -> Iterator[tuple[str, str]]:
    """Each named screen of a walk: its name and its text.

    `good` is told both, and ends the wait when the screen is as wished. Without it, the wait ends
    when nothing has come for a while.
    """
    for step in walk:
        console.types(step.keys)
        _wait(console, partial(_there, console, step), step.keys if step.again else "")
        if not step.name:
            continue
        if good is not None:
            _wait(console, partial(_good, good, console, step.name))
        else:
            quiet = time.monotonic() + PATIENCE
            while console.it.draw(1.0, lambda: True) and time.monotonic() < quiet:
                pass
        yield step.name, pictured(console)


def _there(console: Console, step: Step) -> bool:
    return console.it.shows(step.shows) and not console.it.shows(step.gone)


def _good(good: Good, console: Console, name: str) -> bool:
    return good(name, pictured(console))


def _wait(console: Console, until: Callable[[], bool], again: str = "") -> None:
    end = time.monotonic() + PATIENCE
    while not until() and time.monotonic() < end:
        console.it.draw(0.6 if again else PATIENCE, until)
        if again and not until():
            console.types(again)
