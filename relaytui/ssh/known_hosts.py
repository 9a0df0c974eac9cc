"""known_hosts, read as OpenSSH reads it, and only ever appended to (sshd(8), SSH_KNOWN_HOSTS)."""

import base64
import binascii
import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_MARKERS = ("@cert-authority", "@revoked")
_BLANK = b" \t"
#: What base64 may be interspersed with, as OpenSSH has it.
_SKIPPED = b"\r\v\f"
#: Fields of a key after its name.
_FIELDS = {
    "ssh-ed25519": 1, "ssh-rsa": 2, "ssh-dss": 4,
    "ecdsa-sha2-nistp256": 2, "ecdsa-sha2-nistp384": 2, "ecdsa-sha2-nistp521": 2,
    "sk-ssh-ed25519@openssh.com": 2, "sk-ecdsa-sha2-nistp256@openssh.com": 3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownKey:
    """One usable line: `marker` is empty, `@revoked` or `@cert-authority`."""

    marker: str
    patterns: str
    key_type: str
    blob: bytes
    place: str


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """What the files say of one host."""

    keys: tuple[KnownKey, ...] = ()
    revoked: tuple[KnownKey, ...] = ()
    authorities: tuple[KnownKey, ...] = ()
    warnings: tuple[str, ...] = ()
    #: Keys of the same host that stand without its port.
    elsewhere: tuple[KnownKey, ...] = ()

    def types(self) -> tuple[str, ...]:
        """Key types that are known, in the order of the files."""
        return tuple(dict.fromkeys(key.key_type for key in (*self.keys, *self.elsewhere)))


def fingerprint(blob: bytes) -> str:
    """`SHA256:…`, as ssh-keygen prints it."""
    digest = hashlib.sha256(blob).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def host_word(host: str, port: int) -> str:
    """How a host stands in known_hosts: `[host]:port` unless the port is 22; lower case."""
    name = host.lower()
    return name if port == 22 else f"[{name}]:{port}"


def look_up(files: Sequence[str], host: str, port: int) -> KnownKeys:
    """Everything that the files say of a host. A broken line is passed over with a warning."""
    word = host_word(host, port)
    keys: list[KnownKey] = []
    revoked: list[KnownKey] = []
    authorities: list[KnownKey] = []
    warnings: list[str] = []
    for name in files:
        try:
            stat = os.stat(name)
        except OSError:
            continue
        lines, broken = _read(name, stat.st_mtime_ns, stat.st_size)
        warnings += broken
        for one in lines:
            if _matches(one.patterns, word):
                kind = {"@revoked": revoked, "@cert-authority": authorities}.get(one.marker, keys)
                kind.append(one)
    return KnownKeys(tuple(keys), tuple(revoked), tuple(authorities), tuple(warnings))


@lru_cache(maxsize=64)
def _read(name: str, _changed: int, _size: int) -> tuple[tuple[KnownKey, ...], tuple[str, ...]]:
    """All lines of one file; read again only when the file has changed."""
    try:
        text = Path(name).read_bytes()
    except OSError as error:
        return (), (f"{name}: {error.strerror}",)
    found, broken = [], []
    for number, line in enumerate(text.split(b"\n"), 1):
        place = f"{name}:{number}"
        line = line.strip(_BLANK + b"\r")
        if not line or line.startswith(b"#"):
            continue
        one = _parse(line, place)
        if one is None:
            broken.append(f"{place} is broken and was passed over")
        else:
            found.append(one)
    return tuple(found), tuple(broken)


def _parse(line: bytes, place: str) -> KnownKey | None:
    words = [word for word in line.replace(b"\t", b" ").split(b" ") if word]
    marker = ""
    if words[0].startswith(b"@"):
        marker = words.pop(0).decode("utf-8", "replace")
        if marker not in _MARKERS:
            return None
    if len(words) < 3:
        return None
    try:
        blob = base64.b64decode(words[2].translate(None, _SKIPPED), validate=True)
        patterns, key_type = words[0].decode("utf-8", "surrogateescape"), words[1].decode("ascii")
    except (binascii.Error, ValueError):
        return None
    if not _is_key(key_type, blob):
        return None
    return KnownKey(marker, patterns, key_type, blob, place)


def _is_key(key_type: str, blob: bytes) -> bool:
    """Whether a blob is a whole key of that type: its name and its fields, and no more."""
    fields, at = [], 0
    while at < len(blob):
        size = int.from_bytes(blob[at : at + 4], "big")
        fields.append(blob[at + 4 : at + 4 + size])
        at += 4 + size
    if at != len(blob) or not fields or fields[0] != key_type.encode():
        return False
    wanted = _FIELDS.get(key_type)
    if wanted != len(fields) - 1:
        return False
    return "ed25519" not in key_type or len(fields[1]) == 32


def _matches(patterns: str, word: str) -> bool:
    if patterns.startswith("|1|"):
        return _matches_hash(patterns, word)
    matched = False
    for pattern in patterns.lower().split(","):
        refused = pattern.startswith("!")
        if _glob(pattern[1:] if refused else pattern, word):
            if refused:
                return False
            matched = True
    return matched


def _glob(pattern: str, word: str) -> bool:
    """`*` and `?` as OpenSSH takes them. One place to come back to is enough, so that no pattern
    takes long, and none has to be passed over (a negation that is would refuse nobody)."""
    star = -1
    at = place = back = 0
    while place < len(word):
        if at < len(pattern) and pattern[at] == "*":
            star, back = at, place
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", word[place]):
            at += 1
            place += 1
        elif star >= 0:
            back += 1
            at, place = star + 1, back
        else:
            return False
    return not pattern[at:].strip("*")


def _matches_hash(pattern: str, word: str) -> bool:
    parts = pattern.split("|")
    if len(parts) != 4:
        return False
    try:
        salt, wanted = base64.b64decode(parts[2]), base64.b64decode(parts[3])
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(hmac.digest(salt, word.encode(), "sha1"), wanted)


def append(path: str, host: str, port: int, key_type: str, blob: bytes, hashed: bool) -> None:
    """Add a line; the rest of the file is not touched. Raises OSError."""
    word = host_word(host, port)
    if hashed:
        salt = secrets.token_bytes(20)
        digest = hmac.digest(salt, word.encode(), "sha1")
        word = f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(digest).decode()}"
    line = f"{word} {key_type} {base64.b64encode(blob).decode()}\n".encode()
    os.makedirs(os.path.dirname(path) or ".", mode=0o700, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":
            line = b"\n" + line
        os.write(file, line)
    finally:
        os.close(file)
