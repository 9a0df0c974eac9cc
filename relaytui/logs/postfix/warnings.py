"""Lines with a severity word: attacks, limits, and trouble of our own."""

import base64
import binascii
import re

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.domain.text import safe
from relaytui.logs.postfix.delivery import smtp_line
from relaytui.logs.postfix.tail import user_name
from relaytui.logs.postfix.tls import tls_library_problem
from relaytui.logs.scan import client_at, number_at, peer_at

_LIMITS = {
    "Connection rate limit exceeded: ": "connection_rate",
    "Connection concurrency limit exceeded: ": "connection_concurrency",
    "Message delivery request rate limit exceeded: ": "message_rate",
    "Recipient address rate limit exceeded: ": "recipient_rate",
    "New TLS session rate limit exceeded: ": "tls_session_rate",
    "AUTH command rate limit exceeded: ": "auth_rate",
}
_OFFENCES = {
    "non-SMTP command from ": "non-smtp",
    "Illegal address syntax from ": "illegal-address",
    "bare <LF> received after ": "bare-newline",
}
#: Trouble of the login service, no attack.
_OURS = ("connection lost to", "cannot connect to", "could not open", "unable to open",
         "temporary authentication failure", "internal error", "no such file",
         "connection refused", "permission denied")  # fmt: skip
_CONTINUED = (
    "to avoid this condition, increase the process count",
    "see https://www.postfix.org/STRESS_README",
    "see http://www.postfix.org/STRESS_README",
    "you may need to ",
    "please avoid flushing the whole queue",
    "lots of deferred mail, that is bad for performance",
    "to turn off these warnings specify",
)
_CONFIG_WORDS = (
    "unknown smtpd restriction",
    "map lookup problem",
    "unknown command:",
    "skipping this rule",
    "unused parameter",
    "undefined parameter",
    "bad numerical",
    "overriding earlier entry",
    "unsupported dictionary",
    "is unavailable",
    "is older than source file",
    "bad boolean configuration",
    "parameter default_privs",
    "unknown user name value",
    "open database",
)
_CONFIG_PLACE = re.compile(r"(?:^|[\s:])(/[^\s,:]{1,256})(?:, line (\d{1,7}))?[:,\s]")
_CAPACITY = ("is using up ",
             "has reached its process limit", "not enough free space", "no space left",
             "queue file write error", "too many open files")  # fmt: skip
_CRASH = re.compile(r"process \S{1,256} pid \d{1,9} (?:killed by signal|exit status) ")
_OUT = frozenset({"smtp", "lmtp"})


def warning_line(event: Event, text: str) -> bool:
    """Fill an event; False where the text is a warning like any other."""
    daemon = event.daemon or event.program or ""
    direction = "out" if daemon in _OUT else "in"
    if daemon in _OUT and text.startswith(("SASL authentication fail", "host ")):
        smtp_line(event, text)
        return event.kind != "other"
    return (
        _limit(event, text)
        or _login(event, text)
        or tls_library_problem(event, text, direction)
        or _offence(event, text)
        or _host_name(event, text)
        or _our_own(event, text)
    )


def _limit(event: Event, text: str) -> bool:
    at = text.find(" limit exceeded: ", 0, 64)
    if at > 0:
        limit = _LIMITS.get(text[: at + 17])
        if limit:
            event.kind, event.limit = "rate_limited", limit
            event.count = number_at(text, at + 17)
            _client_for_service(event, text, text.find(" from ", at))
            return True
    if text.startswith("Refusing STARTTLS request from "):
        event.kind, event.limit = "rate_limited", "tls_session_rate"
        _client_for_service(event, text, 25)
        return True
    return False


def _client_for_service(event: Event, text: str, at: int) -> None:
    end = client_at(event, text, at + 6) if at >= 0 else -1
    if end > 0 and text.startswith(" for service ", end):
        event.limit_service = text[end + 13 :]


def _login(event: Event, text: str) -> bool:
    """`CLIENT: SASL METHOD authentication failed[: REASON[, sasl_username=USER]]`."""
    if text.startswith(("SASL authentication failure: ", "SASL authentication problem: ")):
        event.reason = text[29:]
        event.kind = "auth_error" if _is_ours(event.reason) else "auth_failed"
        event.duplicate_of_next = event.kind == "auth_failed"
        return True
    if text.startswith("SASL: Connect to "):
        event.kind, event.reason = "auth_error", text[6:]
        return True
    peer = peer_at(text, 0)
    if peer is None or not text.startswith(": SASL ", peer[3]):
        return False
    method, _, rest = text[peer[3] + 7 :].partition(" ")
    if not rest.startswith("authentication "):
        return False
    event.client_name, event.client_ip, event.client_port, _ = peer
    event.sasl_method = method.upper()
    if rest.startswith("authentication failed"):
        _failed(event, rest[21:].removeprefix(":").strip())
    else:  # aborted: no password was tried
        event.kind = "other"
    return True


def _failed(event: Event, words: str) -> None:
    at = words.rfind(", sasl_username=")
    if at >= 0:
        event.user = user_name(words[at + 16 :])
        words = words[:at]
    event.reason = words or None
    event.kind = "auth_error" if _is_ours(words) else "auth_failed"
    event.reason_decoded = _decoded(words)


def _is_ours(words: str) -> bool:
    lower = words.lower()
    return any(one in lower for one in _OURS)


def _decoded(words: str) -> str | None:
    """The prompt that the client gave up at, which Postfix logs in base64."""
    if len(words) < 8 or len(words) % 4 or " " in words:
        return None
    try:
        text = base64.b64decode(words, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    return safe(text)


def _offence(event: Event, text: str) -> bool:
    for start, offence in _OFFENCES.items():
        if text.startswith(start):
            event.kind, event.offence = "offence", offence
            at = len(start)
            if offence == "bare-newline":
                at = text.find(" from ", at) + 6
            client_at(event, text, at)
            return True
    return False


def _host_name(event: Event, text: str) -> bool:
    """`hostname NAME does not resolve to address ADDRESS[: WHY]`, and the older form."""
    if text.startswith("hostname "):
        name, _, rest = text[9:].partition(" ")
        if rest.startswith("does not resolve to address "):
            words = rest[28:]
            event.client_ip = canonical_address(words.partition(": ")[0])
            event.client_name = name
            event.kind = "warning"
            return True
    address, _, rest = text.partition(": hostname ")
    if not rest:
        address, _, rest = text.partition(": address not listed for hostname ")
    if rest and canonical_address(address):
        event.client_ip = canonical_address(address)
        event.client_name = rest.partition(" ")[0]
        event.kind = "warning"
        return True
    return False


def _our_own(event: Event, text: str) -> bool:
    """Crashes, full disks, and mistakes in the configuration."""
    event.kind = "warning" if event.severity == "warning" else "error"
    lower = text.lower()
    if _CRASH.match(text):
        event.kind, event.crash = "error", True
    elif any(words in lower for words in _CAPACITY):
        event.capacity = True
    elif text.startswith(_CONTINUED):
        event.continuation = True
    elif any(words in lower for words in _CONFIG_WORDS):
        event.config_problem = True
        found = _CONFIG_PLACE.search(text)
        if found:
            event.config_file = found[1]
            event.config_line = int(found[2]) if found[2] else None
        if "message not accepted" in lower:
            event.kind = "error"
    event.reason = text
    return True
