"""What the user's ssh configuration says of a host: asked of `ssh -G`, so that it is obeyed whole.

`ssh -G` does the includes, the matching and the defaults; it prints one `keyword value` a line,
with %-tokens and `~` of file names unexpanded.
"""

import getpass
import ipaddress
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.text import safe
from relaytui.errors import LinkError, NotSupported
from relaytui.ssh.jump import hops_of

#: Seconds that `ssh -G` may take (a `Match exec` of the user's runs in it).
PATIENCE = 10.0
#: Settings that change how a host is reached or proved, and that are not obeyed here.
_NOT_BUILT_IN = (
    "ProxyCommand", "KnownHostsCommand", "PKCS11Provider", "RevokedHostKeys", "BindInterface",
)  # fmt: skip
_YES = ("yes", "true")
# Nearly all of it is the same for all hosts, and is held once.
_SAID: dict[tuple[str, ...], tuple[str, list[str]]] = {}
_TARGET = re.compile(
    r"(?:(?P<user>\S+)@)?(?P<host>\[[\w.:%]+\]|[^\s@:\[\]]+)(?::(?P<port>\d{1,6}))?"
)


@dataclass(frozen=True, slots=True)
class ResolvedHost:
    """A host as OpenSSH would dial it. Times in seconds, 0: none."""

    alias: str
    hostname: str
    user: str
    port: int = 22
    identity_files: tuple[str, ...] = ()
    identities_only: bool = False
    identity_agent: str = ""
    certificate_files: tuple[str, ...] = ()
    #: The user's files; a new key goes into the first one.
    known_hosts: tuple[str, ...] = ()
    global_known_hosts: tuple[str, ...] = ()
    strict: str = "ask"
    host_key_alias: str = ""
    hash_known_hosts: bool = False
    host_key_algorithms: tuple[str, ...] = ()
    connect_timeout: float = 0.0
    alive_interval: float = 0.0
    alive_count: int = 3
    address_family: str = "any"
    bind_address: str = ""
    #: The jump hosts on the way, first the one that is dialled.
    hops: tuple["ResolvedHost", ...] = ()
    settings: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """`user@host:port` in its parts; what is not said is None."""

    host: str
    user: str | None = None
    port: int | None = None


def parse_target(text: str) -> Target:
    """Take a target apart; LinkError where it is none."""
    plain = text.removeprefix("ssh://")
    plain = plain.rstrip("/") if plain != text else text
    user, host, found = _bare_v6(plain)
    if not host and (found := _TARGET.fullmatch(plain)):
        user, host = found["user"], found["host"].strip("[]")
    if not host or host.startswith("-") or (user or "").startswith("-") or not text.isprintable():
        error = LinkError(f"{safe(text)!r} is no host", "Name an ssh alias, or [USER@]HOST[:PORT]")
        error.retry = False
        raise error
    port = int(found["port"]) if found and found["port"] else None
    if port is not None and not 0 < port < 65536:
        error = LinkError(f"{port} is no port", "Ports go from 1 to 65535")
        error.retry = False
        raise error
    return Target(host, user or None, port)


def _bare_v6(text: str) -> tuple[str | None, str, re.Match[str] | None]:
    """User and host of `[USER@]2001:db8::1`; an empty host where it is no such thing."""
    user, at, host = text.rpartition("@")
    try:
        ipaddress.IPv6Address(host)
    except ValueError:
        return None, "", None
    return (user if at else None), ("" if at and not user else host), None


def _ask_ssh(words: list[str]) -> dict[str, list[str]]:
    try:
        run = subprocess.run(
            ["ssh", "-G", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LinkError(
            f"`ssh -G {words[-1]}` took over {PATIENCE:.0f} s",
            "Look for a slow `Match exec` in your ssh configuration",
        ) from error
    if run.returncode:
        said = safe(run.stderr.decode("utf-8", "backslashreplace").strip().split("\n")[-1], 300)
        problem = LinkError(f"your ssh configuration: {said}", f"Try: ssh -G {words[-1]}")
        problem.retry = False
        raise problem
    settings: dict[str, list[str]] = {}
    for line in run.stdout.decode("utf-8", "surrogateescape").split("\n"):
        keyword, _, value = line.partition(" ")
        if keyword:
            settings.setdefault(keyword.lower(), []).append(value.strip())
    return dict(
        _SAID.setdefault((word, *values), (word, values)) for word, values in settings.items()
    )


def _without_ssh(target: Target) -> dict[str, list[str]]:
    """OpenSSH's defaults, where there is no `ssh` to ask, or nothing to ask it (`-F none`)."""
    home = os.path.expanduser("~/.ssh")
    return {
        "hostname": [target.host],
        "user": [target.user or getpass.getuser()],
        "port": [str(target.port or 22)],
        "identityfile": [f"{home}/id_{kind}" for kind in ("rsa", "ecdsa", "ed25519")],
        "userknownhostsfile": [f"{home}/known_hosts"],
        "globalknownhostsfile": ["/etc/ssh/ssh_known_hosts"],
    }


def _has_ssh(spec: HostSpec) -> bool:
    """Whether `ssh` can be asked. Without it only a host without configuration can be dialled."""
    if shutil.which("ssh"):
        return True
    config = spec.ssh_config or os.path.expanduser("~/.ssh/config")
    if os.path.exists(config):
        raise NotSupported(
            f"{config} can't be understood: there is no `ssh` program to ask",
            "Install openssh-client",
        )
    return False


def resolve(spec: HostSpec) -> ResolvedHost:
    """The host as the configuration has it; see ssh/transport.py for what may dial it."""
    resolved = _with_overrides(_looked_up(spec), spec)

    def hop(target: str) -> ResolvedHost:
        # Overrides are for the host alone; a yes in advance is for all that is met on the way.
        asked = HostSpec(
            name=target, target=target, ssh_config=spec.ssh_config, accept_new=spec.accept_new
        )
        return _with_overrides(_looked_up(asked), asked)

    return replace(resolved, hops=hops_of(resolved, hop))


def _looked_up(spec: HostSpec) -> ResolvedHost:
    target = parse_target(spec.target)
    if spec.ssh_config != "none" and _has_ssh(spec):
        words = ["-F", spec.ssh_config] if spec.ssh_config else []
        words += ["-l", target.user] if target.user else []
        words += ["-p", str(target.port)] if target.port else []
        settings = _ask_ssh([*words, "--", target.host])
    else:
        settings = _without_ssh(target)
    return _resolved(target.host, settings)


def _resolved(alias: str, settings: dict[str, list[str]]) -> ResolvedHost:
    def first(keyword: str, default: str = "") -> str:
        return settings.get(keyword, [default])[0]

    host = first("hostname", alias)
    port = int(first("port", "22"))
    user = first("user") or getpass.getuser()
    expand = _expander(alias, host, port, user, first("hostkeyalias") or alias)
    interval = first("serveraliveinterval", "0")
    timeout = first("connecttimeout", "none")

    def files(keyword: str) -> tuple[str, ...]:
        return tuple(expand(one) for one in first(keyword).split() if one != "none")

    return ResolvedHost(
        alias=alias,
        hostname=host,
        user=user,
        port=port,
        identity_files=tuple(expand(one) for one in _files(settings)),
        identities_only=first("identitiesonly") in _YES,
        certificate_files=tuple(expand(one) for one in settings.get("certificatefile", [])),
        identity_agent=expand(first("identityagent")),
        known_hosts=files("userknownhostsfile"),
        global_known_hosts=files("globalknownhostsfile"),
        strict=first("stricthostkeychecking", "ask"),
        host_key_alias=first("hostkeyalias"),
        hash_known_hosts=first("hashknownhosts") in _YES,
        host_key_algorithms=tuple(first("hostkeyalgorithms").split(",")),
        connect_timeout=float(timeout) if timeout.isdecimal() else 0.0,
        alive_interval=float(interval) if interval.isdecimal() else 0.0,
        alive_count=int(first("serveralivecountmax", "3") or 3),
        address_family=first("addressfamily", "any"),
        bind_address=first("bindaddress"),
        settings=settings,
    )


def _files(settings: dict[str, list[str]]) -> list[str]:
    return [one for one in settings.get("identityfile", []) if one.lower() != "none"]


def _expander(alias: str, host: str, port: int, user: str, key_alias: str) -> Callable[[str], str]:
    home = os.path.expanduser("~")
    tokens = {
        "%": "%", "d": home, "h": host, "n": alias, "p": str(port), "r": user, "k": key_alias,
        "u": getpass.getuser(), "i": str(os.getuid()),
        "l": socket.gethostname(), "L": socket.gethostname().partition(".")[0],
    }  # fmt: skip

    def expand(text: str) -> str:
        text = re.sub(r"%(.)", lambda found: tokens.get(found[1], found[0]), text)
        text = re.sub(r"\$\{(\w+)\}", lambda found: os.environ.get(found[1], ""), text)
        return os.path.expanduser(text)

    return expand


def _with_overrides(resolved: ResolvedHost, spec: HostSpec) -> ResolvedHost:
    if spec.identity_file:
        resolved = replace(
            resolved, identity_files=(spec.identity_file,), identities_only=True,
            identity_agent="none",
        )  # fmt: skip
    if spec.known_hosts:
        resolved = replace(resolved, known_hosts=(spec.known_hosts,), global_known_hosts=())
    if spec.accept_new:
        resolved = replace(resolved, strict="accept-new")
    return resolved


def needs_openssh(host: ResolvedHost) -> str:
    """The setting that only the `ssh` program can obey, for people; empty: there is none."""

    def value(keyword: str) -> str:
        text = host.settings.get(keyword, ["none"])[0]
        return "" if text.lower() in ("none", "no", "false") else text

    for hop in host.hops:
        if needs := needs_openssh(hop):
            return f"for its jump host {hop.alias} {needs}"
    if value("pubkeyauthentication") == "" and "pubkeyauthentication" in host.settings:
        return "a login without public keys (PubkeyAuthentication no)"
    if _methods(host) and not _methods(host) & {"publickey"}:
        return f"PreferredAuthentications {','.join(sorted(_methods(host)))}"
    return next((name for name in _NOT_BUILT_IN if value(name.lower())), "")


def _methods(host: ResolvedHost) -> set[str]:
    text = host.settings.get("preferredauthentications", [""])[0]
    return {word for word in text.split(",") if word}
