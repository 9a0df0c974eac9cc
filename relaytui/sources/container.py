"""The log of a container, by its engine: `docker logs` or `podman logs`, followed by time.

With --timestamps each line begins with the engine's own time, with nanoseconds. --since is
inclusive for docker and exclusive for podman (4.3), so it names the nanosecond before the last
line that was given: what stands at that line's time comes again, and is dropped here. Both of the
container's outputs are read, since servers log to either.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from relaytui.sources.base import KEPT_ENTRIES, Ask, CaughtUp, Gap, Piece, RawLine, Skipped, Turn
from relaytui.sources.splitter import Splitter
from relaytui.ssh.script import Script, guarded, script

_WHERE = (
    'if [ -n "$since" ]; then set -- --since "$since"; else set -- --tail "$back"; fi\n'
    "case $engine in docker|podman) ;; *) exit 1 ;; esac"
)
# A container that has ended is looked for again after a moment: it may be renewed.
_FOLLOW = f"""{_WHERE}
"$engine" logs --timestamps --follow "$@" "$container" 2>&1 & reader=$!
trap 'kill "$reader" 2>/dev/null; exit' TERM
wait "$reader"; sleep 5; printf '\\n%s over\\n' "$token"
"""
_ONCE = (
    f'{_WHERE}\n"$engine" logs --timestamps "$@" "$container" 2>&1\n'
    "printf '\\n%s end\\n' \"$token\""
)
_PAGE = f'{_WHERE}\n"$engine" logs --timestamps "$@" "$container" 2>&1 | head -c "$most"\n'
# The time of the line near the end, and its place among those from ours on: `PLACE TIME`.
_AHEAD = r"""
lines() { "$engine" logs --timestamps "$@" "$container" 2>&1; }
case $engine in docker|podman) ;; *) exit 1 ;; esac
new=$(lines --tail "$keep" | head -n 1 | cut -d " " -f 1)
[ -n "$new" ] || exit 0
place=$(lines --since "$since" | awk -v ours="$ours " -v new="$new " '
  !before && index($0, ours) == 1 { before = NR - 1 }
  index($0, new) == 1 { print NR - before; exit }')
printf '%s %s\n' "$place" "$new"
"""
_STAMP = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d) ?")
#: Lines of one moment that are remembered, so as not to give them twice.
_MOST_AT_ONCE = 10_000
_NANO = 10**9


class ContainerSource:
    """The log of one container. `since` is where to begin (seconds since the epoch), `back` how
    many lines to begin with where there is none."""

    def __init__(
        self,
        engine: str,
        container: str,
        *,
        since: float | None = None,
        back: int = 200,
        sudo: bool = False,
    ) -> None:
        self.name = f"{engine} logs {container}"
        self.sudo = sudo
        self._engine, self._container = engine, container
        self._since = "" if since is None else f"{since:.9f}"
        self._back = back
        self._stamp = b""
        self._moment = 0
        self._said = b""
        self._given: list[bytes] = []
        self._known: list[bytes] = []
        self._awaited = self._beginning = False
        self._token = b""
        self._lines = Splitter()

    def script(self, token: str, follow: bool) -> Script:
        """Read on after the last line that was given."""
        name, body = ("container-follow", guarded(_FOLLOW)) if follow else ("container-read", _ONCE)
        return self._script(name, body, token)

    def page(self, token: str, most: int) -> Script:
        """The same, up to so many bytes of output and not more than is there."""
        return self._script("container-page", _PAGE, token, most=most)

    def skip(self, ask: Ask, least: int) -> list[Skipped]:
        """Go on near the end where more than so many lines are unread."""
        look = script(
            "container-ahead", _AHEAD, engine=self._engine, container=self._container,
            since=_before(self._moment), ours=self._stamp.decode(), keep=KEPT_ENTRIES,
        )  # fmt: skip
        place, _, stamp = ask(look).decode("ascii", "replace").strip().partition(" ")
        found = _STAMP.fullmatch(stamp.encode())
        # The lines at our own time are counted as well, though they were given.
        lost = int(place[:15]) - 1 - len(self._given) if place.isdecimal() else 0
        if not self._stamp or not found or lost <= least:
            return []
        again = ContainerSource(self._engine, self._container, sudo=self.sudo)
        again._stamp, again._moment, again._given = self._stamp, self._moment, self._given
        self._stamp, self._moment, self._given = found[0], _moment(found) or 0, []
        return [Skipped(lost, again)]

    def _script(self, name: str, body: str, token: str, **more: int) -> Script:
        self._token = token.encode()
        self._lines.clear()
        self._known, self._awaited = list(self._given), bool(self._given)
        self._beginning = True
        return script(
            name, body, token=token, engine=self._engine, container=self._container,
            since=_before(self._moment) if self._stamp else self._since, back=self._back, **more,
        )  # fmt: skip

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """Lines; a gap when the last one that was read is no longer there."""
        for line, _ in self._lines.feed(chunk):
            if line.startswith(self._token):
                if line.endswith(b" over"):
                    yield Turn("the container has ended")
                elif line.endswith(b" end"):
                    yield CaughtUp()
            elif line:
                yield from self._line(line)

    def _line(self, line: bytes) -> Iterator[Piece]:
        found = _STAMP.match(line)
        moment = _moment(found) if found else None
        if found is None or moment is None:
            yield from self._words(line)
            return
        if self._beginning and moment < self._moment:
            return  # given before
        self._beginning = False
        if self._awaited:
            self._awaited = False
            if not (self._known and moment == self._moment):
                yield Gap("the container's log no longer holds the last line that was read")
                self._known = []
        if moment == self._moment and line in self._known:
            self._known.remove(line)
            return
        if moment != self._moment:
            self._stamp, self._moment, self._given = found[0].rstrip(), moment, []
        if len(self._given) < _MOST_AT_ONCE:
            self._given.append(line)
        yield RawLine(line[found.end() :], at=moment // _NANO + moment % _NANO / _NANO)

    def _words(self, line: bytes) -> Iterator[Piece]:
        """What the engine itself says, as that there is no such container: once."""
        if line != self._said:
            self._said = line
            yield RawLine(line)

    def cut(self) -> None:
        """Forget the half line; what was given stays known."""
        self._lines.clear()


def _moment(found: re.Match[bytes]) -> int | None:
    """The engine's time in nanoseconds since the epoch."""
    try:
        zone = found[3].decode().replace("Z", "+00:00")
        whole = datetime.fromisoformat(f"{found[1].decode()}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return int(whole.timestamp()) * _NANO + int((found[2] or b"0").ljust(9, b"0"))


def _before(moment: int) -> str:
    """A nanosecond earlier, as both engines take it; podman reads a number with a loss."""
    seconds, part = divmod(moment - 1, _NANO)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{part:09d}Z"
