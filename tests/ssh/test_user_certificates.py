"""Certificates for logins, by ssh-keygen: with key files, locked ones, and the agent's keys."""

import subprocess
from pathlib import Path

import msgspec
import pytest

from relaytui.ssh.certificate import HOST, USER, certificate_file, parse_certificate
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.key_file import public_blob
from relaytui.ssh.key_load import load
from relaytui.ssh.keys import agent_of, offers
from relaytui.ssh.script import script
from tests.ssh.conftest import Connect
from tests.ssh.server import ShellServer
from tests.ssh.test_keys import _add, agent  # noqa: F401  (a fixture)

KINDS = {"ed25519": [], "ecdsa": [], "rsa": ["-b", "2048"]}


def made(path: Path, kind: str = "ed25519", words: str = "") -> Path:
    """A key file."""
    options = ["-q", "-t", kind, *KINDS[kind], "-a", "1", "-N", words, "-f", str(path)]
    subprocess.run(["ssh-keygen", *options], check=True)
    return path


def certified(key: Path, *options: str) -> Path:
    """The certificate of a key, signed by a new authority."""
    authority = key.with_name("authority")
    if not authority.exists():
        made(authority)
    command = ["ssh-keygen", "-q", "-s", str(authority), "-I", "me", *options, f"{key}.pub"]
    subprocess.run(command, check=True, capture_output=True)
    return Path(f"{key}-cert.pub")


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_certificate_says(kind: str, tmp_path: Path) -> None:
    key = made(tmp_path / "id", kind)
    path = certified(key, "-n", "ops,root", "-V", "20260101000000Z:20270101000000Z", "-O",
                     "force-command=/bin/true")  # fmt: skip
    found = certificate_file(str(path))
    assert found
    assert found.kind == USER
    assert found.key_id == "me"
    assert found.principals == ("ops", "root")
    assert found.critical == ("force-command",)
    assert found.key_blob == public_blob(str(key))
    assert found.authority == public_blob(str(tmp_path / "authority"))
    assert found.valid_before - found.valid_after == 365 * 86400
    assert [found.valid_at(found.valid_after + more) for more in (-1, 0, 1)] == [False, True, True]
    assert not found.valid_at(found.valid_before)
    host = certificate_file(str(certified(key, "-h", "-n", "mx1")))
    assert host
    assert host.kind == HOST
    for cut in range(len(found.blob)):
        assert parse_certificate(found.blob[:cut]) is None
    assert parse_certificate(found.blob + b"x") is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("words", ["", "secret words"])
def test_a_login_with_a_certificate_beside_the_key(
    kind: str, words: str, server: ShellServer, connected: Connect, tmp_path: Path
) -> None:
    key = made(tmp_path / "id", kind, words)
    certified(key, "-n", "ops")
    server.client_key = load(str(key), words)
    spec = msgspec.structs.replace(server.spec(), identity_file=str(key))
    link = connected(spec, ask_passphrase=lambda question: words)
    assert link.run(script("t", "echo 1")).stdout == b"1\n"
    assert server.certificates
    assert all(name.endswith("-cert-v01@openssh.com") for name in server.certificates)
    assert "id-cert.pub" in link.story[2]


@pytest.mark.parametrize("kind", KINDS)
def test_the_agent_signs_for_a_certificate_file(
    kind: str, server: ShellServer, connected: Connect, tmp_path: Path, agent: str  # noqa: F811
) -> None:  # fmt: skip
    key = made(tmp_path / "id", kind)
    certificate = certified(key, "-n", "ops")
    server.client_key = load(str(key))
    away = tmp_path / "elsewhere-cert.pub"
    certificate.rename(away)
    _add(agent, str(key))
    key.unlink()
    entry = server.entry("mx1", f"CertificateFile {away}")
    entry = entry.replace("IdentityAgent none", f"IdentityAgent {agent}")
    config = tmp_path / "config"
    config.write_text(entry)
    spec = msgspec.structs.replace(
        server.spec(), target="mx1", ssh_config=str(config), identity_file=None, known_hosts=None
    )
    link = connected(spec)
    assert link.run(script("t", "echo 1")).stdout == b"1\n"
    assert server.certificates
    assert "elsewhere-cert.pub" in link.story[2]


def _names(host: ResolvedHost) -> tuple[list[str], str]:
    with agent_of(host) as connected:
        found = offers(host, connected)
    return [Path(one.name.split(" ")[0]).name for one in found.keys], " ".join(found.notes)


def _host(*files: Path, certificates: tuple[Path, ...] = ()) -> ResolvedHost:
    return ResolvedHost(
        alias="mx1", hostname="mx1", user="ops", identity_agent="none",
        identity_files=tuple(map(str, files)), certificate_files=tuple(map(str, certificates)),
    )  # fmt: skip


def test_the_certificate_comes_before_its_key(tmp_path: Path) -> None:
    first, second = made(tmp_path / "a"), made(tmp_path / "b")
    certified(second, "-n", "ops")
    assert _names(_host(first, second)) == (["b-cert.pub", "a", "b"], "")


def test_what_is_of_no_use_is_told_and_not_offered(tmp_path: Path) -> None:
    key = made(tmp_path / "id")
    path = certified(key, "-n", "ops", "-V", "20200101:20210101")
    names, notes = _names(_host(key))
    assert names == ["id"]
    assert f"{path} is not one of a user, or its time is over" in notes
    certified(key, "-h", "-n", "mx1")
    assert _names(_host(key))[0] == ["id"]
    certified(key, "-n", "ops")
    other = made(tmp_path / "other")
    names, notes = _names(_host(other, certificates=(path,)))
    assert names == ["other"]
    assert f"no key for the certificate {path}" in notes
    path.write_text("rubbish")
    assert "no certificate that can be used" in _names(_host(key, certificates=(path,)))[1]
