"""Lines that only together tell who the client was.

OpenSMTPD names the address when a session begins and the session's number after that. Postfix
and OpenSSL tell of a TLS problem without the client, which the same process has named before.
"""

from collections import OrderedDict
from typing import NamedTuple

from relaytui.domain.event import Event

#: Sessions that are remembered.
SESSIONS = 20_000
#: What a Postfix process says without its client.
_WITHOUT_CLIENT = frozenset({"tls_failed", "auth_error", "auth_failed", "warning"})
_SERVERS = frozenset({"smtpd", "postscreen", "tlsproxy"})


class _Client(NamedTuple):
    address: str
    name: str | None
    port: int | None


class Sessions:
    """Knows the clients of the sessions that are open, by host."""

    def __init__(self) -> None:
        self._clients: OrderedDict[tuple[str | None, ...], _Client] = OrderedDict()

    def join(self, event: Event) -> bool:
        """Take or give a client; whether the event has one now that its line does not name."""
        key = _key(event)
        if key is None:
            return False
        if event.client_ip:
            self._remember(key, event)
            return False
        known = self._clients.get(key)
        if known is None or not (event.session or _lacks_client(event)):
            return False
        event.client_ip, event.client_name, event.client_port = known
        if event.kind in ("disconnect", "lost"):
            del self._clients[key]
        return True

    def _remember(self, key: tuple[str | None, ...], event: Event) -> None:
        if event.kind in ("disconnect", "lost"):
            self._clients.pop(key, None)
        elif event.client_ip:
            client = _Client(event.client_ip, event.client_name, event.client_port)
            self._clients[key] = client
            if len(self._clients) > SESSIONS:
                self._clients.popitem(last=False)


def _key(event: Event) -> tuple[str | None, ...] | None:
    if event.session:
        return (event.host, event.program, event.session)
    if event.daemon in _SERVERS and event.pid is not None:
        return (event.host, event.program, str(event.pid))
    return None


def _lacks_client(event: Event) -> bool:
    return event.kind in _WITHOUT_CLIENT and event.direction != "out"
