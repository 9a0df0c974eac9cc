"""OpenDKIM, OpenDMARC and policyd-spf: what they found in a mail, and trouble with keys."""

import re

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.postfix.queue_id import take_queue_id
from relaytui.logs.scan import between

_START = re.compile(r"Open(?:DKIM|DMARC|ARC) Filter v(\d[\w.-]{0,30}) starting")
_STATES = {
    "terminating with status": "stop",
    "configuration reloaded": "reload",
    "reloading configuration": "reload",
}
_BAD = ("bad signature data", "signature verification failed", "key retrieval failed",
        "no valid signature", ":bad signature", "signature not verified", "syntax error",
        "external host ",
        "failed to parse authentication-results")  # fmt: skip
_TROUBLE = ("can't ", "cannot ", "error ", "failed to ", "unable to ", "key data is not secure",
            "mlfi_", "smfi_", "dkim_eoh(", "opendmarc_policy_", "out of memory",
            "warning: ")  # fmt: skip
_FAILED = re.compile(r"(?:SPF\(\w{2,8}\): )?(\S{1,255}) (fail|reject|quarantine|softfail)$")


def parse(event: Event, message: str) -> bool:
    """Fill an event: a bad signature is policy, a refusal of ours is reject."""
    text = take_queue_id(event, message)
    event.reason = text
    lower = text.lower()
    if found := _START.match(text):
        event.kind, event.action, event.version = "service", "start", found[1]
    elif text.startswith(tuple(_STATES)):
        event.kind = "service"
        event.action = next(action for start, action in _STATES.items() if text.startswith(start))
    elif "rejected by " in lower or lower.startswith(("rejecting", "550 ")):
        event.kind, event.reason_class, event.stage = "reject", "content", "END-OF-MESSAGE"
    elif "quarantined by " in lower:
        event.kind, event.action = "held", "hold"
    elif _FAILED.match(text) or any(words in lower for words in _BAD):
        event.kind, event.action = "policy", "warn"
    elif any(lower.startswith(words) for words in _TROUBLE):
        event.kind = "warning"
    elif "ignoring connection from " in lower:
        event.kind, event.list = "allowed", "IgnoreHosts"
    _client(event, text)
    return True


def _client(event: Event, text: str) -> None:
    """`NAME [ADDRESS] not internal`, `external host NAME [ADDRESS] attempted …`."""
    if text.endswith(("] not internal", "] not authenticated")):
        event.client_ip = canonical_address(text[text.rfind("[") + 1 :].partition("]")[0])
    elif text.startswith("external host ") and text.count("[") == 1:
        event.client_ip = canonical_address(between(text, "[", "]") or "")


FORMAT = LogFormat("signatures", frozenset({"opendkim", "opendmarc", "openarc"}), parse)
