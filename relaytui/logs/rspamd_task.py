"""rspamd's line about one mail (rspamd_task_write_log; the default `log_format`).

`id: <M>, qid: <Q>, ip: A, [user: U, ]from: <F>, (METRIC: T (ACTION): [SCORE/LIMIT] [SYMBOLS]),
len: …, rcpts: <R>,<R>…`. The message id stands first and is a stranger's text: where it holds
`qid: <` again, neither id nor address is believed.
"""

import re

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.scan import decimal, number_at, say

_VERDICT = re.compile(
    r", \((\w{1,32}): ([TF]) \(([a-z ]{4,20})\): \[(-?[\d.]{1,12}|nan)/(-?[\d.]{1,12}|nan)\] \["
)
_KINDS = {
    "reject": "reject",
    "soft reject": "reject",
    "add header": "policy",
    "rewrite subject": "policy",
    "discard": "policy",
    "quarantine": "held",
    "greylist": "policy",
}


def task_line(event: Event, text: str) -> None:
    """Fill an event with what rspamd decided about a mail."""
    queue = text.find(">, qid: <")
    address = text.find(">, ip: ", queue)
    if not text.startswith("id: <") or queue < 0 or address < 0:
        return
    event.message_id = text[5:queue]
    verdict = _VERDICT.search(text, address)
    if verdict is None:
        return
    if text.count(">, qid: <", 0, verdict.start()) == 1:
        event.queue_id = _known(text[queue + 9 : address])
        event.client_ip = canonical_address(text[address + 7 :].partition(",")[0])
        _people(event, text, address, verdict.start())
    symbols = text[verdict.end() :]
    _judge(event, verdict[3], symbols)
    event.score = decimal(verdict[4])
    event.limit_max = decimal(verdict[5]) if event.kind != "rate_limited" else None
    _tail(event, symbols)


def _known(word: str) -> str | None:
    return None if word in ("", "undef", "unknown") else word


def _people(event: Event, text: str, start: int, end: int) -> None:
    """User and sender: `, user: U, from: <F>` between address and verdict."""
    user = text.find(", user: ", start, end)
    sender = text.find("from: <", start, end)
    if sender < 0:
        return
    event.sender = text[sender + 7 : end].removesuffix(">")
    if 0 <= user < sender:
        event.user = _known(text[user + 8 : sender].removesuffix("smtp_").rstrip(", "))


def _judge(event: Event, action: str, symbols: str) -> None:
    event.kind = _KINDS.get(action, "other")
    event.action = action if event.kind in ("policy", "held") else None
    if event.kind != "reject":
        return
    event.reason, event.stage = action, "END-OF-MESSAGE"
    names = symbols.partition("]")[0]
    if action == "reject":
        event.reason_class, event.temporary = "content", False
        return
    event.temporary = True
    if "RATELIMITED(" in names or "RATELIMIT_" in names:
        event.kind, event.limit = "rate_limited", "rspamd"
    elif "GREYLIST" in names:
        event.reason_class = "greylisted"


def _tail(event: Event, text: str) -> None:
    """`…]), len: N, time: …, rcpts: <R>,<R>[, mime_rcpts: …]`."""
    at = text.find("), len: ")
    if at < 0:
        return
    event.size = number_at(text, at + 8)
    begin = text.find(", rcpts: <", at)
    if begin < 0:
        return
    words = text[begin + 10 :].partition(", mime_rcpts: ")[0].partition("; ")[0]
    end = words.rfind(">")
    recipients = words[:end].split(">,<") if end >= 0 else []
    recipients = [one for each in recipients for one in each.split(",") if one]
    if len(recipients) == 1:
        event.recipient = recipients[0]
    event.recipients = recipients or None
    say(event, rcpts=len(recipients) or None)
