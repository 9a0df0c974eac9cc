"""What `ssh` said when it gave up, as an error of ours. Words of OpenSSH 7.6 to 10 in LC_ALL=C."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from relaytui.domain.text import safe
from relaytui.errors import (
    HostKeyRefused,
    HostKeyUnknown,
    LinkError,
    LinkLost,
    LoginRefused,
    NotSupported,
    Unreachable,
)
from relaytui.ssh.config import ResolvedHost

_GSS = "gssapi-with-mic"
Found = re.Match[str]


@dataclass(frozen=True, slots=True)
class Said:
    """ssh's own last words, one a line, and those of others: a proxy, the server's banner."""

    own: str
    others: Sequence[str]


Judge = Callable[[ResolvedHost, Found, Said], LinkError]


def refused(host: ResolvedHost, own: Sequence[str], others: Sequence[str]) -> LinkError:
    """Why no connection was made. The words of others are quoted at the most."""
    said = Said("\n".join(own), others)
    for pattern, judge in _REFUSALS:
        if found := re.search(pattern, said.own, re.MULTILINE):
            return judge(host, found, said)
    words = own[-1] if own else "it ended without a word"
    return Unreachable(f"{host.alias}: ssh: {words}{_quoted(others)}", _try_it(host))


def lost(host: ResolvedHost, own: Sequence[str], others: Sequence[str]) -> LinkLost:
    """Why a connection ended; ssh tells some of it where others speak."""
    text = "\n".join(own)
    if re.search(r"^Timeout, server .* not responding", text, re.MULTILINE):
        return LinkLost(f"{host.alias}: no answer from the host (ServerAliveInterval)")
    words = (*own, *others)[-1:] or ("ssh ended",)
    return LinkLost(f"{host.alias}: {words[0][:200]}")


def _way(host: ResolvedHost) -> str:
    for name in ("ProxyCommand", "ProxyJump"):
        value = host.settings.get(name.lower(), ["none"])[0]
        if value != "none":
            return safe(f"{name} {value}", 100)
    return ""


def _quoted(others: Sequence[str]) -> str:
    return f": {others[-1][:200]}" if others else ""


def _try_it(host: ResolvedHost) -> str:
    return f"Try it with: ssh -v {host.alias}"


def _changed(host: ResolvedHost, found: Found, said: Said) -> LinkError:
    shown = re.search(r"^(SHA256:[\w+/=]+)", said.own, re.MULTILINE)
    place = re.search(r"^Offending .* in (\S.*:\d+)$", said.own, re.MULTILINE)
    remedy = re.search(r"^ *(ssh-keygen -f .*)$", said.own, re.MULTILINE)
    steps = f"; if the new key is right: {remedy[1]}" if remedy else ""
    return HostKeyRefused(
        f"{host.alias}: THE HOST KEY HAS CHANGED. It shows {shown[1] if shown else 'another'}; "
        f"another one is known ({place[1] if place else 'in your known_hosts'})",
        f"Somebody may be in between. Ask the host's admin{steps}",
    )


def _revoked(host: ResolvedHost, found: Found, said: Said) -> LinkError:
    return HostKeyRefused(
        f"{host.alias}: its host key is revoked", "Do not connect; ask who revoked it"
    )


def _unknown(host: ResolvedHost, found: Found, said: Said) -> LinkError:
    return HostKeyUnknown(
        f"{host.alias}: unknown host key, and `ssh` can't ask about it from here",
        f"Run `ssh {host.alias}` once and compare the key with the host's, or use --accept-new",
    )


def _login(host: ResolvedHost, found: Found, said: Said) -> LinkError:
    allowed = found[1].split(",")
    words = f"{host.user}@{host.hostname}: ssh could not log in"
    return LoginRefused(
        f"{words} (the server allows {', '.join(allowed)})", _login_step(host, allowed, said)
    )


def _login_step(host: ResolvedHost, allowed: Sequence[str], said: Said) -> str:
    card = host.settings.get("pkcs11provider", ["none"])[0]
    if "agent refused operation" in said.own:
        return "Is the agent locked, or was its question answered with no? See: ssh-add -l"
    if "UNPROTECTED PRIVATE KEY FILE" in said.own:
        return "Others may read the key file, so ssh passed it over: chmod 600 FILE"
    if set(allowed) <= {"password", "keyboard-interactive"}:
        return "What has to be typed is not built in; use an account that a key is enough for"
    if card != "none":
        return f"Give the card to your agent, which can ask for its PIN: ssh-add -s {card}"
    kerberos = host.settings.get("gssapiauthentication", ["no"])[0] == "yes"
    ticket = "Is your Kerberos ticket valid (klist)? " if kerberos and _GSS in allowed else ""
    return (
        f"{ticket}A key with a passphrase is taken from the agent only (ssh-add). {_try_it(host)}"
    )


def _too_many(host: ResolvedHost, found: Found, said: Said) -> LinkError:
    return LoginRefused(
        f"{host.user}@{host.hostname} hung up after too many keys",
        "Name the right one: IdentityFile and IdentitiesOnly yes",
    )


def _name(host: ResolvedHost, found: Found, said: Said) -> LinkError:
    return Unreachable(
        f"{found[1]}: {found[2]}", "Check the name, or your DNS: ssh -G shows what is dialled"
    )


def _no_route(host: ResolvedHost, found: Found, said: Said) -> LinkError:
    why = found[3]
    steps = {
        "Connection refused": "Is sshd running there, and on this port?",
        "No route to host": "Check the network between here and there",
        "Network is unreachable": "Check this machine's own network",
        "Connection timed out": "Is it up, and no firewall in between?",
        "Operation timed out": "Is it up, and no firewall in between?",
    }
    words = f"{found[1]} port {found[2]}: {why[0].lower()}{why[1:]}"
    return Unreachable(words, steps.get(why, _try_it(host)))


def _no_banner(host: ResolvedHost, found: Found, said: Said) -> LinkError:
    if way := _way(host):
        words = f"{host.alias}: the way to it ({way}) failed{_quoted(said.others)}"
        return Unreachable(words, _try_it(host))
    return Unreachable(
        f"{host.alias}: connected, and no word of SSH came ({found[0].strip()})",
        "Is it sshd that listens there? A busy one turns callers away (MaxStartups)",
    )


def _too_old(host: ResolvedHost, found: Found, said: Said) -> LinkError:
    return NotSupported(
        f"{host.alias}: no common {found[1]}. It offers {found[2]}",
        "Allow one of them for this host in your ssh configuration, or renew its sshd",
    )


def _configuration(host: ResolvedHost, found: Found, said: Said) -> LinkError:
    problem = LinkError(f"your ssh configuration: {found[0]}", f"Try: ssh -G {host.alias}")
    problem.retry = False
    return problem


#: In this order: what decides stands before what only follows from it. Anchored, since a server
#: may put any words into its farewell ("Received disconnect from").
_REFUSALS: tuple[tuple[str, Judge], ...] = (
    (r"^@ +WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED", _changed),
    (r"^@ +WARNING: REVOKED HOST KEY|^The \S+ host key for \S+ is marked as revoked", _revoked),
    (r"^Host key verification failed|^No \S+ host key is known for", _unknown),
    (r"^Received disconnect from .*Too many authentication failures", _too_many),
    (r"^(?!Received )\S+: Permission denied \(([\w,@.-]*)\)", _login),
    (r"^ssh: Could not resolve hostname (\S+): (.*)$", _name),
    (r"^ssh: connect to host (\S+) port (\d+): (.*)$", _no_route),
    (r"^Unable to negotiate with .*: no matching (.*) found\. Their offer: (.*)$", _too_old),
    (r"^.*(Bad configuration option|Bad owner or permissions|bad configuration options).*$",
     _configuration),
    (r"^(kex_exchange_identification|banner exchange|Connection timed out during).*$", _no_banner),
)  # fmt: skip
