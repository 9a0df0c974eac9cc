"""Dovecot's login processes: one line at the end of each try to log in.

`WHAT[ (WHY)][ (CODE)]: user=<U>, method=M, rip=A, lip=B, …`; N attempts in one line.
"""

import re

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.dovecot.process import Process
from relaytui.logs.scan import first_word, number_at, say

_ATTEMPTS = re.compile(r"\(auth failed, (\d{1,9}) attempts")
_TLS_WORDS = ("SSL_accept() failed", "SSL_accept() syscall failed", "SSL_read() failed",
              "TLS handshake failed", ":SSL routines:", "GnuTLS:")  # fmt: skip
_OURS = ("auth process communication failure", "auth service reported temporary failure",
         "temporary authentication failure", "internal failure", "authentication service",
         "auth process broken", "disconnected before auth was ready, waited",
         "(internal_failure)", "(temp_fail)")  # fmt: skip
_PLAIN = ("tried to use disabled plaintext auth", "tried to use disallowed plaintext auth",
          "cleartext authentication disallowed", "(cleartext_auth_disabled)",
          "cleartext auth disallowed", "(cert_required)", "cert required")  # fmt: skip
_TOO_MANY = ("Too many invalid commands", "Too many bad commands", "Too many invalid IMAP commands",
             "(too_many_invalid_commands)")  # fmt: skip
_BROKEN = ("Connection closed", "Inactivity", "TLS handshaking", "Connection reset",
           "Broken pipe", "Timeout")  # fmt: skip


def login_line(event: Event, process: Process, text: str) -> None:
    """Fill an event for one line of a login process."""
    protocol = process.name.removesuffix("-login")
    say(event, protocol_name=protocol)
    at = _fields(event, text)
    what = text[:at] if at >= 0 else text
    event.reason = what.rstrip(": ") or None
    if text.startswith(("Login: ", "Logged in: ", "Logged in:", "proxy: ", "proxy(")):
        _accepted(event, text)
    elif found := _ATTEMPTS.search(what):
        event.kind = "auth_failed"
        say(event, attempts=int(found[1]))
    elif "Maximum number of connections" in what:
        event.kind, event.limit = "rate_limited", "connection_concurrency"
        limit = what.find("mail_max_userip_connections=")
        event.limit_max = number_at(what, limit + 28) if limit >= 0 else None
    elif any(words in what.lower() for words in _OURS) and "waited 0 secs" not in what:
        event.kind = "auth_error"
    elif any(words in what for words in _PLAIN):
        event.kind, event.reason_class = "reject", "tls_required"
    elif any(words in text for words in _TLS_WORDS):
        event.kind, event.direction = "tls_failed", "in"
    elif any(words in what for words in _TOO_MANY):
        event.kind, event.offence = "offence", "command-count-limit"
    elif what.startswith(("Disconnected", "Aborted login", "Login aborted", "Connection closed")):
        event.kind = "disconnect"
        event.cause = next((one.lower() for one in _BROKEN if one in text), None)


def _accepted(event: Event, text: str) -> None:
    if text.startswith("proxy") and "started proxying" not in text:
        event.kind = "auth_error" if event.severity == "error" else "other"
        return
    event.kind = "auth_ok"


def _fields(event: Event, text: str) -> int:
    """Take user, method and addresses; where they begin, or -1.

    The user's name may imitate all that follows it: the last `rip=` is the server's, since only
    its own words come after.
    """
    rip = text.rfind(", rip=")
    behind = rip + 6 if rip >= 0 else text.rfind(": rip=") + 6
    if behind < 6:
        return -1
    begin = _user_and_method(event, text, behind - 6)
    tail = text[behind:]
    event.client_ip = canonical_address(first_word(tail).rstrip(","))
    for field in tail.split(", ")[1:8]:
        name, _, value = field.partition("=")
        if name == "lip":
            event.server_ip = canonical_address(value)
        elif name == "rport":
            event.client_port = number_at(value, 0)
        elif name == "session":
            event.session = value.strip("<>") or None
        elif name.startswith("TLS") and "handshaking" not in name:
            say(event, tls=True)
    return begin


def _user_and_method(event: Event, text: str, end: int) -> int:
    """Take `user=<U>, method=M` before a place; where the first of them begins."""
    method = text.rfind(", method=", 0, end)
    if method < 0 and (begin := text.find(": method=", 0, end)) >= 0:
        event.sasl_method = text[begin + 9 : end].partition(",")[0]
        return begin
    if method >= 0:
        event.sasl_method = text[method + 9 : end].partition(",")[0]
    begin = text.find(": user=<")
    if 0 <= begin < end:
        last = method if method > begin else end
        event.user = text[begin + 8 : last].removesuffix(">") or None
        return begin
    return text.find(": rip=") if method < 0 else method
