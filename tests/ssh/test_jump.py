"""Jump hosts: each with its own configuration, key check and login; errors name them."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest

from relaytui.domain.host_spec import HostSpec
from relaytui.errors import (
    HostKeyRefused,
    HostKeyUnknown,
    LinkError,
    LinkLost,
    LoginRefused,
    NotSupported,
    Unreachable,
)
from relaytui.ssh import paramiko_link
from relaytui.ssh.config import ResolvedHost, resolve
from relaytui.ssh.connect import HostKeyQuestion
from relaytui.ssh.keepalive import Keepalive
from relaytui.ssh.script import guarded, script
from relaytui.ssh.transport import reason_for_openssh
from tests.ssh.conftest import Connect, Heard, until
from tests.ssh.server import ShellServer

BIG = "head -c 3000000 /dev/zero | tr '\\0' x"


class Way:
    """Servers by name, and a configuration that tests write."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._servers: dict[str, ShellServer] = {}
        self.text = ""

    def server(self, alias: str, *more: str) -> ShellServer:
        folder = self._folder / alias
        folder.mkdir()
        one = self._servers[alias] = self._stack.enter_context(ShellServer(folder))
        self.text += one.entry(alias, *more)
        return one

    def spec(self, alias: str, text: str = "") -> HostSpec:
        path = self._folder / "config"
        path.write_text(text or self.text)
        return HostSpec(name=alias, target=alias, ssh_config=str(path))


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Way]:
    with ExitStack() as stack:
        yield Way(tmp_path, stack)


def _hops(way: Way, text: str, alias: str = "mx1") -> list[tuple[str, str, int]]:
    host = resolve(way.spec(alias, text))
    return [(hop.alias, hop.user, hop.port) for hop in host.hops]


@pytest.mark.parametrize(
    ("text", "hops"),
    [
        ("Host mx1\n User me\n", []),
        ("Host mx1\n ProxyJump none\nHost *\n ProxyJump gate\n", []),
        ("Host mx1\n ProxyJump u@gate\n", [("gate", "u", 22)]),
        ("Host mx1\n ProxyJump u@a:1,u@b:2,u@[2001:db8::1]:3\n",
         [("a", "u", 1), ("b", "u", 2), ("2001:db8::1", "u", 3)]),
        ("Host mx1\n ProxyJump u@192.0.2.1:4\n", [("192.0.2.1", "u", 4)]),
        ("Host mx1\n ProxyJump ssh://u@a:1\n", [("a", "u", 1)]),
        # The jump host's own entry counts, its own ProxyJump as well.
        ("Host mx1\n ProxyJump gate\nHost gate\n User g\n Port 9\n ProxyJump u@far:8\n",
         [("far", "u", 8), ("gate", "g", 9)]),
        # ... but only that of the first one: the way to the others is said.
        ("Host mx1\n ProxyJump u@a,u@b\nHost a\n ProxyJump u@x\nHost b\n ProxyJump u@y\n",
         [("x", "u", 22), ("a", "u", 22), ("b", "u", 22)]),
        ("Host mx1\n HostName mx1.example.org\n User me\n ProxyJump u@gate-%h\n",
         [("gate-mx1.example.org", "u", 22)]),
    ],
)  # fmt: skip
def test_the_way(way: Way, text: str, hops: list[tuple[str, str, int]]) -> None:
    assert _hops(way, text) == hops


@pytest.mark.parametrize(
    "text",
    [
        "Host mx1\n ProxyJump mx1\n",
        "Host *\n User u\n ProxyJump gate\n",
        "Host mx1\n ProxyJump a\nHost a\n ProxyJump b\nHost b\n ProxyJump a\n",
        "Host mx1\n User u\n ProxyJump a\nHost a\n ProxyJump u@mx1\n",
    ],
)
def test_a_way_that_comes_back_is_refused(way: Way, text: str) -> None:
    with pytest.raises(LinkError, match=r"loop|comes back") as caught:
        _hops(way, text)
    assert not caught.value.retry
    assert caught.value.next_step


def test_what_a_jump_host_needs_is_refused_for_the_host(way: Way) -> None:
    text = "Host mx1\n ProxyJump gate\nHost gate\n ProxyCommand nc %h %p\n"
    _hops(way, text)
    spec = msgspec.structs.replace(way.spec("mx1", text), transport="paramiko")
    with pytest.raises(NotSupported, match="jump host gate ProxyCommand"):
        reason_for_openssh(spec, resolve(spec))


def test_a_link_through_two_jump_hosts(way: Way, connected: Connect) -> None:
    servers = [way.server("a"), way.server("b"), way.server("mx1", "ProxyJump a,b")]
    link = connected(way.spec("mx1"))
    assert link.run(script("t", "echo hello")).stdout == b"hello\n"
    assert link.run(script("t", BIG)).stdout == b"x" * 3_000_000
    assert servers[0].tunnels == [("127.0.0.1", servers[1].port)]
    assert servers[1].tunnels == [("127.0.0.1", servers[2].port)]
    assert link.story[0] == f"127.0.0.1 port {servers[2].port} through a, b"
    heard = Heard()
    stream = link.stream(script("t", guarded("while sleep 0.01; do echo x; done")), heard)
    link.serve(lambda: len(heard.out) > 20, timeout=20)
    stream.close()
    link.close()
    until(lambda: not any(one.connections() for one in servers))


def test_hosts_share_their_jump_host(way: Way, connected: Connect) -> None:
    gate = way.server("gate")
    names = [f"mx{number}" for number in range(1, 7)]
    for name in names:
        way.server(name, "ProxyJump gate")
    specs = [way.spec(name) for name in names]
    links: dict[str, Any] = {}

    def work(spec: HostSpec) -> None:
        links[spec.name] = connected(spec)

    threads = [threading.Thread(target=work, args=(spec,)) for spec in specs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(links) == 6
    assert gate.logins == 1
    links["mx1"].close()
    links["mx2"].serve(lambda: True)  # from now on by this thread
    assert links["mx2"].run(script("t", "echo 2")).stdout == b"2\n"
    for link in links.values():
        link.close()
    until(lambda: not gate.connections())
    # And it is made anew for who comes then.
    assert connected(specs[0]).run(script("t", "echo 1")).stdout == b"1\n"
    assert gate.logins == 2


def test_the_end_of_a_jump_host_is_noticed_at_once_and_named(way: Way, connected: Connect) -> None:
    gate = way.server("gate")
    way.server("mx1", "ProxyJump gate")
    link = connected(way.spec("mx1"))
    threading.Timer(0.2, gate.cut).start()
    begun = time.monotonic()
    with pytest.raises(LinkLost, match="jump host gate"):
        link.serve(lambda: False, timeout=20)
    assert time.monotonic() - begun < 5
    link.close()
    assert connected(way.spec("mx1")).run(script("t", "echo 1")).stdout == b"1\n"


@pytest.mark.parametrize("silent", ["gate", "mx1"])
def test_silence_is_told_with_the_name_of_the_silent_one(
    silent: str, way: Way, connected: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        paramiko_link, "keepalive_of", lambda host, on_quiet: Keepalive(on_quiet, 0.5, 2)
    )
    servers = {"gate": way.server("gate"), "mx1": way.server("mx1", "ProxyJump gate")}
    quiet: list[float] = []
    link = connected(way.spec("mx1"), on_quiet=quiet.append)
    servers[silent].silence()
    words = "no answer for .* s from its jump host gate" if silent == "gate" else "no answer.* s$"
    with pytest.raises(LinkLost, match=words):
        link.serve(lambda: False, timeout=20)
    assert any(seconds > 0 for seconds in quiet)
    begun = time.monotonic()
    link.close()
    assert time.monotonic() - begun < 0.5
    servers["gate"].silence(False)
    servers["mx1"].silence(False)
    again = connected(way.spec("mx1"))
    assert again.run(script("t", "echo 1")).stdout == b"1\n"


def test_an_idle_host_behind_a_jump_host_is_not_given_up(
    way: Way, connected: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        paramiko_link, "keepalive_of", lambda host, on_quiet: Keepalive(on_quiet, 0.2, 2)
    )
    way.server("gate")
    way.server("mx1", "ProxyJump gate")
    link = connected(way.spec("mx1"))
    link.serve(lambda: False, timeout=2.5)
    assert link.run(script("t", "echo 1")).stdout == b"1\n"


def test_each_has_its_own_host_key(way: Way, connected: Connect, tmp_path: Path) -> None:
    way.server("gate", f"UserKnownHostsFile {tmp_path}/known")
    way.server("mx1", "ProxyJump gate")
    way.text = way.text.replace(f"UserKnownHostsFile {tmp_path}/gate/server_known_hosts\n", "")
    asked: list[HostKeyQuestion] = []

    def answer(question: HostKeyQuestion) -> bool:
        asked.append(question)
        return len(asked) > 1

    with pytest.raises(HostKeyUnknown, match=r"^jump host gate: unknown host key"):
        connected(way.spec("mx1"), ask=answer)
    connected(way.spec("mx1"), ask=answer).close()
    assert [question.jump for question in asked] == ["gate", "gate"]
    text = (tmp_path / "known").read_text()
    (tmp_path / "known").write_text(
        text.replace(text.split()[2], (tmp_path / "mx1/server_known_hosts").read_text().split()[2])
    )
    with pytest.raises(HostKeyRefused, match=r"^jump host gate: .*CHANGED") as caught:
        connected(way.spec("mx1"), ask=answer)
    assert not caught.value.retry


def test_each_has_its_own_login(way: Way, connected: Connect) -> None:
    gate = way.server("gate")
    way.server("mx1", "ProxyJump gate")
    gate.house.methods = "password"
    with pytest.raises(LoginRefused, match=r"^jump host gate: ops@") as caught:
        connected(way.spec("mx1"))
    assert not caught.value.retry
    assert not gate.tunnels


def test_a_host_that_its_jump_host_cannot_reach(way: Way, connected: Connect) -> None:
    gate = way.server("gate")
    mx1 = way.server("mx1", "ProxyJump gate")
    mx1.__exit__()
    with pytest.raises(Unreachable, match=f"jump host gate can't reach 127.0.0.1 port {mx1.port}"):
        connected(way.spec("mx1"))
    gate.house.forwards = False
    with pytest.raises(Unreachable, match="does not let us through") as caught:
        connected(way.spec("mx1"))
    assert "AllowTcpForwarding" in caught.value.next_step


def test_a_way_can_be_given_up(
    way: Way, connected: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = way.server("gate")
    way.server("mx1", "ProxyJump gate")
    connected(way.spec("gate")).close()
    stopped = threading.Event()
    done = threading.Event()

    def hang() -> None:
        stopped.set()
        done.wait(10)

    gate.on_tunnel = hang
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="stopped"):
        connected(way.spec("mx1"), stopped=stopped.is_set)
    assert time.monotonic() - begun < 5
    done.set()


def test_no_agent_is_forwarded(way: Way, connected: Connect) -> None:
    text = "Host mx1\n ForwardAgent yes\n"
    assert isinstance(resolve(way.spec("mx1", text)), ResolvedHost)
    way.server("mx1", "ForwardAgent yes", "ForwardX11 yes")
    link = connected(way.spec("mx1"))
    answer = link.run(script("t", 'echo "${SSH_AUTH_SOCK-none} ${DISPLAY-none}"'))
    assert answer.stdout == b"none none\n"
