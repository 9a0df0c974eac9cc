"""From a configuration to a login: over TCP, or through the jump hosts before it."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import paramiko

from relaytui.domain.text import safe
from relaytui.errors import LinkError, Unreachable
from relaytui.ssh.auth import log_in
from relaytui.ssh.certificate import parse_certificate
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.dial import Busy, WatchedSocket, dial
from relaytui.ssh.handshake import hang_up, negotiate
from relaytui.ssh.host_key import Ask, check, known_keys, wanted_algorithms
from relaytui.ssh.internals import make_transport, supported_key_types
from relaytui.ssh.jump_pool import JumpPool
from relaytui.ssh.keepalive import keepalive_of
from relaytui.ssh.known_hosts import KnownKeys
from relaytui.ssh.passphrase import AskPassphrase
from relaytui.ssh.tunnel import open_tunnel

#: Tries where a busy server closes the connection before its greeting, and the pause between.
TRIES = 6
PAUSE = (0.3, 1.5)


@dataclass(frozen=True, slots=True)
class Hooks:
    """Whom to ask and to tell while a host is reached."""

    ask: Ask
    on_state: Callable[[str], None]
    stopped: Callable[[], bool]
    #: Asks for the passphrase of a key file; None: nobody can be asked.
    ask_passphrase: AskPassphrase | None = None
    #: When the user wished for the link (monotonic seconds); None: now.
    wished: float | None = None


@dataclass(eq=False)
class Reached:
    """A host that has let us in."""

    host: ResolvedHost
    transport: paramiko.Transport
    sock: WatchedSocket
    #: The login, for people.
    how: str
    warnings: tuple[str, ...] = ()
    #: The jump host before it, which others may use as well.
    via: "Reached | None" = field(default=None)

    @property
    def usable(self) -> bool:
        """Whether the connection stands, as far as is known."""
        return self.transport.is_active()

    def way(self) -> "list[Reached]":
        """All connections on the way: the one that is dialled first, this one last."""
        return [*(self.via.way() if self.via else []), self]

    def close(self) -> None:
        """End the connection; the jump host's as well when nobody else needs it."""
        # That one first: with it gone, nothing waits for the end of a connection inside it.
        if self.via:
            POOL.give_back(self.via)
        hang_up(self.transport, self.sock)


Greeted = tuple[WatchedSocket, paramiko.Transport, paramiko.PKey]
#: Jump hosts that are connected, for all links of this program.
POOL: JumpPool[Reached] = JumpPool()


def reach(host: ResolvedHost, hooks: Hooks) -> Reached:
    """Go the whole way and log in. Raises LinkError of every kind; one of a jump host names it."""
    return _reach(host, host.hops, hooks)


def _reach(host: ResolvedHost, hops: tuple[ResolvedHost, ...], hooks: Hooks) -> Reached:
    if not hops:
        return _log_in(host, None, hooks)
    *before, gate = hops

    def make() -> Reached:
        try:
            return _reach(gate, tuple(before), _of_gate(gate, hooks))
        except LinkError as error:
            raise _on_the_way(gate, error) from error

    hooks.on_state(f"waiting for jump host {gate.alias}")
    via = POOL.take(_key(hops), make, hooks.stopped)
    try:
        return _log_in(host, via, hooks)
    except BaseException:
        POOL.give_back(via)
        raise


def _key(hops: tuple[ResolvedHost, ...]) -> str:
    """Stands for a way with all that its configuration says."""
    return repr(hops)


def _log_in(host: ResolvedHost, via: Reached | None, hooks: Hooks) -> Reached:
    known = known_keys(host)
    sock, transport, key = _greeted(host, via, hooks, wanted_algorithms(
        host, known, supported_key_types()
    ))  # fmt: skip
    try:
        _check(host, known, key, hooks)
        hooks.on_state(f"logging in as {host.user}")
        how = log_in(transport, host, hooks.stopped, hooks.ask_passphrase, hooks.wished)
    except BaseException:
        hang_up(transport, sock)
        raise
    return Reached(host, transport, sock, how, known.warnings[:3], via)


def _check(host: ResolvedHost, known: KnownKeys, key: paramiko.PKey, hooks: Hooks) -> None:
    shown = key.public_blob
    certificate = parse_certificate(shown.key_blob) if shown else None
    kind, blob = key.get_name(), key.asbytes()
    check(host, known, kind, blob, hooks.ask, certificate, time.time())


def _greeted(
    host: ResolvedHost, via: Reached | None, hooks: Hooks, algorithms: tuple[str, ...]
) -> Greeted:
    """A connection on which keys were exchanged; a busy server is asked again."""
    for _ in range(TRIES - 1):
        try:
            return _try(host, via, hooks, algorithms)
        except Busy as error:
            hooks.on_state(f"{error.reason}; trying again")
            _pause(hooks.stopped)
    return _try(host, via, hooks, algorithms)


def _try(
    host: ResolvedHost, via: Reached | None, hooks: Hooks, algorithms: tuple[str, ...]
) -> Greeted:
    hooks.on_state(f"dialling {host.hostname} port {host.port}")
    sock = _connected(host, via, hooks)
    transport = make_transport(sock, algorithms)
    try:
        hooks.on_state("exchanging keys")
        return sock, transport, negotiate(transport, host, hooks.stopped)
    except BaseException:
        hang_up(transport, sock)
        raise


def _connected(host: ResolvedHost, via: Reached | None, hooks: Hooks) -> WatchedSocket:
    if via:
        return open_tunnel(via.transport, via.host.alias, host, hooks.stopped)
    keepalive = keepalive_of(host, lambda seconds: None)
    return dial(
        host.hostname,
        host.port,
        family=host.address_family,
        bind_address=host.bind_address,
        timeout=host.connect_timeout,
        # Later than the keepalive, which can say what has happened.
        dead_after=keepalive.interval * (keepalive.questions + 2),
        stopped=hooks.stopped,
    )


def _pause(stopped: Callable[[], bool]) -> None:
    limit = time.monotonic() + random.uniform(*PAUSE)
    while time.monotonic() < limit:
        if stopped():
            raise Unreachable("stopped")
        time.sleep(0.05)


def _of_gate(gate: ResolvedHost, hooks: Hooks) -> Hooks:
    """Questions and news of a jump host, which say that they are."""
    name = gate.alias

    def news(words: str) -> None:
        hooks.on_state(words if words.startswith("jump host ") else f"jump host {name}: {words}")

    return replace(
        hooks, ask=lambda asked: hooks.ask(replace(asked, jump=asked.jump or name)), on_state=news
    )


def _on_the_way(gate: ResolvedHost, error: LinkError) -> LinkError:
    """An error of a jump host, as one that says so."""
    words = error.reason
    if not words.startswith("jump host "):
        words = f"jump host {safe(gate.alias, 80)}: {words.removeprefix(gate.alias + ': ')}"
    named = type(error)(words, error.next_step)
    named.retry = error.retry
    return named
