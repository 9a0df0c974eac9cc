"""Textual's driver for terminals, which looks at an Escape as soon as its time is up.

Textual's own reader looks each 100 ms whether an Escape begins another key, however short
ESCDELAY is. The inner names of Textual that this needs stand here, and a test drives them.
"""

import os
import selectors
from codecs import getincrementaldecoder
from collections.abc import Iterable

from textual._time import get_time
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

#: Seconds between two looks at whether the console ends.
LOOK = 0.1
#: Bytes of one read.
READ = 4096


class ConsoleDriver(LinuxDriver):
    """The terminal of the console."""

    def run_input_thread(self) -> None:
        """Read keys until the end."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_patience(parser)):
                    if not (chunk := os.read(self.fileno, READ)):
                        break  # the terminal is gone
                    if text := decode(chunk):  # half a character waits for its rest
                        self._tell(parser.feed(text))
                self._tell(parser.tick())

    def _tell(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.process_message(message)


def _patience(parser: XTermParser) -> float:
    """Seconds until there is something to look at, come what may."""
    due = parser._timeout_time
    return LOOK if due is None else max(0.0, min(LOOK, due - get_time()))
