"""journald, by cursor.

journalctl is asked from an inclusive `--cursor` (`--after-cursor` with a filter loses an entry
before systemd 255) and the known entry is dropped here. `-n all` because `-f` alone starts with
ten lines even after a cursor; `--all` because fields over 4,096 bytes are null without it.
"""

import re
from collections.abc import Iterator

from relaytui.sources.base import KEPT_ENTRIES, Ask, CaughtUp, Gap, Piece, RawLine, Skipped, Turn
from relaytui.sources.splitter import Splitter
from relaytui.ssh.script import Script, guarded, script

# Facility 2 is mail. With it comes journald's own note of lines that it dropped
# (SD_MESSAGE_JOURNAL_DROPPED of sd-messages.h).
MATCHES = "SYSLOG_FACILITY=2 + MESSAGE_ID=a596d6fe7bfa4994828e72309e95d61e"
FIELDS = (
    "MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,SYSLOG_PID,_PID,_COMM,_HOSTNAME,_SYSTEMD_UNIT,"
    "SYSLOG_FACILITY"
)
_READ = f'journalctl --quiet --no-pager --all -o json --output-fields={FIELDS} "$@" {MATCHES}'
_WHERE = (
    'if [ -n "$cursor" ]; then set -- --cursor="$cursor" -n all\n'
    'elif [ -n "$since" ]; then set -- --since="@$since" -n all\n'
    'else set -- -n "$back"; fi\n'
    'if [ -n "$merge" ]; then set -- "$@" --merge; fi'
)
_FOLLOW = f"{_WHERE}\nexec {_READ.replace('journalctl', 'journalctl --follow', 1)} 2>&1"
_ONCE = f"{_WHERE}\n{_READ} 2>&1\nprintf '\\n%s end\\n' \"$token\""
_PAGE = f'{_WHERE}\n{_READ} 2>&1 | head -c "$most"\n'
# The entry near the end, and its place among those from the cursor on: `PLACE CURSOR`.
_AHEAD = r"""
entries() { journalctl --quiet --no-pager $merge -o json --output-fields=PRIORITY "$@" MATCHES; }
new=$(entries -n "$keep" | sed -n '1s/.*"__CURSOR" *: *"\([^"]*\)".*/\1/p')
[ -n "$new" ] || exit 0
place=$(entries --cursor="$cursor" -n all 2>/dev/null | grep -n -m 1 -F "\"$new\"")
printf '%s %s\n' "${place%%:*}" "$new"
""".replace("MATCHES", MATCHES)
_NO_CURSOR = b"Failed to seek to cursor"
_CURSOR = re.compile(rb'"__CURSOR"\s*:\s*"([^"]{1,512})"')


class JournalSource:
    """The mail part of a host's journal.

    `since` is where to begin (seconds since the epoch), `back` how many lines to begin with
    when there is no `since`; `merge` takes in the journals that others have sent to this host
    (systemd-journal-remote). Output of the script `journal-follow` (values: token, cursor,
    since, back, merge): JSON records, a line each. `journal-read` gives the same up to now, then a
    line `TOKEN end`.
    """

    name = "journal"

    def __init__(
        self,
        *,
        since: float | None = None,
        back: int = 200,
        sudo: bool = False,
        merge: bool = False,
    ) -> None:
        self.sudo = sudo
        self._merge = "--merge" if merge else ""
        self._since = since
        self._back = back
        self.cursor = ""
        self._awaited = ""
        self._token = b""
        self._lines = Splitter()

    def script(self, token: str, follow: bool) -> Script:
        """Read on after the last entry that was given."""
        name, body = ("journal-follow", guarded(_FOLLOW)) if follow else ("journal-read", _ONCE)
        return self._script(name, body, token)

    def page(self, token: str, most: int) -> Script:
        """The same, up to so many bytes of output and not more than is there."""
        return self._script("journal-page", _PAGE, token, most=most)

    def skip(self, ask: Ask, least: int) -> list[Skipped]:
        """Go on near the end where more than so many entries are unread."""
        if not self.cursor:
            return []
        look = script(
            "journal-ahead", _AHEAD, cursor=self.cursor, keep=KEPT_ENTRIES, merge=self._merge
        )
        place, _, cursor = ask(look).decode("ascii", "replace").strip().partition(" ")
        # The entry at each of the cursors is not given by the stream that begins there.
        if not place.isdecimal() or not cursor or int(place[:15]) - 1 <= least:
            return []
        again = JournalSource(sudo=self.sudo, merge=bool(self._merge))
        again.cursor, self.cursor = self.cursor, cursor
        return [Skipped(int(place[:15]) - 1, again)]

    def _script(self, name: str, body: str, token: str, **more: int) -> Script:
        self._token = token.encode()
        self._awaited = self.cursor
        self._lines.clear()
        since = "" if self._since is None else f"{self._since:.6f}"
        return script(
            name, body, token=token, cursor=self.cursor, since=since, back=self._back,
            merge=self._merge, **more,
        )  # fmt: skip

    def feed(self, chunk: bytes) -> Iterator[Piece]:
        """Records; a gap when the entry at the cursor is no longer there."""
        for line, _ in self._lines.feed(chunk):
            if not line:
                continue
            if line.startswith(self._token + b" end"):
                yield CaughtUp()
                continue
            yield from self._record(line)

    def _record(self, line: bytes) -> Iterator[Piece]:
        found = _CURSOR.search(line)
        cursor = found[1].decode("ascii", "backslashreplace") if found else ""
        if line.startswith(_NO_CURSOR):
            self.cursor = ""
            yield Gap("the journal no longer holds the last line that was read")
            yield Turn("the journal was renewed")
            return
        awaited, self._awaited = self._awaited, "" if cursor else self._awaited
        if cursor and awaited:
            if cursor == awaited:
                return
            yield Gap("the journal no longer holds the last line that was read")
        if cursor:
            self.cursor = cursor
        yield RawLine(line, cursor)

    def cut(self) -> None:
        """Forget the half record; the cursor stays."""
        self._lines.clear()
