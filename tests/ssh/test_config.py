"""The user's ssh configuration: asked of ssh, obeyed, or refused before anything is dialled."""

import shutil
import subprocess
from pathlib import Path

import pytest

from relaytui.domain.host_spec import HostSpec
from relaytui.errors import LinkError, NotSupported
from relaytui.ssh.config import parse_target, resolve

pytestmark = pytest.mark.skipif(not shutil.which("ssh"), reason="needs the ssh program")


def _resolved(tmp_path: Path, text: str, target: str = "mx1", **more: str) -> object:
    config = tmp_path / "config"
    config.write_text(text)
    return resolve(HostSpec(name="x", target=target, ssh_config=str(config), **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Host mx1\n HostName 192.0.2.1\n Port 2222\n User ops\n",
        "Host mx*\n HostName %h.example.org\n",
        "Host other\n Port 1\nHost *\n ServerAliveInterval 7\n ConnectTimeout 3\n",
        "Match host mx1\n User matched\n",
        "Host mx1 # a comment\n HostKeyAlias alias\n IdentitiesOnly yes\n",
        "Host mx1\n UserKnownHostsFile ~/a ~/b\n IdentityFile ~/%h/%r_%p\n",
    ],
)
def test_it_is_what_ssh_says(tmp_path: Path, text: str) -> None:
    host = _resolved(tmp_path, text)
    command = ["ssh", "-G", "-F", str(tmp_path / "config"), "mx1"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    settings = dict(line.split(" ", 1) for line in said.split("\n") if " " in line)
    assert host.hostname == settings["hostname"]  # type: ignore[attr-defined]
    assert str(host.port) == settings["port"]  # type: ignore[attr-defined]
    assert host.user == settings["user"]  # type: ignore[attr-defined]
    assert not [one for one in host.identity_files if one.startswith("~") or "%" in one]  # type: ignore[attr-defined]
    assert not [one for one in host.known_hosts if one.startswith("~")]  # type: ignore[attr-defined]


def test_an_include_is_followed(tmp_path: Path) -> None:
    (tmp_path / "more").write_text("Host mx1\n Port 4444\n")
    host = _resolved(tmp_path, f"Include {tmp_path}/more\n")
    assert host.port == 4444  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("ProxyJump gate", "ProxyJump"),
        ("ProxyCommand nc %h %p", "ProxyCommand"),
        ("KnownHostsCommand /bin/cat", "KnownHostsCommand"),
        ("PKCS11Provider /usr/lib/x.so", "PKCS11Provider"),
        ("PubkeyAuthentication no", "public keys"),
        ("PreferredAuthentications password,keyboard-interactive", "password"),
        ("PreferredAuthentications gssapi-with-mic", "gssapi"),
    ],
)
def test_what_we_cannot_do_is_never_dialled(tmp_path: Path, setting: str, words: str) -> None:
    with pytest.raises(NotSupported, match=words) as caught:
        _resolved(tmp_path, f"Host mx1\n {setting}\n")
    assert not caught.value.retry
    assert caught.value.next_step


def test_a_certificate_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "key-cert.pub").write_text("x")
    with pytest.raises(NotSupported, match="CertificateFile"):
        _resolved(tmp_path, f"Host mx1\n CertificateFile {tmp_path}/key-cert.pub\n")


def test_a_broken_configuration_says_where(tmp_path: Path) -> None:
    with pytest.raises(LinkError, match="configuration") as caught:
        _resolved(tmp_path, "Host mx1\n NoSuchThing yes\n")
    assert not caught.value.retry


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("mx1", ("mx1", None, None)),
        ("ops@mx1", ("mx1", "ops", None)),
        ("ops@mx1:2222", ("mx1", "ops", 2222)),
        ("[2001:db8::1]:2222", ("2001:db8::1", None, 2222)),
        ("ops@[2001:db8::1]", ("2001:db8::1", "ops", None)),
        ("2001:db8::1", ("2001:db8::1", None, None)),
        ("a@b@mx1", ("mx1", "a@b", None)),
    ],
)
def test_targets(text: str, parts: tuple[str, str | None, int | None]) -> None:
    target = parse_target(text)
    assert (target.host, target.user, target.port) == parts


@pytest.mark.parametrize(
    "text", ["-oProxyCommand=x", "", "a b", "mx1:0", "mx1:99999", "-l@mx1", "mx\x1b1", "ops@-x"]
)
def test_what_is_no_target_is_refused(text: str) -> None:
    with pytest.raises(LinkError):
        parse_target(text)
