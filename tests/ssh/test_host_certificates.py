"""Certificates of hosts, made by ssh-keygen: which count, and that they are asked for first."""

import base64
import dataclasses
import subprocess
from pathlib import Path
from typing import Any

import paramiko
import pytest

from relaytui.errors import HostKeyRefused, HostKeyUnknown
from relaytui.ssh.certificate import Certificate, certificate_file
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.host_certificate import problem_with
from relaytui.ssh.host_key import HostKeyQuestion, check, known_keys, wanted_algorithms
from relaytui.ssh.key_load import load
from relaytui.ssh.script import script
from tests.ssh.conftest import Connect
from tests.ssh.server import ShellServer
from tests.ssh.test_user_certificates import KINDS, certified, made

NOW = 1_800_000_000.0
TIME = "20260101000000Z:20280101000000Z"  # around NOW


def _read(path: Path) -> Certificate:
    found = certificate_file(str(path))
    assert found
    return found


def _turned(signature: bytes) -> bytes:
    """With one bit of its last byte turned."""
    return signature[:-1] + bytes([signature[-1] ^ 1])


def _public(path: Path) -> str:
    return " ".join(Path(f"{path}.pub").read_text().split()[:2])


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return made(tmp_path / "host")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("authority", KINDS)
def test_a_good_one_counts(kind: str, authority: str, tmp_path: Path) -> None:
    made(tmp_path / "authority", authority)
    key = made(tmp_path / "host", kind)
    found = _read(certified(key, "-h", "-n", "mx1,mx1.example.org", "-V", TIME))
    assert problem_with(found, "MX1", NOW) == ""
    assert problem_with(found, "mx1.example.org", NOW) == ""
    for broken in (
        dataclasses.replace(found, signed=found.signed + b"x"),
        dataclasses.replace(found, signature=found.signature + b"\0"),
        dataclasses.replace(found, signature=found.signature[:-1]),
        dataclasses.replace(found, signature=_turned(found.signature)),
    ):
        assert problem_with(broken, "mx1", NOW) == "the signature of its authority is wrong"


def test_one_without_names_counts_for_any(key: Path) -> None:
    found = _read(certified(key, "-h", "-V", TIME))
    assert problem_with(found, "whatever", NOW) == ""


@pytest.mark.parametrize(
    ("options", "name", "now", "words"),
    [
        (["-h", "-n", "mx2"], "mx1", NOW, "not for mx1"),
        (["-h", "-n", "*.example.org"], "mx1.example.org", NOW, "not for mx1"),
        (["-h", "-n", "mx1"], "mx1", 1_900_000_000.0, "over"),
        (["-h", "-n", "mx1"], "mx1", 1_700_000_000.0, "not come"),
        (["-n", "mx1"], "mx1", NOW, "not one of a host"),
        (["-h", "-n", "mx1", "-O", "critical:x=y"], "mx1", NOW, "critical options"),
    ],
)
def test_a_bad_one_does_not(
    options: list[str], name: str, now: float, words: str, key: Path
) -> None:
    found = _read(certified(key, *options, "-V", TIME))
    assert words in problem_with(found, name, now)


def test_sha1_of_an_authority_never_counts(tmp_path: Path) -> None:
    made(tmp_path / "authority", "rsa")
    found = _read(certified(made(tmp_path / "host"), "-h", "-V", TIME, "-t", "ssh-rsa"))
    assert "ssh-rsa" in problem_with(found, "mx1", NOW)
    assert "ssh-rsa" in problem_with(found, "mx1", NOW, ["ssh-rsa"])


def test_the_user_may_allow_fewer_signatures(key: Path) -> None:
    found = _read(certified(key, "-h", "-V", TIME))
    assert "does not count" in problem_with(found, "mx1", NOW, ["rsa-sha2-512"])


class Known:
    """A host's known_hosts file, its key, and its certificate."""

    def __init__(self, folder: Path, lines: str, *options: str, **settings: Any) -> None:
        self.key = made(folder / "host")
        self.certificate = _read(certified(self.key, "-h", "-V", TIME, *options))
        lines = lines.replace("CA", _public(folder / "authority")).replace("KEY", _public(self.key))
        other = _public(made(folder / "other"))
        path = folder / "known_hosts"
        path.write_text(lines.replace("OTHER", other) + "\n")
        self.host = ResolvedHost(
            alias="mx1", hostname="mx1.example.org", user="ops", known_hosts=(str(path),),
            **settings,
        )  # fmt: skip

    def check(self) -> None:
        blob = self.certificate.key_blob
        found = known_keys(self.host)
        check(self.host, found, "ssh-ed25519", blob, self.no, self.certificate, NOW)

    def no(self, _question: HostKeyQuestion) -> bool:
        return False


@pytest.mark.parametrize(
    ("lines", "settings"),
    [
        ("@cert-authority *.example.org CA", {}),
        ("@cert-authority *.example.org CA", {"port": 2222}),
        ("@cert-authority [*.example.org]:2222 CA", {"port": 2222}),
        ("@cert-authority *.example.org,!mx2.* CA\nmx1.example.org OTHER", {}),
        ("@cert-authority * OTHER\n@cert-authority * CA", {}),
        ("@cert-authority * OTHER\nmx1.example.org KEY", {}),
    ],
)
def test_an_authority_makes_a_host_known(
    lines: str, settings: dict[str, Any], tmp_path: Path
) -> None:
    Known(tmp_path, lines, "-n", "mx1.example.org", **settings).check()


@pytest.mark.parametrize(
    ("lines", "error", "words"),
    [
        ("@cert-authority *.example.org OTHER", HostKeyUnknown, "unknown"),
        ("@cert-authority *.example.com CA", HostKeyUnknown, "unknown"),
        ("@cert-authority *,!mx1.* CA", HostKeyUnknown, "unknown"),
        ("*.example.org CA", HostKeyRefused, "CHANGED"),
        ("@cert-authority * CA\n@revoked * CA", HostKeyRefused, "authority .* is revoked"),
        ("@cert-authority * CA\n@revoked * KEY", HostKeyRefused, "host key .* is revoked"),
    ],
)
def test_others_do_not(lines: str, error: type[Exception], words: str, tmp_path: Path) -> None:
    with pytest.raises(error, match=words):
        Known(tmp_path, lines, "-n", "mx1.example.org").check()


def test_a_bad_certificate_says_why_and_a_known_key_is_enough(tmp_path: Path) -> None:
    with pytest.raises(HostKeyRefused, match="does not count: it is for mx2, not for mx1"):
        Known(tmp_path, "@cert-authority * CA", "-n", "mx2").check()
    (tmp_path / "second").mkdir()
    Known(tmp_path / "second", "@cert-authority * CA\nmx1.* KEY", "-n", "mx2").check()


def test_an_alias_is_the_name(tmp_path: Path) -> None:
    lines = "@cert-authority pool CA"
    Known(tmp_path, lines, "-n", "pool", host_key_alias="pool", port=2222).check()


def test_certificates_are_asked_for_first_where_an_authority_is_known(tmp_path: Path) -> None:
    known = Known(tmp_path, "@cert-authority * CA\nmx1.example.org KEY")
    supported = ("ssh-ed25519", "rsa-sha2-512")
    certificates = tuple(f"{one}-cert-v01@openssh.com" for one in supported)
    found = known_keys(known.host)
    assert wanted_algorithms(known.host, found, supported) == (*certificates, *supported)
    plain = dataclasses.replace(found, authorities=())
    assert wanted_algorithms(known.host, plain, supported) == (*supported, *certificates)
    narrow = dataclasses.replace(known.host, host_key_algorithms=("rsa-sha2-512",))
    assert wanted_algorithms(narrow, found, supported) == ("rsa-sha2-512",)


class CertifiedHostKey(paramiko.PKey):
    """A server's key that shows a certificate."""

    def __init__(self, key: paramiko.PKey, certificate: Certificate) -> None:
        self._key = key
        self._certificate = certificate

    def get_name(self) -> str:
        return f"{self._key.get_name()}-cert-v01@openssh.com"

    def asbytes(self) -> bytes:
        return self._certificate.blob

    def sign_ssh_data(self, data: bytes, algorithm: str | None = None) -> Any:
        return self._key.sign_ssh_data(data, (algorithm or "").replace("-cert-v01@openssh.com", ""))


@pytest.mark.parametrize("also_plain", [True, False])
@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
def test_a_link_by_certificate_alone(
    kind: str, also_plain: bool, server: ShellServer, connected: Connect, tmp_path: Path
) -> None:
    path = made(tmp_path / "host", kind)
    key = load(str(path))
    certificate = _read(certified(path, "-h", "-n", "127.0.0.1"))
    server.host_keys = [CertifiedHostKey(key, certificate), *([key] if also_plain else [])]
    spec = server.spec()
    known = Path(str(spec.known_hosts))
    known.write_text(f"@cert-authority 127.0.0.1 {_public(tmp_path / 'authority')}\n")
    link = connected(spec)
    assert link.run(script("t", "echo 1")).stdout == b"1\n"
    assert known.read_text().count("\n") == 1
    # Without the authority it is a new key, and a yes keeps the plain one.
    known.write_text("")
    with pytest.raises(HostKeyUnknown):
        connected(spec)
    connected(spec, ask=lambda question: True)
    assert known.read_text().split()[2] == base64.b64encode(key.asbytes()).decode()
    connected(spec)


def test_a_link_by_a_certificate_for_another_is_refused(
    server: ShellServer, connected: Connect, tmp_path: Path
) -> None:
    path = made(tmp_path / "host")
    certificate = _read(certified(path, "-h", "-n", "mx2"))
    server.host_keys = [CertifiedHostKey(load(str(path)), certificate)]
    spec = server.spec()
    authority = _public(tmp_path / "authority")
    Path(str(spec.known_hosts)).write_text(f"@cert-authority * {authority}\n")
    with pytest.raises(HostKeyRefused, match=r"for mx2, not for 127\.0\.0\.1") as caught:
        connected(spec, ask=lambda question: True)
    assert not caught.value.retry


def test_ssh_keygen_reads_the_same(key: Path) -> None:
    path = certified(key, "-h", "-n", "a,b", "-V", TIME)
    said = subprocess.run(["ssh-keygen", "-Lf", path], capture_output=True, text=True).stdout
    found = _read(path)
    assert f'Key ID: "{found.key_id}"' in said
    assert all(f"                {one}\n" in said for one in found.principals)
