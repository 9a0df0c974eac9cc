"""What a private key file shows without its passphrase (openssh-key-v1, PROTOCOL.key)."""

import base64
import binascii
from pathlib import Path

_BEGIN = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_END = b"-----END OPENSSH PRIVATE KEY-----"
_MAGIC = b"openssh-key-v1\0"


def public_blob(path: str) -> bytes | None:
    """The public half of a key: of the file itself, or of the `.pub` file beside it.

    `path` may name the `.pub` file. None where neither says it.
    """
    blob = None if path.endswith(".pub") else _of_private(path)
    return blob or _of_public(path if path.endswith(".pub") else f"{path}.pub")


def blob_type(blob: bytes) -> str:
    """The key type that a public blob begins with."""
    return _field(blob, 0)[0].decode("ascii", "replace")


def _of_public(path: str) -> bytes | None:
    try:
        words = Path(path).read_bytes()[:65536].split()
        return base64.b64decode(words[1], validate=True) if len(words) > 1 else None
    except (OSError, binascii.Error, ValueError):
        return None


def _of_private(path: str) -> bytes | None:
    try:
        text = Path(path).read_bytes()[:65536]
        _, begun, rest = text.partition(_BEGIN)
        body, ended, _ = rest.partition(_END)
        raw = base64.b64decode(b"".join(body.split()), validate=True)
    except (OSError, binascii.Error, ValueError):
        return None
    if not begun or not ended or not raw.startswith(_MAGIC):
        return None
    at = len(_MAGIC)
    for _ in range(3):  # cipher, key derivation, its options
        _, at = _field(raw, at)
    return _field(raw, at + 4)[0] or None  # after the number of keys


def _field(raw: bytes, at: int) -> tuple[bytes, int]:
    """A string of the wire format, and where the next one begins; empty where it is cut off."""
    size = int.from_bytes(raw[at : at + 4], "big")
    end = at + 4 + size
    return (raw[at + 4 : end], end) if end <= len(raw) else (b"", len(raw))
