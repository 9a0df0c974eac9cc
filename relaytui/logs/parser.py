"""The header layer: from the bytes of one line to an event with time, host and program.

RFC 3164 in its many shapes, RFC 5424, ISO 8601 headers, and journald's records; what follows
the header goes to the format of the program. Parsers never raise: a line that nobody
understands is kept as it is, as `other`, and what is no log line is `noise`.
"""

from datetime import tzinfo
from functools import lru_cache

from relaytui.domain.event import Event
from relaytui.domain.text import decode, may_hold_secret, redact, safe
from relaytui.logs.auth_payload import user_of_command
from relaytui.logs.base import Parse, own_file_parsers, parsers_of
from relaytui.logs.clock import MONTHS, Clock
from relaytui.logs.journal_record import journal_fields
from relaytui.logs.own_files import SEVERITY_WORDS, behind_time, logrus_line, multilog_time
from relaytui.logs.stray import stray_event
from relaytui.logs.syslog_notes import syslog_note

_REPEATED = "message repeated "
#: Tags that are remembered; a tag has the process id in it.
TAGS = 8192
#: No line begins with it.
_NOTHING = "\n"
#: Program, instance, service, daemon, process id, and who knows its lines.
Tag = tuple[str | None, str | None, str | None, str | None, int | None, tuple[Parse, ...]]


class LineParser:
    """Understands the lines of one source, in order. `zone` is the relay's time zone."""

    def __init__(self, zone: tzinfo) -> None:
        self._clock = Clock(zone)
        self._tags: dict[str, Tag] = {}
        self._host = ""
        # Of the line before, which most lines share: the second, what stands between its fraction
        # and the tag (empty: no fraction, and the host is part of the front), and the tag's place.
        self._front = _NOTHING
        self._behind = ""
        self._second_time = 0.0
        self._tag_at = 0

    def parse(self, raw: bytes | str, now: float) -> Event:
        """The event of one line; `now` is the relay's clock, in seconds since the epoch.

        A str may hold bytes that were no UTF-8 as lone surrogates.
        """
        text: str
        if isinstance(raw, bytes):
            text = decode(raw.strip(b"\0\r") if raw and (raw[0] == 0 or raw[-1] == 13) else raw)
        else:
            text = safe(raw.lstrip("\0").rstrip("\r"))
        if (known := self._like_the_last(text)) is not None:
            return known
        whole = text
        text, redacted = redact(text)
        event = Event("other", None, text)
        if redacted:
            event.redacted = True
        try:
            self._header(event, text, now)
            if redacted and event.user is None and event.kind == "auth_failed":
                event.user = user_of_command(whole)
        except Exception:  # noqa: BLE001  (the border of one line: it is kept, whatever it is)
            event = Event(raw=text, time=event.time, redacted=redacted)
        return event

    def _like_the_last(self, text: str) -> Event | None:
        """The event of a line that has second and host of the one before; None where it hasn't, or
        where it may hold a secret."""
        if not text.startswith(self._front):
            return None
        time, at, behind = self._second_time, self._tag_at, self._behind
        if behind:
            fraction = text[20:26]
            if not (text.startswith(behind, 26) and fraction.isdecimal()):
                return None
            time += int(fraction) / 1_000_000
        end = text.find(" ", at)
        if end < 0 or text[end - 1] != ":" or text.startswith(_REPEATED, end + 1):
            return None
        tag, message = text[at : end - 1], text[end + 1 :]
        known = self._tags.get(tag) or self._tag(tag)
        if known is None or may_hold_secret(message):
            return None
        program, instance, service, daemon, pid, parsers = known
        event = Event(
            "other", time, text, not behind, self._host, program, pid, instance, service, daemon,
            None, message,
        )  # fmt: skip
        try:
            for parse in parsers:
                if parse(event, message):
                    return event
            syslog_note(event, message)
        except Exception:  # noqa: BLE001  (the border of one line: it is kept, whatever it is)
            return Event(raw=text, time=time)
        return event

    def _remember(self, event: Event, text: str, at: int) -> None:
        """Take what the next line may share; its tag stands at a place."""
        self._front, self._tag_at = _NOTHING, at
        if at > len(text):  # cut off: the host may go on
            return
        if event.year_inferred:
            self._front, self._behind, self._second_time = text[:at], "", event.time or 0.0
        elif text[19:20] == "." and text[32:33] == " " and text[7:8] == "-":
            self._front, self._behind = text[:20], text[26:at]
            self._second_time = self._clock.second_time

    def parse_journal(self, record: bytes | str, now: float) -> Event:
        """The event of one `journalctl -o json` record; `raw` becomes the classic line."""
        try:
            fields = journal_fields(record)
        except Exception:  # noqa: BLE001  (the border of one record)
            fields = None
        if fields is None:
            return self.parse(record, now)
        message, redacted = redact(safe(fields.message))
        tag = safe(fields.program) + (f"[{fields.pid}]" if fields.pid is not None else "")
        raw = f"{fields.stamp} {safe(fields.host)} {tag}: {message}"
        event = Event(raw=raw, time=fields.time, redacted=redacted)
        event.host = safe(fields.host) or None
        event.unit = safe(fields.unit) or None
        event.truncated = fields.truncated
        try:
            known = self._program(event, safe(fields.program))
            event.pid = fields.pid
            self.parse_message(event, message, known)
            if redacted and event.user is None and event.kind == "auth_failed":
                event.user = user_of_command(safe(fields.message))
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
            at = text.find(" ", 10)
            if at == 10 and text[13:14] == ":":
                self._own_file(event, text)
                return
            at = at + 1 if at > 0 else len(text)
            event.time = self._clock.iso(text[: at - 1])
        elif text[3:4] == " " and text[15:16] == " " and text[:3] in MONTHS:
            at = 16
            event.time = self._clock.old(text[:15], now)
            event.year_inferred = event.time is not None
        else:
            self._unusual(event, text, now)
            return
        if event.time is None:
            return
        if text.startswith("<", at):  # FreeBSD's syslogd -vv: <mail.info>
            at = text.find("> ", at) + 2
        self._host_and_tag(event, text, at)

    def _unusual(self, event: Event, text: str, now: float) -> None:
        """A one-digit day that is not padded, a logrus line, or no log line at all."""
        if text[:3] in MONTHS and text[14:15] == " " and text[4:5].isdecimal():
            self._header(event, f"{text[:4]} {text[4:]}", now)
        elif text.startswith(('time="', '{"')) and (fields := logrus_line(text)):
            event.time = self._clock.iso(fields.stamp)
            event.severity = fields.level
            self.parse_message(event, fields.message, self._program(event, "crowdsec"))
        elif text.startswith("@4") and (time := multilog_time(text)) is not None:
            event.time = time
            self._host_and_tag(event, text, 26)
        else:
            stray_event(event, text)

    def _own_file(self, event: Event, text: str) -> None:
        """A line of a program's own log file: the format is told by the text."""
        stamp, at = behind_time(text)
        event.time = self._clock.iso(stamp)
        if event.time is None:
            return
        event.message = message = text[at:]
        for parse in own_file_parsers():
            if parse(event, message):
                return

    def _host_and_tag(self, event: Event, text: str, at: int) -> None:
        """`HOST TAG: MESSAGE` at a place, or `TAG: MESSAGE` of a program's own log."""
        end = text.find(" ", at)
        if end < 0:
            end = len(text)
        host = text[at:end]
        if host != self._host:
            if "(" in host:  # Dovecot's own log: PROCESS(USER,ADDRESS)…
                program = host.partition("(")[0]
                known = self._program(event, program)
                self.parse_message(event, text[at + len(program) :], known)
                return
            if host[-1:] == ":":
                self.parse_message(event, text[end + 1 :], self._program(event, host[:-1]))
                return
            if host in SEVERITY_WORDS:
                event.severity, host = host, ""
            elif host:
                self._host = host
        event.host = host or None
        at = end + 1
        if host and host == self._host:
            self._remember(event, text, at)
        end = text.find(" ", at)
        if end < 0:
            end = len(text)
        if text[end - 1 : end] == ":":
            known = self._program(event, text[at : end - 1])
            self.parse_message(event, text[end + 1 :], known)
        else:
            # As in "last message repeated 5 times", or an unusual tag: nothing is claimed.
            self.parse_message(event, text[at:], ())

    def _rfc5424(self, event: Event, text: str) -> None:
        words = text.split(" ", 7)
        if len(words) < 7:
            return
        event.time = self._clock.iso(words[1])
        event.host = None if words[2] == "-" else words[2]
        rest = text.split(" ", 6)[6]
        message = rest[2:] if rest.startswith("- ") else _behind_structure(rest)
        known = self._program(event, "" if words[3] == "-" else words[3])
        event.pid = int(words[4][:15]) if words[4].isdecimal() else None
        self.parse_message(event, message.removeprefix("\ufeff").removeprefix("<U+FEFF>"), known)

    def _program(self, event: Event, tag: str) -> tuple[Parse, ...]:
        """Take program, instance, service, daemon and pid of `instance/service/daemon[pid]`;
        who knows its lines."""
        known = self._tags.get(tag) or self._tag(tag) or take_apart(tag)
        event.program, event.instance, event.service, event.daemon, event.pid, parsers = known
        return parsers

    def _tag(self, tag: str) -> Tag | None:
        """A tag that is new; None where a secret may begin in it."""
        if may_hold_secret(tag):
            return None
        if len(self._tags) >= TAGS:
            self._tags.clear()
        known = self._tags[tag] = take_apart(tag)
        return known

    def parse_message(self, event: Event, message: str, parsers: tuple[Parse, ...]) -> None:
        """Fill an event from what follows the tag; `parsers` know its program's lines."""
        if message[:1] == "m" and message.startswith(_REPEATED) and message.endswith("]"):
            count, _, inner = message[len(_REPEATED) :].partition(" times: [")
            if count.isdecimal() and inner:
                event.repeat = int(count[:9])
                message = inner[:-1].removeprefix(" ")
        event.message = message
        for parse in parsers:
            if parse(event, message):
                return
        syslog_note(event, message)


def take_apart(tag: str) -> Tag:
    """Program, instance, service, daemon, process id, and who knows its lines."""
    pid = None
    if tag[-1:] == "]":
        bracket = tag.rfind("[")
        digits = tag[bracket + 1 : -1]
        if bracket > 0 and digits.isdecimal():
            pid, tag = int(digits[:15]), tag[:bracket]
    program, instance, service, daemon = _names(tag)
    return program, instance, service, daemon, pid, parsers_of(daemon or tag, daemon is None)


@lru_cache(maxsize=1024)
def _names(program: str) -> tuple[str | None, str | None, str | None, str | None]:
    """Program, instance, service and daemon of `instance/service/daemon`."""
    parts = program.split("/")
    if len(parts) < 2:
        return program or None, None, None, None
    return program, parts[0], "/".join(parts[1:-1]) or None, parts[-1]


def _without_priority(text: str) -> str:
    """The text without a `<22>` at its front."""
    end = text.find(">", 1, 6)
    return text[end + 1 :] if end > 1 and text[1:end].isdecimal() else text


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
