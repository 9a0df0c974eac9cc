"""OpenSSH's server, 6 to 10: who logged in, who failed, who was turned away.

A user's name stands before `from ADDRESS port N` and may hold such words itself: the last one is
the server's, since nothing of a stranger follows it.
"""

import re

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.pam import pam_line
from relaytui.logs.scan import first_word, number_at

_FROM = re.compile(r" from ([0-9A-Fa-f:.]{2,45})(?: port (\d{1,5}))?(?: (ssh[12]))?(?=$|:| |\[)")
_BY = re.compile(r" ([0-9A-Fa-f:.]{2,45}) port (\d{1,5})(?: \[preauth\])?$")
#: Where the address follows at once.
_IN_FRONT = (
    "Received disconnect from ", "Unable to negotiate with ", "banner exchange: Connection from ",
    "Timeout before authentication for ", "Did not receive identification string from ",
    "Timeout before authentication for connection from ",
)  # fmt: skip
_PREFIXES = ("error: ", "fatal: ", "debug1: ", "[ID 800047 auth.info] ")
_TRIES = ("password", "keyboard-interactive", "keyboard-interactive/pam", "none", "publickey",
          "hostbased", "gssapi-with-mic", "challenge-response")  # fmt: skip
_OFFENCES = (
    "Did not receive identification string", "Bad protocol version identification",
    "banner exchange: ", "kex_exchange_identification: ", "Unable to negotiate with ",
    "Protocol major versions differ",
)  # fmt: skip
_ENDS = {
    "kex_exchange_identification: read: ": "lost",
    "kex_exchange_identification: Connection closed": "lost",
    "Connection closed by ": "disconnect",
    "Connection reset by ": "lost",
    "Disconnected from ": "disconnect",
    "Received disconnect from ": "disconnect",
    "Timeout before authentication for ": "lost",
    "Timeout, client not responding": "lost",
    "Disconnecting ": "disconnect",
}
_STATES = {
    "Server listening on ": "start",
    "Received signal 15": "stop",
    "Received SIGHUP": "reload",
}


def parse(event: Event, message: str) -> bool:
    """Fill an event from one line."""
    if pam_line(event, message):
        return True
    text = message
    for prefix in _PREFIXES:
        if text.startswith(prefix):
            text = text[len(prefix) :]
            event.severity = prefix[:-2] if prefix.endswith(": ") else None
    word = first_word(text)
    if word in ("Accepted", "Failed"):
        _login(event, text, word)
    elif _refused(event, text) or _ended(event, text) or _dropped(event, text):
        pass
    elif event.severity in ("error", "fatal"):
        event.kind, event.reason = "error", text
    return True


def _login(event: Event, text: str, word: str) -> None:
    """`{Accepted|Failed} METHOD for [invalid user ]USER from A port N ssh2[: KEY]`."""
    method, _, rest = text[len(word) + 1 :].partition(" for ")
    if not rest or method not in _TRIES:
        return
    invalid = rest.startswith("invalid user ")
    # Only keys say more behind the address; a stranger's name can't follow it.
    found = list(_FROM.finditer(f" {rest}" if rest.startswith("from ") else rest))
    chosen = found[-1] if found else None
    if method in ("publickey", "hostbased") and len(found) > 1:
        chosen = None
    event.sasl_method = method
    if chosen:
        event.client_ip = canonical_address(chosen[1])
        event.client_port = int(chosen[2]) if chosen[2] else None
        event.user = rest[13 if invalid else 0 : chosen.start()] or None
    if word == "Accepted":
        event.kind = "auth_ok"
    elif method == "none" or (method == "publickey" and not invalid):
        event.kind = "other"  # a client that tries its keys one after the other
    else:
        event.kind = "auth_failed"
    if invalid:
        event.reason_class = "unknown_user"


def _refused(event: Event, text: str) -> bool:
    """Users that are not there or not allowed, and too many tries."""
    if text.startswith(("Invalid user ", "input_userauth_request: invalid user ")):
        event.kind, event.part = "auth_failed", True
        event.reason_class = "unknown_user"
        _last_from(event, text, text.index("user ") + 5)
    elif text.startswith("User ") and " not allowed because " in text:
        event.kind = "reject"
        event.reason_class = "access_denied"
        at = text.rfind(" not allowed because ")
        event.reason = text[at + 1 :]
        _last_from(event, text[:at], 5)
    elif text.startswith("ROOT LOGIN REFUSED FROM "):
        event.kind, event.user = "reject", "root"
        event.client_ip = canonical_address(first_word(text[24:]))
    elif text.startswith("maximum authentication attempts exceeded for "):
        event.kind = "offence"
        event.offence = "command-count-limit"
        _last_from(event, text, 45)
    elif text.startswith("PAM: ") and " for " in text:
        event.kind, event.duplicate = "auth_failed", True
        event.reason = text[5:].partition(" for ")[0]
        _last_from(event, text, text.index(" for ") + 5)
    elif text.startswith("refused connect from "):
        event.kind = "blocked"
        event.client_ip = canonical_address(text.rpartition("(")[2].rstrip(")"))
    else:
        return False
    return True


def _last_from(event: Event, text: str, start: int) -> None:
    """USER from `USER from A[ port N]`, by the last such words."""
    found = list(_FROM.finditer(text, max(start - 1, 0)))
    if found:
        event.client_ip = canonical_address(found[-1][1])
        event.client_port = int(found[-1][2]) if found[-1][2] else None
        user = text[start : found[-1].start()]
        event.user = user.removeprefix("invalid user ").removeprefix("illegal user ") or None


def _dropped(event: Event, text: str) -> bool:
    """Connections that the server turned away before a login."""
    if text.startswith(_OFFENCES):
        event.kind, event.offence, event.reason = "offence", "non-ssh", text
        _end_address(event, text)
    elif text.startswith("drop connection #"):
        event.kind, event.limit = "rate_limited", "connection_concurrency"
        at = text.find(" from [")
        event.client_ip = canonical_address(text[at + 7 :].partition("]")[0])
        event.client_port = number_at(text, text.find("]:", at) + 2)
        event.reason = text.rpartition(" ")[0] if "penalty" not in text else "penalty"
    elif text.startswith("srclimit_penalise: "):
        event.kind, event.reason = "offence", text
    elif "MaxStartups throttling" in text:
        event.kind, event.capacity, event.reason = "warning", True, text
    else:
        return False
    return True


def _ended(event: Event, text: str) -> bool:
    for start, kind in _ENDS.items():
        if text.startswith(start):
            event.kind = kind
            _end_address(event, text)
            if event.client_ip is None:  # versions before 6.7 name no port
                words = text.removesuffix(" [preauth]").rpartition(" ")[2]
                event.client_ip = canonical_address(words)
            return True
    if text.startswith("Connection from "):
        event.kind = "connect"
        event.client_ip = canonical_address(first_word(text[16:]))
        return True
    for start, action in _STATES.items():
        if text.startswith(start):
            event.kind, event.action = "service", action
            return True
    return False


def _end_address(event: Event, text: str) -> None:
    """`… [{invalid|authenticating} user U ]A port N[ [preauth]]`, or the address in front."""
    for start in _IN_FRONT:
        if text.startswith(start):
            rest = text[len(start) :]
            event.client_ip = canonical_address(first_word(rest).rstrip(":"))
            port = rest.partition(" ")[2]
            event.client_port = number_at(port, 5) if port.startswith("port ") else None
            return
    found = _BY.search(text, max(len(text) - 90, 0))
    if found is None:
        return
    event.client_ip, event.client_port = canonical_address(found[1]), int(found[2])
    for mark in (" invalid user ", " authenticating user ", " user "):
        at = text.find(mark)
        if 0 <= at < found.start():
            event.user = text[at + len(mark) : found.start()] or None
            break


FORMAT = LogFormat("sshd", frozenset({"sshd", "sshd-session", "sshd-auth"}), parse)
