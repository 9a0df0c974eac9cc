"""The header layer: from the bytes of one line to an event with time, host and program.

RFC 3164 in its many shapes, RFC 5424, ISO 8601 headers, and journald's records; what follows
the header goes to the format of the program. Parsers never raise: a line that nobody
understands is kept as it is, as `other`, and what is no log line is `noise`.
"""

from datetime import tzinfo

from relaytui.domain.event import Event
from relaytui.domain.text import redact, safe
from relaytui.logs.base import formats_by_program
from relaytui.logs.clock import MONTHS, Clock
from relaytui.logs.journal_record import journal_fields
from relaytui.logs.stray import stray_event
from relaytui.logs.syslog_notes import syslog_note

_REPEATED = "message repeated "


class LineParser:
    """Understands the lines of one source, in order. `zone` is the relay's time zone."""

    def __init__(self, zone: tzinfo) -> None:
        self._clock = Clock(zone)
        self._formats = formats_by_program()
        self._tags: dict[str, tuple[str | None, str | None, str | None, str | None]] = {}

    def parse(self, raw: bytes | str, now: float) -> Event:
        """The event of one line; `now` is the relay's clock, in seconds since the epoch.

        A str may hold bytes that were no UTF-8 as lone surrogates.
        """
        if isinstance(raw, bytes):
            raw = raw.decode("utf-8", "backslashreplace")
        text: str = safe(raw.lstrip("\0").rstrip("\r"))
        text, redacted = redact(text)
        event = Event(raw=text, redacted=redacted)
        try:
            self._header(event, text, now)
        except Exception:  # noqa: BLE001  (the border of one line: it is kept, whatever it is)
            event = Event(raw=text, time=event.time, redacted=redacted)
        return event

    def parse_journal(self, record: bytes | str, now: float) -> Event:
        """The event of one `journalctl -o json` record; `raw` becomes the classic line."""
        fields = journal_fields(record)
        if fields is None:
            return self.parse(record, now)
        message, redacted = redact(safe(fields.message))
        tag = safe(fields.program) + (f"[{fields.pid}]" if fields.pid is not None else "")
        raw = f"{fields.stamp} {safe(fields.host)} {tag}: {message}"
        event = Event(raw=raw, time=fields.time, redacted=redacted)
        event.host = safe(fields.host) or None
        event.pid = fields.pid
        event.unit = safe(fields.unit) or None
        event.truncated = fields.truncated
        try:
            self._program(event, safe(fields.program))
            self._message(event, message)
        except Exception:  # noqa: BLE001  (the border of one line)
            event.kind = "other"
        return event

    def _header(self, event: Event, text: str, now: float) -> None:
        if text[:1] == "<":
            text = _without_priority(text)
            if text[:2] == "1 ":
                self._rfc5424(event, text)
                return
        if text[4:5] == "-" and text[7:8] == "-":
            stamp, _, rest = text.partition(" ")
            event.time = self._clock.iso(stamp)
        elif text[3:4] == " " and text[15:16] == " " and text[:3] in MONTHS:
            rest = text[16:]
            event.time = self._clock.old(text[:15], now)
            event.year_inferred = event.time is not None
        else:
            stray_event(event, text)
            return
        if event.time is None:
            event.year_inferred = False
            return
        if rest[:1] == "<":  # FreeBSD's syslogd -vv: <mail.info>
            rest = rest.partition("> ")[2]
        self._host_and_tag(event, rest)

    def _host_and_tag(self, event: Event, rest: str) -> None:
        host, _, rest_of_it = rest.partition(" ")
        if host.endswith(":"):  # a program's own log: no host
            tag, message = host, rest_of_it
        else:
            event.host = host or None
            tag, _, message = rest_of_it.partition(" ")
            if not tag.endswith(":"):
                # As in "last message repeated 5 times", or an unusual tag: nothing is claimed.
                self._message(event, rest_of_it)
                return
        self._program(event, tag[:-1])
        self._message(event, message)

    def _rfc5424(self, event: Event, text: str) -> None:
        words = text.split(" ", 7)
        if len(words) < 7:
            return
        event.time = self._clock.iso(words[1])
        event.host = None if words[2] == "-" else words[2]
        event.pid = int(words[4]) if words[4].isdigit() else None
        rest = text.split(" ", 6)[6]
        message = rest[2:] if rest.startswith("- ") else _behind_structure(rest)
        self._program(event, "" if words[3] == "-" else words[3])
        self._message(event, message.removeprefix("\ufeff").removeprefix("<U+FEFF>"))

    def _program(self, event: Event, tag: str) -> None:
        """Take program, instance, service, daemon and pid of `instance/service/daemon[pid]`."""
        bracket = tag.rfind("[")
        if bracket > 0 and tag[-1] == "]" and tag[bracket + 1 : -1].isdigit():
            event.pid = int(tag[bracket + 1 : -1][:15])
            tag = tag[:bracket]
        known = self._tags.get(tag)
        if known is None:
            known = _take_apart(tag)
            if len(self._tags) < 4096:
                self._tags[tag] = known
        event.program, event.instance, event.service, event.daemon = known

    def _message(self, event: Event, message: str) -> None:
        if message.startswith(_REPEATED) and message.endswith("]"):
            count, _, inner = message[len(_REPEATED) :].partition(" times: [")
            if count.isdigit() and inner:
                event.repeat = int(count[:9])
                message = inner[:-1].removeprefix(" ")
        program = event.daemon or event.program or ""
        for form in self._formats.get(program.lower(), ()):
            if form.parse(event, message):
                return
        syslog_note(event, message)


def _take_apart(program: str) -> tuple[str | None, str | None, str | None, str | None]:
    parts = program.split("/")
    if len(parts) < 2:
        return program or None, None, None, None
    return program, parts[0], "/".join(parts[1:-1]) or None, parts[-1]


def _without_priority(text: str) -> str:
    """The text without a `<22>` at its front."""
    end = text.find(">", 1, 6)
    return text[end + 1 :] if end > 1 and text[1:end].isdigit() else text


def _behind_structure(rest: str) -> str:
    """What follows RFC 5424's structured elements `[id name="value"]`."""
    at = 0
    while rest.startswith("[", at):
        end = rest.find("] ", at)
        next_one = rest.find("][", at)
        if next_one >= 0 and (end < 0 or next_one < end):
            at = next_one + 1
            continue
        if end < 0:
            return ""
        return rest[end + 2 :]
    return rest
