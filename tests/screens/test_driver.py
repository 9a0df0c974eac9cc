"""The driver's reader: keys as they come, an Escape as soon as its time is up."""

import os
import threading
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.message import Message

from relaytui.app import RelayApp
from relaytui.theming import choose_theme
from relaytui.widgets import driver
from relaytui.widgets.driver import ConsoleDriver
from tests.ssh.conftest import until


class Reading(ConsoleDriver):
    """The reader alone, on a pipe."""

    def __init__(self) -> None:
        self.fileno, self.typed = os.pipe()
        self.exit_event = threading.Event()
        self._debug = False
        self.heard: list[str] = []
        self.thread = threading.Thread(target=self.run_input_thread, daemon=True)
        self.thread.start()

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Key):
            self.heard.append(message.key)

    def types(self, raw: bytes) -> None:
        os.write(self.typed, raw)


@pytest.fixture
def reading() -> Iterator[Reading]:
    with patch.object(driver, "LOOK", 3600.0):  # nothing but what is typed, and Escape's own time
        one = Reading()
        yield one
        one.exit_event.set()
        one.types(b"x")
        one.thread.join(10)
        assert not one.thread.is_alive()


def test_an_escape_waits_for_nothing_but_its_own_time(reading: Reading) -> None:
    reading.types(b"\x1b")
    until(lambda: reading.heard == ["escape"])
    reading.types(b"\x1b[A")
    until(lambda: reading.heard == ["escape", "up"])


def test_a_character_may_come_in_pieces(reading: Reading) -> None:
    reading.types("ä".encode()[:1])
    reading.types("ä".encode()[1:] + b"\xff" + b"q")
    until(lambda: reading.heard[-1:] == ["q"])
    assert len(reading.heard) == 3


def test_it_ends_with_its_terminal(reading: Reading) -> None:
    other = Reading()
    os.close(other.typed)
    other.thread.join(10)
    assert not other.thread.is_alive()


def test_patience() -> None:
    parser = XTermParser()
    assert driver._patience(parser) == driver.LOOK
    list(parser.feed("\x1b"))
    assert driver._patience(parser) <= constants.ESCAPE_DELAY


def test_the_console_has_it() -> None:
    app = RelayApp(None, look=choose_theme("night", {}, slow=False))
    assert app.driver_class is ConsoleDriver
