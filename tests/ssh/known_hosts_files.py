"""known_hosts files made by chance: names, patterns, hashes, markers, and everything odd."""

import base64
import hmac
import random
import subprocess
from pathlib import Path

HOSTS = ["mx1", "mx2", "MX1", "mx1.example.org", "relay.mail.example.org", "192.0.2.1", "fe80::1",
         "2001:db8::1"]  # fmt: skip
PORTS = [22, 22, 2222, 65535]
PATTERNS = [
    "*", "mx?", "mx*", "*.example.org", "*.*.example.org", "?x1", "192.0.2.*", "[*]:2222",
    "[mx1]:*", "[mx?]:22*", "2001:db8::*", "m*1*", "**1", "mx[12]", "*.EXAMPLE.org",
]  # fmt: skip
ODD = [
    b"", b"#", b"# mx1 ssh-ed25519 AAAA", b"   ", b"\t# x", b"mx1", b"\r", b"mx1 ssh-ed25519",
    b"@revoked", b"@cert-authority *", b"\xff\xfe\xa0",
]  # fmt: skip
TYPES = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com"]


def _string(raw: bytes) -> bytes:
    return len(raw).to_bytes(4, "big") + raw


def blob(kind: str, rng: random.Random) -> bytes:
    """A public key that OpenSSH takes for one."""
    raw = _string(kind.encode())
    if kind == "ssh-rsa":
        return raw + _string(b"\1\0\1") + _string(b"\0\xc1" + rng.randbytes(254) + b"\1")
    if kind == "ecdsa-sha2-nistp256":  # the curve's own base point
        point = bytes.fromhex(
            "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
            "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
        )
        return raw + _string(b"nistp256") + _string(point)
    raw += _string(rng.randbytes(32))
    return raw + _string(b"ssh:") if kind.startswith("sk-") else raw


def word(host: str, port: int) -> str:
    """As ssh writes it."""
    return host if port == 22 else f"[{host}]:{port}"


def hashed(name: str, rng: random.Random) -> str:
    """The hash of a name."""
    salt = rng.randbytes(20)
    digest = hmac.digest(salt, name.lower().encode(), "sha1")
    return f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(digest).decode()}"


def _names(rng: random.Random) -> str:
    if rng.random() < 0.25:
        return hashed(word(rng.choice(HOSTS), rng.choice(PORTS)), rng)
    names = []
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        name = word(rng.choice(HOSTS), rng.choice(PORTS))
        name = rng.choice(PATTERNS) if rng.random() < 0.4 else name
        names.append(("!" if rng.random() < 0.2 else "") + name)
    if rng.random() < 0.05:
        names.insert(
            rng.randrange(len(names) + 1),
            rng.choice(["", "!", "|1|x|y", ",".join(["x" * 900] * 12)]),
        )
    return ",".join(names)


def _key(rng: random.Random) -> tuple[str, str]:
    kind = rng.choice(TYPES)
    raw = blob(kind, rng)
    text = base64.b64encode(raw).decode()
    if rng.random() < 0.2:
        shown = rng.choice([*TYPES, "ssh-foo", "", "1024"])
        cut = base64.b64encode(raw[: rng.randrange(len(raw))]).decode()
        longer = base64.b64encode(raw + b"more").decode()
        broken = [text[:-1], "!!!", text[:20] + "-" + text[20:], "", cut, longer]
        return rng.choice([(shown, text), *((kind, one) for one in broken)])
    return kind, text


def _line(rng: random.Random) -> bytes:
    if rng.random() < 0.1:
        return rng.choice(ODD)
    marker = ""
    if rng.random() < 0.25:
        marker = rng.choice(["@revoked", "@cert-authority", "@revoked", "@cert-authority",
                             "@Revoked", "@odd", "@"])  # fmt: skip
    kind, text = _key(rng)
    parts = [*([marker] if marker else []), _names(rng), kind, text]
    if rng.random() < 0.5:
        parts.append(rng.choice(["root@mx1", "a comment # more", "\u00e9\u00a0\u2028x", "\x0b"]))
    first = " " if marker else ""  # a tab after a marker confuses OpenSSH, and not us
    blank = [" "] * 8 + ["  ", "\t", " \t ", "\t\t"]
    if rng.random() < 0.03:
        blank = ["\x0b", "\x0c", "\u00a0", "\x1f"]
    made = "".join(part + rng.choice(blank) for part in parts[bool(marker) : -1]) + parts[-1]
    made = f"{marker}{first}{made}"
    made = rng.choice([""] * 8 + [" ", "\t", "  \t"]) + made
    made += rng.choice([""] * 6 + [" ", "\t", "\r", " \r"])
    return made.encode("utf-8", "surrogateescape")


def made_file(seed: int) -> bytes:
    """A file of a few lines."""
    rng = random.Random(seed)
    lines = [_line(rng) for _ in range(rng.randrange(1, 25))]
    return b"\n".join(lines) + rng.choice([b"\n", b""])


def said_by_ssh_keygen(path: Path, name: str) -> list[tuple[int, str]]:
    """Line numbers and markers of the usable lines that match a name."""
    command = ["ssh-keygen", "-l", "-F", name, "-f", str(path)]
    out = subprocess.run(command, capture_output=True, check=False).stdout
    found = []
    for line in out.decode("utf-8", "replace").split("\n"):
        if line.startswith("# Host ") and " found: line " in line:
            number, _, marker = line.rpartition(" found: line ")[2].partition(" ")
            found.append((int(number), marker.strip()))
    return found
