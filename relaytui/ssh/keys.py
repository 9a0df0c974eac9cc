"""Which keys are offered to a host, in OpenSSH's order.

The agent's keys that the configuration names, the agent's other keys (unless IdentitiesOnly),
then key files. A `.pub` file selects a key of the agent. Encrypted files are left to the agent.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from paramiko.pkey import PublicBlob

from relaytui.domain.text import safe
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.internals import SocketAgent
from relaytui.ssh.key_file import blob_type, public_blob

#: Servers end a connection after six tries by default; one is kept in hand.
MOST_OFFERS = 5


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


def agent_path(host: ResolvedHost) -> str:
    """The socket of the agent that the configuration names (IdentityAgent); empty: none."""
    wanted = host.identity_agent
    path = os.environ.get("SSH_AUTH_SOCK", "")
    if wanted and wanted != "SSH_AUTH_SOCK":
        path = os.environ.get(wanted[1:], "") if wanted.startswith("$") else wanted
    return "" if path == "none" else path


@contextmanager
def agent_of(host: ResolvedHost) -> Iterator[SocketAgent | None]:
    """The agent that the configuration names, or None. Closed at the end."""
    path = agent_path(host)
    agent = None
    if path:
        try:
            agent = SocketAgent(path)
        except (OSError, paramiko.SSHException):
            agent = None
    try:
        yield agent
    finally:
        if agent:
            agent.close()


def offers(host: ResolvedHost, agent: Any) -> Offers:
    """The keys to offer, at most MOST_OFFERS."""
    in_agent = _agent_offers(agent)
    notes: list[str] = []
    chosen: list[Offer] = []
    from_files: list[Offer] = []
    for path in host.identity_files:
        blob = public_blob(path)
        if blob is not None and blob in in_agent:
            chosen.append(in_agent.pop(blob))
        elif path.endswith(".pub"):
            if blob is not None:
                notes.append(f"the agent does not hold the key of {path}")
        else:
            key, note = _load(path)
            if key is not None:
                from_files.append(Offer(key, path))
            elif note:
                notes.append(note)
    others = [] if host.identities_only else list(in_agent.values())
    keys = [*chosen, *others, *from_files]
    if len(keys) > MOST_OFFERS:
        notes.append(
            f"of {len(keys)} keys {MOST_OFFERS} are offered: name the right one with "
            "IdentityFile and IdentitiesOnly yes"
        )
    return Offers(tuple(keys[:MOST_OFFERS]), tuple(notes))


def _agent_offers(agent: Any) -> dict[bytes, Offer]:
    found: dict[bytes, Offer] = {}
    for key in agent.get_keys() if agent else ():
        if key.get_name().endswith("-cert-v01@openssh.com"):
            # Paramiko would offer the bare RSA key under the certificate's name.
            key.public_blob = PublicBlob(key.get_name(), key.blob)
        comment = safe(getattr(key, "comment", "") or key.get_name(), 60)
        found[key.blob] = Offer(key, f"{comment} (agent)")
    return found


def _load(path: str) -> tuple[paramiko.PKey | None, str]:
    if not os.path.isfile(path):
        return None, ""
    kind = blob_type(public_blob(path) or b"")
    if kind.startswith("sk-"):
        return None, f"{path} is of a security key, which only the agent can use (ssh-add {path})"
    try:
        return paramiko.PKey.from_path(path), ""
    except paramiko.PasswordRequiredException:
        return None, f"{path} has a passphrase: add it to the agent (ssh-add {path})"
    except PermissionError:
        return None, f"{path} can't be read"
    except Exception as error:  # noqa: BLE001  (Paramiko raises bare exceptions for odd files)
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            return None, f"{path} has a passphrase: add it to the agent (ssh-add {path})"
        key = _rewritten(path)
        if key is not None:
            return key, ""
        return None, f"{path} is no key that can be used ({safe(str(error), 80)})"


def _rewritten(path: str) -> paramiko.PKey | None:
    """A key in a form that OpenSSH reads and Paramiko does not (PKCS8 of an elliptic curve)."""
    try:
        key: Any = load_pem_private_key(Path(path).read_bytes(), None)
        text = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
        kind = paramiko.ECDSAKey if isinstance(key, EllipticCurvePrivateKey) else paramiko.RSAKey
        return kind.from_private_key(io.StringIO(text))
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm, paramiko.SSHException):
        return None
