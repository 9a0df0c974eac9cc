"""`postqueue -j`: one JSON object a line (Postfix 3.1+; src/postqueue/showq_json.c).

A bounce's sender stands there as `MAILER-DAEMON` (showq puts empty_address_recipient for it).
`forced_expire` is there from 3.5 on, `orig_address` and `bounce_reason` from 3.11 on. A message
that is just being taken may have no recipients.
"""

from collections.abc import Iterable, Iterator

import msgspec

from relaytui.domain.queued import ADDRESS, NO_SENDER, REASON, Listed, Queued, Unread, Waiting
from relaytui.domain.text import SafeText, safe


class _Recipient(msgspec.Struct, gc=False):
    address: str = ""
    delay_reason: str = ""
    bounce_reason: str = ""


class _Message(msgspec.Struct, gc=False):
    queue_id: str
    queue_name: str = ""
    arrival_time: float | None = None
    message_size: int | None = None
    forced_expire: bool = False
    sender: str = ""
    recipients: list[_Recipient] = []


_DECODER = msgspec.json.Decoder(_Message)


def postqueue_json(lines: Iterable[bytes]) -> Iterator[Listed]:
    """The messages. What stands before or between them is noise; a broken one is Unread."""
    for line in lines:
        if not line.startswith(b"{"):
            continue
        message = _decoded(line)
        if message is None:
            yield Unread("a message of the list could not be read")
            continue
        gate = _short if line.isascii() and b"\\" not in line and b"\x7f" not in line else safe
        yield Queued(
            gate(message.queue_id, 40),
            gate(message.queue_name, 40) or "unknown",
            gate(NO_SENDER.get(message.sender, message.sender), ADDRESS),
            tuple(
                [
                    Waiting(
                        gate(one.address, ADDRESS),
                        gate(one.delay_reason or one.bounce_reason, REASON),
                    )
                    for one in message.recipients
                ]
            ),
            message.message_size,
            message.arrival_time,
            message.forced_expire,
        )


def _short(text: str, limit: int) -> SafeText:
    """Text out of a line that holds nothing but printable ASCII without escapes."""
    return SafeText(text) if len(text) <= limit else safe(text, limit)


def _decoded(line: bytes) -> _Message | None:
    try:
        return _DECODER.decode(line)
    except (msgspec.MsgspecError, ValueError):
        pass
    try:  # bytes that are no UTF-8
        return _DECODER.decode(line.decode("utf-8", "backslashreplace").replace("\\x", "\\\\x"))
    except (msgspec.MsgspecError, ValueError):
        return None
