"""Does a host's certificate vouch for it? All checks but revocation (sshd(8), ssh-keygen(1))."""

from collections.abc import Collection, Sequence

from relaytui.ssh.certificate import HOST, Certificate
from relaytui.ssh.key_file import blob_type
from relaytui.ssh.known_hosts import KnownKey

#: Signatures of authorities that count, unless CASignatureAlgorithms says otherwise. SHA-1 never.
SIGNATURES = (
    "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    "rsa-sha2-512", "rsa-sha2-256",
)  # fmt: skip


def is_vouched_for(certificate: Certificate, authorities: Sequence[KnownKey]) -> bool:
    """Whether an authority that is known for the host is said to have signed."""
    return any(one.blob == certificate.authority for one in authorities)


def problem_with(
    certificate: Certificate, name: str, now: float, algorithms: Collection[str] = SIGNATURES
) -> str:
    """Why a certificate does not count for the host `name` at the time `now` (seconds since the
    epoch), in a few words; empty: it does, if its authority is one."""
    if certificate.kind != HOST:
        return "it is not one of a host"
    if now < certificate.valid_after:
        return "its time has not come yet"
    if now >= certificate.valid_before:
        return "its time is over"
    if certificate.principals and name.lower() not in certificate.principals:
        return f"it is for {', '.join(certificate.principals[:5])}, not for {name}"
    if certificate.critical:
        return f"it has critical options ({', '.join(certificate.critical[:5])})"
    signed_with = blob_type(certificate.signature)
    if signed_with not in SIGNATURES or signed_with not in algorithms:
        return f"its authority has signed with {signed_with}, which does not count"
    return "" if _is_signed(certificate) else "the signature of its authority is wrong"


def _is_signed(certificate: Certificate) -> bool:
    import paramiko  # only here: it takes long to load, and most hosts have no certificate

    kind = blob_type(certificate.authority)
    if not _is_exact(certificate.signature, ecdsa=kind.startswith("ecdsa-")):
        return False
    signature = paramiko.Message(certificate.signature)
    try:
        if kind == "ssh-rsa":
            authority: paramiko.PKey = paramiko.RSAKey(data=certificate.authority)
        else:
            authority = paramiko.PKey.from_type_string(kind, certificate.authority)
        return bool(authority.verify_ssh_sig(certificate.signed, signature))
    except Exception:  # noqa: BLE001  (Paramiko raises bare exceptions for odd keys)
        return False


def _is_exact(signature: bytes, *, ecdsa: bool) -> bool:
    """Whether it is its kind and its value, and nothing behind them, which Paramiko would pass
    over; ECDSA's value is two numbers."""
    fields = _strings(signature)
    if fields is None or len(fields) != 2:
        return False
    numbers = _strings(fields[1]) if ecdsa else ()
    return not ecdsa or (numbers is not None and len(numbers) == 2)


def _strings(blob: bytes) -> list[bytes] | None:
    """Strings of SSH's wire form; None where a blob is not made of whole ones."""
    found: list[bytes] = []
    at = 0
    while at < len(blob):
        end = at + 4 + int.from_bytes(blob[at : at + 4], "big")
        if at + 4 > len(blob) or end > len(blob) or len(found) > 4:
            return None
        found.append(blob[at + 4 : end])
        at = end
    return found
