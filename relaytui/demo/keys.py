"""Throw-away keys, made in memory."""

import io

import paramiko
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def new_key() -> str:
    """A new ed25519 key in the form of an unencrypted OpenSSH private key file."""
    made = Ed25519PrivateKey.generate()
    return made.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()


def loaded(private_key: str) -> paramiko.Ed25519Key:
    """The key that stands in such a file."""
    return paramiko.Ed25519Key.from_private_key(io.StringIO(private_key))
