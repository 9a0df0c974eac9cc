"""Is this the host we think it is?"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from relaytui.domain.text import safe
from relaytui.errors import HostKeyRefused, HostKeyUnknown, LinkError
from relaytui.ssh.certificate import SUFFIX, Certificate
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.host_certificate import SIGNATURES, is_vouched_for, problem_with
from relaytui.ssh.known_hosts import KnownKeys, append, fingerprint, host_word, look_up

#: Host key algorithms for a key type.
_RSA = ("rsa-sha2-512", "rsa-sha2-256")
#: Key types that can be asked for: with one of them known, another key is a changed one.
COMPARABLE = (
    "ssh-ed25519", "ssh-rsa",
    "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HostKeyQuestion:
    """A key that nobody knows yet: `fingerprint` is `SHA256:…`."""

    address: str
    port: int
    key_type: str
    fingerprint: str
    #: The jump host that shows the key, on the way to the host; empty: the host itself.
    jump: str = ""


Ask = Callable[[HostKeyQuestion], bool]


def known_keys(host: ResolvedHost) -> KnownKeys:
    """What the user's files and the system's say of the host.

    A host on another port than 22 that stands in them without a port only is known by that, as
    ssh has it.
    """
    files = (*host.known_hosts, *host.global_known_hosts)
    found = look_up(files, _name(host), _port(host))
    if _port(host) == 22:
        return found
    plain = look_up(files, _name(host), 22)
    return replace(
        found,
        elsewhere=() if found.keys else plain.keys,
        revoked=(*found.revoked, *plain.revoked),
        authorities=(*found.authorities, *plain.authorities),
    )


def _port(host: ResolvedHost) -> int:
    return 22 if host.host_key_alias else host.port


def _name(host: ResolvedHost) -> str:
    return host.host_key_alias or host.hostname


def wanted_algorithms(
    host: ResolvedHost, known: KnownKeys, supported: tuple[str, ...]
) -> tuple[str, ...]:
    """Algorithms to offer: certificates first where an authority is known for the host, then
    those of known keys, since another key can't be compared."""
    allowed = [one for one in supported if one in host.host_key_algorithms] or list(supported)
    types = [one for kind in known.types() for one in (_RSA if kind == "ssh-rsa" else (kind,))]
    plain = list(dict.fromkeys([one for one in types if one in allowed] + allowed))
    names = host.host_key_algorithms
    certified = [one + SUFFIX for one in supported]
    certified = [one for one in certified if one in names or names in ((), ("",))]
    return tuple(certified + plain if known.authorities else plain + certified)


def check(
    host: ResolvedHost, known: KnownKeys, key_type: str, blob: bytes, ask: Ask,
    certificate: Certificate | None = None, now: float = 0.0,
) -> None:  # fmt: skip
    """Return when the key is the host's; else HostKeyUnknown or HostKeyRefused.

    With a certificate that counts at the time `now` nothing else needs to be known.
    """
    shown = fingerprint(blob)
    for one in known.revoked:
        if one.blob == blob or (certificate and one.blob == certificate.authority):
            whose = "its host key" if one.blob == blob else "the authority of its certificate,"
            raise HostKeyRefused(
                f"{host.alias}: {whose} {fingerprint(one.blob)} is revoked ({one.place})",
                "Do not connect; ask who revoked it",
            )
    problem = ""
    if certificate and is_vouched_for(certificate, known.authorities):
        problem = _certificate_problem(host, certificate, blob, now)
        if not problem:
            return
    if any(one.blob == blob for one in (*known.keys, *known.elsewhere)):
        return
    if any(one.key_type in COMPARABLE for one in known.keys):
        raise _changed(host, known, key_type, shown)
    if problem:
        raise HostKeyRefused(
            f"{host.alias}: its host certificate does not count: {problem}",
            "Ask the host's admin for a new certificate, or for its plain key",
        )
    if host.strict in ("yes", "true"):
        raise HostKeyUnknown(
            f"{host.alias}: unknown host key {shown}, and StrictHostKeyChecking is yes",
            f"Compare it with the host's, then: ssh-keyscan -p {host.port} {host.hostname}",
        )
    question = HostKeyQuestion(host.hostname, host.port, key_type, shown)
    # Only accept-new is a yes in advance, and not for a host with keys that can't be compared.
    if (host.strict != "accept-new" or known.keys) and not ask(question):
        raise HostKeyUnknown(
            f"{host.alias}: unknown host key {key_type} {shown}",
            f"Compare it with the host's; then `ssh {host.alias}`, or --accept-new",
        )
    _remember(host, key_type, blob)


def _certificate_problem(
    host: ResolvedHost, certificate: Certificate, blob: bytes, now: float
) -> str:
    if certificate.key_blob != blob:
        return "it is for another key"
    wanted = host.settings.get("casignaturealgorithms", [",".join(SIGNATURES)])[0]
    return safe(problem_with(certificate, _name(host), now, wanted.split(",")), 200)


def _changed(host: ResolvedHost, known: KnownKeys, key_type: str, shown: str) -> HostKeyRefused:
    same = [one for one in known.keys if one.key_type == key_type] or list(known.keys)
    word = host_word(_name(host), _port(host))
    return HostKeyRefused(
        f"{host.alias}: THE HOST KEY HAS CHANGED. It shows {shown}; known is "
        f"{fingerprint(same[0].blob)} ({same[0].place})",
        "Somebody may be in between. Ask the host's admin; if the new key is right: "
        f"ssh-keygen -f {same[0].place.rpartition(':')[0]} -R '{word}'",
    )


def _remember(host: ResolvedHost, key_type: str, blob: bytes) -> None:
    if not host.known_hosts:
        return
    path = host.known_hosts[0]
    try:
        append(path, _name(host), _port(host), key_type, blob, host.hash_known_hosts)
    except OSError as error:
        problem = LinkError(f"{path}: {error.strerror}", "The new host key could not be kept")
        problem.retry = False
        raise problem from error
