"""Logging in with public keys."""

import paramiko

from relaytui.domain.text import safe
from relaytui.errors import LinkError, LinkLost, LoginRefused
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.keys import Offer, agent_of, offers


def log_in(transport: paramiko.Transport, host: ResolvedHost) -> str:
    """Offer the keys one after another; how it was done, for people.

    Raises LoginRefused, which is never tried again by itself: repeated failures get an address
    banned.
    """
    with agent_of(host) as agent:
        found = offers(host, agent)
        allowed: list[str] = []
        for offer in found.keys:
            refusal = _try(transport, host, offer)
            if refusal is None:
                return f"{host.user} with {offer.name}"
            allowed = refusal or allowed
            if not transport.is_active():
                break
        raise _refused(host, found.keys, found.notes, allowed)


def _try(transport: paramiko.Transport, host: ResolvedHost, offer: Offer) -> list[str] | None:
    """None when logged in, else what the server allows (if it said)."""
    try:
        more = transport.auth_publickey(host.user, offer.key)
    except paramiko.BadAuthenticationType as error:
        return list(error.allowed_types)
    except paramiko.AuthenticationException:
        return []
    except paramiko.SSHException as error:
        if not transport.is_active():
            raise _ended(host, error) from error
        return []
    except EOFError as error:
        raise _ended(host, error) from error
    if more:
        problem = LoginRefused(
            f"{host.alias}: the key was taken, and the server wants {', '.join(more)} as well",
            "A second factor is not built in yet; use an account that needs none",
        )
        raise problem
    return None


def _ended(host: ResolvedHost, error: Exception) -> LinkError:
    return LinkLost(f"{host.alias}: the server ended the login ({safe(str(error), 80) or 'EOF'})")


def _refused(
    host: ResolvedHost, offered: tuple[Offer, ...], notes: tuple[str, ...], allowed: list[str]
) -> LoginRefused:
    if offered:
        names = ", ".join(offer.name for offer in offered)
        words = f"{host.user}@{host.hostname} took none of {len(offered)} keys: {names}"
    else:
        words = f"no key to offer to {host.user}@{host.hostname}"
    if allowed:
        words += f" (the server allows {safe(', '.join(allowed), 100)})"
    hints = list(notes)
    if not offered and not notes:
        hints.append("Add your key to the agent (ssh-add), or name it with IdentityFile")
    elif offered:
        hints.append(f"Try it with: ssh -v {host.alias}")
    return LoginRefused(words, "; ".join(hints))
