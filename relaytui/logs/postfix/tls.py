"""TLS lines of smtpd, smtp, lmtp, postscreen and tlsproxy."""

from functools import lru_cache

from relaytui.domain.event import Event
from relaytui.logs.scan import client_at, number_at, remote_at

_TRUST = {"Anonymous": "anonymous", "Untrusted": "untrusted", "Trusted": "trusted",
          "Verified": "verified"}  # fmt: skip
_WEAK_PROTOCOLS = frozenset({"SSLv2", "SSLv3", "TLSv1", "TLSv1.1"})
_WEAK_CIPHERS = ("NULL", "RC4", "3DES", "DES-CBC", "EXP", "MD5")
_UNVERIFIED = (
    "certificate verification failed for ",
    "server certificate verification failed for ",
    "client certificate verification failed for ",
)
_REFUSED = ("Cannot start TLS: ", "TLS is required, but ", "Server certificate not ")
_CONNECTION = "TLS connection "


def tls_line(event: Event, text: str, direction: str) -> bool:
    """Fill an event; whether the text is about TLS. `direction` is the daemon's: in or out."""
    trust, _, rest = text.partition(" ")
    if trust in _TRUST and rest.startswith(_CONNECTION):
        _session(event, _TRUST[trust], rest[len(_CONNECTION) :])
        return True
    for start, way in (("SSL_accept error from ", "in"), ("SSL_connect error to ", "out")):
        if text.startswith(start):
            _failed(event, way)
            end = (client_at if way == "in" else remote_at)(event, text, len(start))
            if end > 0 and text.startswith(": ", end):
                event.reason = text[end + 2 :]
            return True
    for start in _UNVERIFIED:
        if text.startswith(start):
            _failed(event, direction)
            end = (client_at if direction == "in" else remote_at)(event, text, len(start))
            event.reason = text[end + 2 :] if end > 0 and text.startswith(": ", end) else None
            return True
    if text.startswith(_REFUSED):
        _failed(event, "out")
        event.reason = text.removeprefix("Cannot start TLS: ")
        at = text.find(" by host ")
        if at > 0:
            remote_at(event, text, at + 9)
        return True
    return False


def tls_library_problem(event: Event, text: str, direction: str) -> bool:
    """`TLS library problem: error:0A00010B:SSL routines:FUNCTION:REASON:FILE:LINE:`."""
    if not text.startswith("TLS library problem: "):
        return False
    _failed(event, direction)
    parts = text.split(":")
    # "TLS library problem", " error", code, library, function, reason, file, line
    event.reason = parts[5] if len(parts) > 5 else None
    return True


def _failed(event: Event, direction: str) -> None:
    event.kind = "tls_failed"
    event.direction = direction


def _session(event: Event, trust: str, rest: str) -> None:
    """`{established|reused} {from|to} PEER[ to SNI]: PROTOCOL with cipher NAME (U/B bits)…`."""
    event.kind, event.trust = "tls", trust
    state, _, rest = rest.partition(" ")
    event.reused = state == "reused"
    way, _, rest = rest.partition(" ")
    event.direction = "in" if way == "from" else "out"
    end = (client_at if way == "from" else remote_at)(event, rest, 0)
    if end < 0:
        return
    if rest.startswith(" to ", end):
        stop = rest.find(": ", end)
        event.sni = rest[end + 4 : stop] if stop > 0 else None
        end = stop
    if end < 0 or not rest.startswith(": ", end):
        return
    event.protocol, event.cipher, event.bits, event.weak = _cipher(rest[end + 2 :])


@lru_cache(maxsize=1024)
def _cipher(words: str) -> tuple[str, str, int | None, bool]:
    """Protocol, cipher, bits, and whether one of the first two is weak."""
    protocol, _, cipher = words.partition(" with cipher ")
    cipher, _, bits = cipher.partition(" (")
    weak = protocol in _WEAK_PROTOCOLS or any(one in cipher for one in _WEAK_CIPHERS)
    return protocol, cipher, number_at(bits, 0), weak


def tlsproxy_line(event: Event, text: str) -> None:
    """tlsproxy works for postscreen and smtp, whose own lines count."""
    for word, kind in (("CONNECT", "connect"), ("DISCONNECT", "disconnect")):
        for way, take in ((" from ", client_at), (" to ", remote_at), (" ", client_at)):
            if text.startswith(f"{word}{way}"):
                event.kind = kind
                event.duplicate = True
                take(event, text, len(word) + len(way))
                return
    if text.startswith("TLS handshake failed for service="):
        _failed(event, "in")
        at = text.find(" peer=")
        client_at(event, text, at + 6)
    else:
        tls_line(event, text, "in")
