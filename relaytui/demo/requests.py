"""Scripts as they come in on a simulated shell's stdin: cut out and understood, never run.

The form is that of ssh/script.py. A plain script ends at `: relaytui end`, a framed one at
`: relaytui end TOKEN`; what stands between scripts is passed over, as a shell would pass over
blank lines.
"""

import re
import shlex
from dataclasses import dataclass, field

_HEADER = re.compile(r": relaytui ([a-z][a-z0-9_-]*) (\S+)(?: (\S+))?")
_ASSIGNMENT = re.compile(r"([a-z][a-z0-9_]*)=")


@dataclass(slots=True)
class Request:
    """A script by name, with its values; `token` is None outside the resident shell."""

    name: str
    version: str
    token: str | None = None
    values: dict[str, str] = field(default_factory=dict)

    @property
    def end(self) -> str:
        """The last line of the script."""
        return ": relaytui end" if self.token is None else f": relaytui end {self.token}"


class ScriptReader:
    """Cuts a stdin, in pieces of any size, into requests."""

    def __init__(self) -> None:
        self._rest = b""
        self._open: Request | None = None
        self._in_values = False
        self._value = ""

    def feed(self, chunk: bytes) -> list[Request]:
        """The requests that are complete now."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        found = (self._line(line.decode("utf-8", "surrogateescape")) for line in lines)
        return [request for request in found if request]

    def _line(self, line: str) -> Request | None:
        request = self._open
        if request is None:
            self._begin(line)
        elif self._value:
            self._add_value(request, f"{self._value}\n{line}")
        elif line == request.end:
            self._open = None
            return request
        elif line.startswith("PATH="):
            self._in_values = True  # the environment's last line; the values follow
        elif self._in_values:
            self._look_for_value(request, line)
        return None

    def _begin(self, line: str) -> None:
        header = _HEADER.fullmatch(line)
        if header and header[1] != "end":
            self._open = Request(header[1], header[2], header[3])

    def _look_for_value(self, request: Request, line: str) -> None:
        if _ASSIGNMENT.match(line):
            self._add_value(request, line)
        else:
            self._in_values = False

    def _add_value(self, request: Request, text: str) -> None:
        """Take an assignment; one with an open quote goes on in the next line."""
        try:
            words = shlex.split(text)
        except ValueError:
            self._value = text
            return
        self._value = ""
        name, _, value = words[0].partition("=")
        request.values[name] = value
