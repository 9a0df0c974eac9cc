"""Logging in with public keys."""

import threading
import time
from collections.abc import Callable

import paramiko

from relaytui.domain.text import safe
from relaytui.errors import LinkError, LinkLost, LoginRefused, Unreachable
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.internals import ask_about_key, login_result
from relaytui.ssh.key_load import KeyUnusable
from relaytui.ssh.key_ring import RING
from relaytui.ssh.keys import Offer, Offers, agent_of, offers
from relaytui.ssh.passphrase import AskPassphrase

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
    transport: paramiko.Transport,
    host: ResolvedHost,
    stopped: Stopped = lambda: False,
    ask: AskPassphrase | None = None,
    wished: float | None = None,
) -> str:
    """Offer the keys one after another; how it was done, for people.

    A locked key file is asked for (`ask`) when its turn comes and the server would take it,
    unless somebody has declined to open it since this login was wished for (monotonic seconds).
    Raises LoginRefused, which is never tried again by itself: repeated failures get an address
    banned.
    """
    began = time.monotonic() if wished is None else wished
    with agent_of(host) as agent:
        found = offers(host, agent, can_ask=ask is not None)
        notes = list(found.notes)
        tried: list[Offer] = []
        allowed: list[str] = []
        for offer in found.keys:
            key = offer.key
            if key is None and ask and _wanted(transport, host, offer, stopped):
                key = _unlocked(offer, ask, began, stopped, notes)
                if key is None:
                    continue
            tried.append(offer)
            refusal = _try(transport, host, offer, key, stopped) if key else []
            if refusal is None:
                return f"{host.user} with {offer.name}"
            allowed = refusal or allowed
            if not transport.is_active():
                break
        raise _refused(host, Offers(tuple(tried), tuple(notes)),
                       allowed or _allowed(transport, host.user))  # fmt: skip


def _unlocked(
    offer: Offer, ask: AskPassphrase, began: float, stopped: Stopped, notes: list[str]
) -> paramiko.PKey | None:
    try:
        key = RING.unlock(offer.path, ask, began, stopped)
    except KeyUnusable as error:
        notes.append(str(error))
        return None
    if key is None:
        notes.append(f"the passphrase of {offer.path} was not given")
    return key


def _wanted(
    transport: paramiko.Transport, host: ResolvedHost, offer: Offer, stopped: Stopped
) -> bool:
    """Whether the server would take a key. One that nothing shows is asked for in any case."""
    if not offer.blob:
        return True
    blob = offer.certificate.blob if offer.certificate else offer.blob
    answered = threading.Event()
    probe = ask_about_key(transport, host.user, blob, answered)
    wait_for(answered, transport, stopped)
    transport.get_exception()  # of a no, which the next try must not take for its own
    return probe.accepted


def _try(
    transport: paramiko.Transport, host: ResolvedHost, offer: Offer, key: paramiko.PKey,
    stopped: Stopped,
) -> list[str] | None:  # fmt: skip
    """None when logged in, else what the server allows (if it said)."""
    answered = threading.Event()
    try:
        transport.auth_publickey(host.user, offer.signer(key), event=answered)
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
