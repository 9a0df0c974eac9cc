"""Logging in with public keys."""

import threading
import time
from collections.abc import Callable

import paramiko

from relaytui.domain.text import safe
from relaytui.errors import LinkError, LinkLost, LoginRefused, Unreachable
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.internals import login_result
from relaytui.ssh.keys import Offer, Offers, agent_of, offers

Stopped = Callable[[], bool]
#: Seconds for one key, with a person who has to agree to the agent's question.
LOGIN_PATIENCE = 90.0


def wait_for(event: threading.Event, transport: paramiko.Transport, stopped: Stopped) -> None:
    """Wait for an event of a transport, its end, or the user's; Unreachable for the last."""
    limit = time.monotonic() + LOGIN_PATIENCE
    while not event.wait(0.05):
        if stopped():
            raise Unreachable("stopped")
        if not transport.is_active() or time.monotonic() > limit:
            return


def log_in(
    transport: paramiko.Transport, host: ResolvedHost, stopped: Stopped = lambda: False
) -> str:
    """Offer the keys one after another; how it was done, for people.

    Raises LoginRefused, which is never tried again by itself: repeated failures get an address
    banned.
    """
    with agent_of(host) as agent:
        found = offers(host, agent)
        allowed: list[str] = []
        for number, offer in enumerate(found.keys, 1):
            refusal = _try(transport, host, offer, stopped)
            if refusal is None:
                return f"{host.user} with {offer.name}"
            allowed = refusal or allowed
            if not transport.is_active():
                found = Offers(found.keys[:number], found.notes)
                break
        raise _refused(host, found, allowed or _allowed(transport, host.user))


def _try(
    transport: paramiko.Transport, host: ResolvedHost, offer: Offer, stopped: Stopped
) -> list[str] | None:
    """None when logged in, else what the server allows (if it said)."""
    answered = threading.Event()
    try:
        transport.auth_publickey(host.user, offer.key, event=answered)
        wait_for(answered, transport, stopped)
        more = login_result(transport, answered)
    except paramiko.BadAuthenticationType as error:
        return list(error.allowed_types)
    except paramiko.AuthenticationException:
        return []
    except (paramiko.SSHException, EOFError, OSError) as error:
        if not transport.is_active():
            raise _ended(host, offer, error) from error
        return []
    if more:
        raise LoginRefused(
            f"{host.alias}: the key was taken, and the server wants "
            f"{safe(', '.join(more), 100)} as well",
            "A second factor is not built in yet; use an account that needs none",
        )
    return None


def _allowed(transport: paramiko.Transport, user: str) -> list[str]:
    """What the server would take; it says so when it is asked to let us in for nothing."""
    if not transport.is_active():
        return []
    transport.auth_timeout = 5.0
    try:
        transport.auth_none(user)
    except paramiko.BadAuthenticationType as error:
        return list(error.allowed_types)
    except (paramiko.SSHException, EOFError, OSError):
        return []
    return []


def _ended(host: ResolvedHost, offer: Offer, error: Exception) -> LinkError:
    if "cannot be used for signing" in str(error) or "ssh-agent" in str(error):
        return LoginRefused(
            f"{host.alias}: the agent did not sign with {offer.name}",
            "Is it locked, or was its question answered with no? See: ssh-add -l",
        )
    return LinkLost(f"{host.alias}: the server ended the login ({safe(str(error), 80) or 'EOF'})")


def _refused(host: ResolvedHost, found: Offers, allowed: list[str]) -> LoginRefused:
    if found.keys:
        names = ", ".join(offer.name for offer in found.keys)
        words = f"{host.user}@{host.hostname} took none of {len(found.keys)} keys: {names}"
    else:
        words = f"no key to offer to {host.user}@{host.hostname}"
    if allowed:
        words += f" (the server allows {safe(', '.join(allowed), 100)})"
    hints = list(found.notes)
    if not found.keys and not found.notes:
        hints.append("Add your key to the agent (ssh-add), or name it with IdentityFile")
    elif found.keys:
        hints.append(f"Try it with: ssh -v {host.alias}")
    return LoginRefused(words, "; ".join(hints))
