"""Private keys from files, locked or not."""

import io
import os
from pathlib import Path
from typing import Any

import paramiko
from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_ssh_private_key,
)

from relaytui.domain.text import safe

_KINDS: tuple[tuple[type, type[paramiko.PKey]], ...] = (
    (Ed25519PrivateKey, paramiko.Ed25519Key),
    (EllipticCurvePrivateKey, paramiko.ECDSAKey),
    (RSAPrivateKey, paramiko.RSAKey),
)


class KeyLocked(Exception):
    """The file has a passphrase, and it was not given, or it was another."""


class KeyUnusable(Exception):
    """The file is no key that can be used; says why."""


def load(path: str, passphrase: str = "") -> paramiko.PKey:
    """The key of a file. Raises KeyLocked and KeyUnusable."""
    if passphrase:
        return _opened(path, passphrase.encode())
    try:
        return paramiko.PKey.from_path(path)
    except paramiko.PasswordRequiredException as error:
        raise KeyLocked from error
    except PermissionError as error:
        raise KeyUnusable(f"{path} can't be read") from error
    except Exception as error:
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise KeyLocked from error
        return _rewritten(path, safe(str(error), 80))


def _rewritten(path: str, problem: str) -> paramiko.PKey:
    """A key in a form that OpenSSH reads and Paramiko does not (PKCS8 of an elliptic curve)."""
    try:
        return _converted(load_pem_private_key(Path(path).read_bytes(), None))
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm, paramiko.SSHException) as error:
        raise KeyUnusable(f"{path} is no key that can be used ({problem})") from error


def _opened(path: str, passphrase: bytes) -> paramiko.PKey:
    """Of every form: OpenSSH's own, PEM, PKCS8."""
    try:
        text = Path(path).read_bytes()
        load_key = load_ssh_private_key if b"OPENSSH PRIVATE KEY" in text else load_pem_private_key
        return _converted(load_key(text, passphrase))
    except OSError as error:
        raise KeyUnusable(f"{path}: {os.strerror(error.errno or 0)}") from error
    except (UnsupportedAlgorithm, paramiko.SSHException) as error:
        raise KeyUnusable(f"{path} is locked in a way that can't be opened here") from error
    except (ValueError, TypeError, InvalidTag) as error:
        raise KeyLocked from error


def _converted(key: Any) -> paramiko.PKey:
    kind = next((ours for theirs, ours in _KINDS if isinstance(key, theirs)), None)
    if kind is None:
        raise UnsupportedAlgorithm("a kind of key that SSH has no name for")
    text = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    return kind.from_private_key(io.StringIO(text))
