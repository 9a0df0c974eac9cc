"""Which keys are offered to a host, in OpenSSH's order.

Certificates, the agent's keys that the configuration names, the agent's other keys (unless
IdentitiesOnly), then key files. A `.pub` file selects a key of the agent. A locked file is
unlocked when its turn comes, if somebody can be asked.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import paramiko
from paramiko.pkey import PublicBlob

from relaytui.domain.text import safe
from relaytui.ssh.certificate import SUFFIX, USER, Certificate, certificate_file
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.internals import SocketAgent
from relaytui.ssh.key_file import blob_type, public_blob
from relaytui.ssh.key_load import KeyLocked, KeyUnusable, load
from relaytui.ssh.key_ring import RING

#: Servers end a connection after six tries by default; one is kept in hand.
MOST_OFFERS = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """A key to offer, and where it is from, for people. Without a key: a locked file."""

    key: paramiko.PKey | None
    name: str
    path: str = ""
    #: The plain public key; empty where nothing shows it.
    blob: bytes = b""
    certificate: Certificate | None = None

    def signer(self, key: paramiko.PKey) -> Any:
        """The key as it is offered: with its certificate."""
        return CertifiedKey(key, self.certificate) if self.certificate else key


class CertifiedKey:
    """A key that shows a certificate instead of its public half."""

    def __init__(self, key: paramiko.PKey, certificate: Certificate) -> None:
        self._key = key
        self.public_blob = PublicBlob(blob_type(certificate.blob), certificate.blob)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._key, name)


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


def offers(host: ResolvedHost, agent: Any, *, can_ask: bool = False) -> Offers:
    """The keys to offer, at most MOST_OFFERS. `can_ask`: locked files can be unlocked."""
    in_agent = _agent_offers(agent)
    notes: list[str] = []
    certificates = _certified(host, in_agent, can_ask, notes)
    chosen: list[Offer] = []
    from_files: list[Offer] = []
    for path in host.identity_files:
        blob = public_blob(path)
        if blob is not None and blob in in_agent:
            chosen.append(in_agent.pop(blob))
        elif any(blob == one.blob for one in (*chosen, *from_files) if blob):
            continue
        elif path.endswith(".pub"):
            if blob is not None:
                notes.append(f"the agent does not hold the key of {path}")
        elif offer := _of_file(path, blob or b"", can_ask, notes):
            from_files.append(offer)
    others = [] if host.identities_only else list(in_agent.values())
    keys = [*certificates, *chosen, *others, *from_files]
    if len(keys) > MOST_OFFERS:
        notes.append(
            f"of {len(keys)} keys {MOST_OFFERS} are offered: name the right one with "
            "IdentityFile and IdentitiesOnly yes"
        )
    return Offers(tuple(keys[:MOST_OFFERS]), tuple(dict.fromkeys(notes)))


def _agent_offers(agent: Any) -> dict[bytes, Offer]:
    found: dict[bytes, Offer] = {}
    for key in agent.get_keys() if agent else ():
        if key.get_name().endswith(SUFFIX):
            # Paramiko would offer the bare RSA key under the certificate's name.
            key.public_blob = PublicBlob(key.get_name(), key.blob)
        comment = safe(getattr(key, "comment", "") or key.get_name(), 60)
        found[key.blob] = Offer(key, f"{comment} (agent)", blob=key.blob)
    return found


def _of_file(path: str, blob: bytes, can_ask: bool, notes: list[str]) -> Offer | None:
    """A key file's offer; None, and mostly a note, where there is none."""
    if not os.path.isfile(path):
        return None
    if blob_type(blob).startswith("sk-"):
        notes.append(f"{path} is of a security key, which only the agent can use (ssh-add {path})")
        return None
    try:
        return Offer(RING.held(path) or load(path), path, path, blob)
    except KeyLocked:
        if can_ask:
            return Offer(None, path, path, blob)
        notes.append(f"{path} has a passphrase: add it to the agent (ssh-add {path})")
    except KeyUnusable as error:
        notes.append(str(error))
    return None


def _certified(
    host: ResolvedHost, in_agent: dict[bytes, Offer], can_ask: bool, notes: list[str]
) -> list[Offer]:
    """Keys with their certificates: those of CertificateFile, else those beside the key files."""
    named = host.certificate_files
    beside = [f"{path.removesuffix('.pub')}-cert.pub" for path in host.identity_files]
    found = []
    for path in named or beside:
        certificate = certificate_file(path) if os.path.isfile(path) else None
        if certificate is None:
            if path in named and os.path.isfile(path):
                notes.append(f"{path} is no certificate that can be used")
            continue
        if certificate.kind != USER or not certificate.valid_at(time.time()):
            notes.append(f"the certificate {path} is not one of a user, or its time is over")
        elif offer := _signer_of(certificate, host, in_agent, can_ask):
            found.append(replace(offer, name=f"{path} ({offer.name})", certificate=certificate))
        else:
            notes.append(f"there is no key for the certificate {path}")
    return found


def _signer_of(
    certificate: Certificate, host: ResolvedHost, in_agent: dict[bytes, Offer], can_ask: bool
) -> Offer | None:
    if offer := in_agent.get(certificate.key_blob):
        return offer
    for path in host.identity_files:
        if not path.endswith(".pub") and public_blob(path) == certificate.key_blob:
            return _of_file(path, certificate.key_blob, can_ask, [])
    return None
