"""OpenSSH certificates, read and not believed (PROTOCOL.certkeys)."""

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path

from relaytui.ssh.key_file import blob_type

SUFFIX = "-cert-v01@openssh.com"
USER, HOST = 1, 2
#: Fields of the key itself, after the nonce.
_KEY_FIELDS = {
    "ssh-ed25519": 1, "ssh-rsa": 2,
    "ecdsa-sha2-nistp256": 2, "ecdsa-sha2-nistp384": 2, "ecdsa-sha2-nistp521": 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says. Times in seconds since the epoch."""

    blob: bytes
    #: The public key that it is for, as a plain key's blob.
    key_blob: bytes
    kind: int
    key_id: str
    principals: tuple[str, ...]
    valid_after: int
    valid_before: int
    critical: tuple[str, ...]
    authority: bytes
    #: The part that the authority has signed, and its signature.
    signed: bytes
    signature: bytes

    def valid_at(self, now: float) -> bool:
        """Whether a moment lies in its time."""
        return self.valid_after <= now < self.valid_before


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0

    def take(self, size: int) -> bytes:
        if size > len(self.raw) - self.at:
            raise ValueError("cut off")
        self.at += size
        return self.raw[self.at - size : self.at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def string(self) -> bytes:
        return self.take(self.number(4))

    def strings(self) -> list[bytes]:
        inner = _Reader(self.string())
        found = []
        while inner.at < len(inner.raw):
            found.append(inner.string())
        return found


def parse_certificate(blob: bytes) -> Certificate | None:
    """A certificate's parts; None for what is none."""
    try:
        return _parsed(blob)
    except (ValueError, UnicodeDecodeError):
        return None


def _parsed(blob: bytes) -> Certificate | None:
    reader = _Reader(blob)
    name = reader.string().decode("ascii")
    base = name.removesuffix(SUFFIX)
    if base == name or base not in _KEY_FIELDS:
        return None
    reader.string()  # nonce
    start = reader.at
    for _ in range(_KEY_FIELDS[base]):
        reader.string()
    key_blob = len(base).to_bytes(4, "big") + base.encode() + blob[start : reader.at]
    reader.number(8)  # serial
    kind = reader.number(4)
    key_id = reader.string().decode("utf-8", "replace")
    principals = [one.decode("utf-8") for one in reader.strings()]
    after, before = reader.number(8), reader.number(8)
    critical = [one.decode("utf-8", "replace") for one in reader.strings()[::2]]
    reader.string()  # extensions
    reader.string()  # reserved
    authority = reader.string()
    signed = blob[: reader.at]
    signature = reader.string()
    if reader.at != len(blob):
        return None
    return Certificate(
        blob, key_blob, kind, key_id, tuple(principals), after, before, tuple(critical),
        authority, signed, signature,
    )  # fmt: skip


def certificate_file(path: str) -> Certificate | None:
    """The certificate of a `-cert.pub` file; None where it can't be read or is none."""
    try:
        words = Path(path).read_bytes()[:65536].split()
        blob = base64.b64decode(words[1], validate=True) if len(words) > 1 else b""
    except (OSError, binascii.Error, ValueError):
        return None
    return parse_certificate(blob) if blob_type(blob).endswith(SUFFIX) else None
