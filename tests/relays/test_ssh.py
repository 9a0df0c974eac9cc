"""Links to the real sshd: jump hosts, certificates, locked keys, few sessions, new keys."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from relaytui.domain.host_spec import HostSpec
from relaytui.errors import HostKeyRefused
from relaytui.ssh.script import guarded, script
from tests.relays.lab import SSH_CONFIG, root
from tests.ssh.conftest import Connect, Heard, connected  # noqa: F401  (a fixture)
from tests.ssh.test_rekey import both_ways
from tests.ssh.test_user_certificates import certified, made

pytestmark = pytest.mark.lab
OWN = "/etc/ssh/sshd_config.d/00-test.conf"
RELOAD = "sshd -t && systemctl reload ssh && sleep 0.5"


@pytest.fixture
def first(relays: tuple[str, ...]) -> Iterator[str]:
    """A relay whose sshd a test may set; it is as before afterwards."""
    yield relays[0]
    root(relays[0], f"rm -f {OWN} /etc/ssh/test-*; {RELOAD}")


def _set(host: str, *lines: str) -> None:
    text = "\\n".join(lines)
    root(host, f"printf '{text}\\n' >{OWN}; {RELOAD}")


def _spec(folder: Path, host: str, *entries: str, accept_new: bool = False) -> HostSpec:
    config = folder / "config"
    config.write_text("\n".join([*entries, "Host *", f"Include {SSH_CONFIG}", ""]))
    return HostSpec(name=host, target=host, ssh_config=str(config), accept_new=accept_new)


def _says_hello(link: Any) -> bool:
    return bool(link.run(script("t", "echo hello")).stdout == b"hello\n")


def test_through_two_jump_hosts(
    relays: tuple[str, ...], connected: Connect, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    way = ["Host relay3", "ProxyJump relay1,relay2"]
    link = connected(_spec(tmp_path, "relay3", *way))
    assert _says_hello(link)
    assert link.own_address == "10.77.0.12"
    assert link.story[0].endswith("through relay1, relay2")


def test_many_hosts_at_once_at_a_busy_server(
    first: str, connected: Connect, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    _set(first, "MaxStartups 4:50:8")
    spec = _spec(tmp_path, first)
    done: list[Any] = []
    threads = [threading.Thread(target=lambda: done.append(connected(spec))) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(done) == 30


def test_one_session_is_enough_for_a_stream(
    first: str, connected: Connect, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    _set(first, "MaxSessions 1")
    link = connected(_spec(tmp_path, first))
    heard = Heard()
    follow = guarded("while sleep 0.1; do echo x; done & wait")
    stream = link.stream(script("t", follow), heard)
    link.serve(lambda: len(heard.out) > 6, timeout=20)
    assert len(heard.out) > 6
    stream.close()
    assert _says_hello(link)
    assert link.run(script("t", "id -u"), sudo=True).stdout == b"0\n"


@pytest.mark.parametrize("way", [(), ("Host relay2", "ProxyJump relay1")])
def test_new_keys_under_two_way_traffic(
    way: tuple[str, ...], first: str, connected: Connect, tmp_path: Path,  # noqa: F811
    soak: bool,
) -> None:  # fmt: skip
    _set(first, "RekeyLimit 1M")
    link = connected(_spec(tmp_path, "relay2" if way else first, *way))
    both_ways(link, 100 if soak else 20, 400_000, 25 if soak else 6)


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_a_host_certificate(
    kind: str, first: str, connected: Connect, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    root(first, f"ssh-keygen -q -t {kind} -N '' -f /etc/ssh/test-key")
    public = root(first, "cat /etc/ssh/test-key.pub")
    made(tmp_path / "authority")
    (tmp_path / "host.pub").write_text(public)
    address = "10.77.0.11"
    known = tmp_path / "known"
    authority = " ".join((tmp_path / "authority.pub").read_text().split()[:2])
    known.write_text(f"@cert-authority 10.77.0.* {authority}\n")
    mine = ["Host relay1", f"UserKnownHostsFile {known}", "GlobalKnownHostsFile none",
            "StrictHostKeyChecking yes",
            "HostKeyAlgorithms *-cert-v01@openssh.com,ssh-ed25519"]  # fmt: skip
    for names, good in ((address, True), ("10.77.0.99", False)):
        text = certified(tmp_path / "host", "-h", "-n", names).read_text().strip()
        root(first, f"echo '{text}' >/etc/ssh/test-cert.pub")
        _set(first, "HostKey /etc/ssh/test-key", "HostCertificate /etc/ssh/test-cert.pub")
        if good:
            assert _says_hello(connected(_spec(tmp_path, first, *mine)))
        else:
            with pytest.raises(HostKeyRefused, match=f"for 10.77.0.99, not for {address}"):
                connected(_spec(tmp_path, first, *mine))


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
@pytest.mark.parametrize("words", ["", "secret words"])
def test_a_user_certificate(
    kind: str, words: str, first: str, connected: Connect, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    key = made(tmp_path / "id", kind, words)
    certified(key, "-n", "ops")
    authority = (tmp_path / "authority.pub").read_text().strip()
    root(first, f"echo '{authority}' >/etc/ssh/test-users.pub")
    _set(first, "TrustedUserCAKeys /etc/ssh/test-users.pub")
    mine = ["Host relay1", f"IdentityFile {key}", "IdentitiesOnly yes", "IdentityAgent none"]
    link = connected(_spec(tmp_path, first, *mine), ask_passphrase=lambda question: words)
    assert _says_hello(link)
    assert "id-cert.pub" in link.story[2]


def test_a_locked_key(
    relays: tuple[str, ...], connected: Connect, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    lab_key = SSH_CONFIG.parent / "keys/id_ed25519"
    key = tmp_path / "id"
    shutil.copy(lab_key, key)
    key.chmod(0o600)
    command = ["ssh-keygen", "-q", "-p", "-a", "1", "-P", "", "-N", "words", "-f", str(key)]
    subprocess.run(command, check=True)
    unknown = made(tmp_path / "other", words="never asked for")
    config = SSH_CONFIG.read_text().replace(str(lab_key), f"{unknown}\n  IdentityFile {key}")
    path = tmp_path / "config"
    path.write_text(config)
    asked: list[str] = []

    def give(question: Any) -> str:
        asked.append(question.path)
        return "words"

    spec = HostSpec(name="relay2", target="relay2", ssh_config=str(path))
    assert _says_hello(connected(spec, ask_passphrase=give))
    assert asked == [str(key)]
