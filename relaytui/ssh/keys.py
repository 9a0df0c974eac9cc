"""Which keys are offered to a host, in OpenSSH's order.

The agent's keys that the configuration names, the agent's other keys (unless IdentitiesOnly),
then key files. A `.pub` file selects a key of the agent. Encrypted files are left to the agent.
"""

import base64
import binascii
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paramiko

from relaytui.domain.text import safe
from relaytui.ssh.config import ResolvedHost

#: Servers end a connection after six tries by default; one is kept in hand.
MOST_OFFERS = 5
#: Agents serve one question at a time well, and many at once badly.
_agent_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Offer:
    """A key to offer, and where it is from, for people."""

    key: paramiko.PKey
    name: str


@dataclass(frozen=True, slots=True)
class Offers:
    """The keys, and notes about files that could not be used."""

    keys: tuple[Offer, ...]
    notes: tuple[str, ...]


@contextmanager
def agent_of(host: ResolvedHost) -> Iterator[Any]:
    """The agent that the configuration names, or None. Closed at the end."""
    wanted = host.identity_agent
    path = os.environ.get("SSH_AUTH_SOCK", "")
    if wanted and wanted != "SSH_AUTH_SOCK":
        path = os.environ.get(wanted[1:], "") if wanted.startswith("$") else wanted
    if not path or path == "none":
        yield None
        return
    agent: Any = None
    with _agent_lock:
        try:
            agent = _connected(path)
        except (OSError, paramiko.SSHException):
            agent = None
    try:
        yield agent
    finally:
        if agent:
            agent.close()


def _connected(path: str) -> Any:
    """Paramiko's agent at a socket; it looks at SSH_AUTH_SOCK only, so that is set for it."""
    before = os.environ.get("SSH_AUTH_SOCK")
    os.environ["SSH_AUTH_SOCK"] = path
    try:
        return paramiko.Agent()
    finally:
        if before is None:
            del os.environ["SSH_AUTH_SOCK"]
        else:
            os.environ["SSH_AUTH_SOCK"] = before


def offers(host: ResolvedHost, agent: Any) -> Offers:
    """The keys to offer, at most MOST_OFFERS."""
    in_agent: dict[bytes, Offer] = {}
    for key in agent.get_keys() if agent else ():
        comment = safe(getattr(key, "comment", "") or key.get_name(), 60)
        in_agent[key.asbytes()] = Offer(key, f"{comment} (agent)")
    notes: list[str] = []
    chosen: list[Offer] = []
    from_files: list[Offer] = []
    for path in host.identity_files:
        blob = _public_blob(path)
        if blob is not None and blob in in_agent:
            chosen.append(in_agent.pop(blob))
        elif not path.endswith(".pub"):
            key, note = _load(path)
            if key is not None and key.asbytes() in in_agent:
                chosen.append(in_agent.pop(key.asbytes()))
            elif key is not None:
                from_files.append(Offer(key, path))
            elif note:
                notes.append(note)
    others = [] if host.identities_only else list(in_agent.values())
    keys = [*chosen, *others, *from_files]
    if len(keys) > MOST_OFFERS:
        notes.append(
            f"{len(keys)} keys, of which {MOST_OFFERS} are offered: name the right one with "
            "IdentityFile and IdentitiesOnly yes"
        )
    return Offers(tuple(keys[:MOST_OFFERS]), tuple(notes))


def _public_blob(path: str) -> bytes | None:
    name = path if path.endswith(".pub") else f"{path}.pub"
    try:
        words = Path(name).read_text(encoding="utf-8", errors="replace").split()
        return base64.b64decode(words[1], validate=True) if len(words) > 1 else None
    except (OSError, binascii.Error, ValueError):
        return None


def _load(path: str) -> tuple[paramiko.PKey | None, str]:
    if not os.path.isfile(path):
        return None, ""
    try:
        return paramiko.PKey.from_path(path), ""
    except paramiko.PasswordRequiredException:
        return None, f"{path} has a passphrase: add it to the agent (ssh-add {path})"
    except PermissionError:
        return None, f"{path} can't be read"
    except Exception as error:  # noqa: BLE001  (Paramiko raises bare exceptions for odd files)
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            return None, f"{path} has a passphrase: add it to the agent (ssh-add {path})"
        return None, f"{path} is no key that can be used ({safe(str(error), 80)})"
