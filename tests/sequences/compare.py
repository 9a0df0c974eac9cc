"""What is wrong with what several lines together were taken for."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from relaytui.analysis.counts import Counts
from relaytui.analysis.mails import Mails
from relaytui.domain.event import Event
from relaytui.logs.parser import LineParser
from relaytui.sources.splitter import Splitter

_OF_MAIL = ("user", "client_ip", "sender", "nrcpt", "sent", "deferred", "done")


def events_of(record: dict[str, Any]) -> list[Event]:
    """The events of a case's lines."""
    context = record["context"]
    parser = LineParser(ZoneInfo(context["tz"]))
    now = datetime.fromisoformat(context["now"].replace("Z", "+00:00")).timestamp()
    events = []
    for line in _lines(record):
        journal = b'"__REALTIME_TIMESTAMP"' in line
        events.append((parser.parse_journal if journal else parser.parse)(line, now))
    return events


def _lines(record: dict[str, Any]) -> list[bytes]:
    raw = [line.encode("utf-8", "surrogateescape") for line in record["lines"]]
    if not record["context"].get("chunks"):
        return raw
    splitter = Splitter()
    whole = b"".join(raw) + b"\n"
    # A read may end anywhere, in the midst of a character too.
    chunks = [whole[at : at + 3] for at in range(0, len(whole), 3)]
    return [line for chunk in chunks for line, _ in splitter.feed(chunk)]


def sequence_problems(record: dict[str, Any]) -> Iterator[str]:
    """Compare what stands in `expect`, by the rules of tests/data/mail/README.md."""
    events = events_of(record)
    counts, mails = Counts(), Mails()
    for event in events:
        counts.take(event)
        mails.take(event)
    expect = record["expect"]
    times = [event.time for event in events]
    for number, (wanted, got) in enumerate(zip(expect.get("times", []), times, strict=False)):
        if (instant := _seconds(wanted)) != got:
            yield f"time {number}: expected {wanted}, got {_iso(got)} ({instant})"
    for kind, wanted in expect.get("counts", {}).items():
        if counts.kinds[kind] != wanted:
            yield f"{kind}: expected {wanted}, got {counts.kinds[kind]}"
    if "by_ip" in expect and dict(counts.failed_logins) != expect["by_ip"]:
        yield f"by_ip: expected {expect['by_ip']}, got {dict(counts.failed_logins)}"
    for key in ("lost", "continuation_lines"):
        if key in expect and getattr(counts, key) != expect[key]:
            yield f"{key}: expected {expect[key]}, got {getattr(counts, key)}"
    for wanted in expect.get("messages", []):
        yield from _mail_problems(wanted, mails)


def _mail_problems(wanted: dict[str, Any], mails: Mails) -> Iterator[str]:
    mail = mails.find(wanted["queue_id"], wanted.get("host"))
    if mail is None:
        yield f"no mail {wanted['queue_id']}"
        return
    for name in _OF_MAIL:
        if name in wanted and getattr(mail, name) != wanted[name]:
            yield f"{mail.queue_id} {name}: expected {wanted[name]!r}, got {getattr(mail, name)!r}"


def _seconds(text: str | None) -> float | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() if text else None


def _iso(seconds: float | None) -> str | None:
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds is not None else None
