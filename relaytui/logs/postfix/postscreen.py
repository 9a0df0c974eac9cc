"""postscreen and dnsblog. Words of before and after 3.6 (respectful_logging) are both known."""

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.postfix.reject import reject_line
from relaytui.logs.scan import client_at, number_at, peer_at

_LISTS = {
    "PASS OLD ": ("allowed", None),
    "PASS NEW ": ("allowed", None),
    "WHITELISTED ": ("allowed", "allowlist"),
    "ALLOWLISTED ": ("allowed", "allowlist"),
    "BLACKLISTED ": ("blocked", "denylist"),
    "DENYLISTED ": ("blocked", "denylist"),
    "WHITELIST VETO ": ("other", None),
    "ALLOWLIST VETO ": ("other", None),
    "DISCONNECT ": ("disconnect", None),
}
_OFFENCES = {
    "BARE NEWLINE from ": "bare-newline",
    "COMMAND TIME LIMIT from ": "command-time-limit",
    "COMMAND COUNT LIMIT from ": "command-count-limit",
    "COMMAND LENGTH LIMIT from ": "command-count-limit",
    "NON-SMTP COMMAND from ": "non-smtp",
    "COMMAND PIPELINING from ": "pipelining",
}


def postscreen_line(event: Event, text: str) -> None:
    """Fill an event for one postscreen line without a severity word."""
    if text.startswith("CONNECT from "):
        _connect(event, text)
    elif text.startswith(("PREGREET ", "HANGUP after ")):
        _early(event, text)
    elif text.startswith("DNSBL rank "):
        event.kind, event.offence = "offence", "dnsbl"
        event.score = number_at(text, 11)
        at = text.find(" for ", 11)
        client_at(event, text, at + 5)
    elif not (_listed(event, text) or _offence(event, text) or reject_line(event, text)):
        _state(event, text)


def _connect(event: Event, text: str) -> None:
    event.kind = "connect"
    end = client_at(event, text, 13)
    if end > 0 and text.startswith(" to ", end):
        server = peer_at(text, end + 4)
        if server:
            _, event.server_ip, event.server_port, _ = server


def _listed(event: Event, text: str) -> bool:
    for start, (kind, name) in _LISTS.items():
        if text.startswith(start):
            event.kind, event.list = kind, name
            client_at(event, text, len(start))
            return True
    return False


def _early(event: Event, text: str) -> None:
    """`PREGREET N after T from CLIENT: TEXT`, `HANGUP after T from CLIENT in tests …`."""
    event.kind = "offence"
    event.offence = "pregreet" if text[0] == "P" else "hangup"
    at = text.find(" from ")
    end = client_at(event, text, at + 6) if at > 0 else -1
    if end < 0 or not text.startswith(": ", end):
        return
    command, _, name = text[end + 2 :].partition(" ")
    if command.upper() in ("EHLO", "HELO"):
        event.helo = name.partition("\\r")[0].partition("\\n")[0] or None


def _offence(event: Event, text: str) -> bool:
    for start, offence in _OFFENCES.items():
        if text.startswith(start):
            event.kind, event.offence = "offence", offence
            end = client_at(event, text, len(start))
            if end > 0 and text.startswith(" after ", end):
                event.stage = text[end + 7 :].partition(": ")[0].partition(" ")[0]
            return True
    return False


def _state(event: Event, text: str) -> None:
    if text.startswith("entering STRESS mode"):
        event.kind, event.capacity = "warning", True
    elif text.startswith("leaving STRESS mode"):
        event.kind = "service"
    elif text.startswith("cache ") and " cleanup: " in text:
        event.kind, event.metric = "statistics", "cache cleanup"


def dnsblog_line(event: Event, text: str) -> None:
    """`addr ADDRESS listed by domain LIST as ANSWER`; postscreen's rank is what counts."""
    if not text.startswith("addr "):
        return
    address, _, rest = text[5:].partition(" ")
    if rest.startswith(("listed by domain ", "blocked by domain ")):
        event.kind, event.offence, event.part = "offence", "dnsbl", True
        event.client_ip = canonical_address(address)
        event.dnsbl = rest[rest.index(" domain ") + 8 :].partition(" ")[0]
