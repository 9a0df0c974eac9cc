"""Which back end reaches a host, and what is refused before anything is dialled."""

import shutil
from pathlib import Path

import pytest

from relaytui.domain.host_spec import HostSpec
from relaytui.errors import NotSupported
from relaytui.ssh.config import resolve
from relaytui.ssh.transport import reason_for_openssh

pytestmark = pytest.mark.skipif(not shutil.which("ssh"), reason="needs the ssh program")


def _reason(tmp_path: Path, setting: str, transport: str = "auto") -> str:
    config = tmp_path / "config"
    config.write_text(f"Host mx1\n {setting}\n")
    spec = HostSpec(name="x", target="mx1", ssh_config=str(config), transport=transport)
    return reason_for_openssh(spec, resolve(spec))


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("ProxyCommand nc %h %p", "ProxyCommand"),
        ("KnownHostsCommand /bin/cat", "KnownHostsCommand"),
        ("PKCS11Provider /usr/lib/x.so", "PKCS11Provider"),
        ("RevokedHostKeys /etc/ssh/revoked", "RevokedHostKeys"),
        ("BindInterface eth0", "BindInterface"),
        ("PubkeyAuthentication no", "public keys"),
        ("PreferredAuthentications gssapi-with-mic", "gssapi"),
    ],
)
def test_what_paramiko_cannot_do_is_for_ssh(tmp_path: Path, setting: str, words: str) -> None:
    assert words in _reason(tmp_path, setting)
    with pytest.raises(NotSupported, match=words) as caught:
        _reason(tmp_path, setting, "paramiko")
    assert "transport: auto" in caught.value.next_step
    assert not caught.value.retry


def test_a_plain_host_is_paramikos_unless_told_otherwise(tmp_path: Path) -> None:
    assert _reason(tmp_path, "Port 2222") == ""
    assert _reason(tmp_path, "Port 2222", "paramiko") == ""
    assert _reason(tmp_path, "Port 2222", "ssh") == "transport: ssh"


@pytest.mark.parametrize("transport", ["auto", "paramiko", "ssh"])
def test_what_has_to_be_typed_is_never_dialled(tmp_path: Path, transport: str) -> None:
    setting = "PreferredAuthentications password,keyboard-interactive"
    with pytest.raises(NotSupported, match="password") as caught:
        _reason(tmp_path, setting, transport)
    assert caught.value.next_step


def test_without_the_program_the_need_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = HostSpec(name="x", target="mx1", ssh_config="none", transport="ssh")
    host = resolve(spec)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(NotSupported, match="`ssh` program") as caught:
        reason_for_openssh(spec, host)
    assert "openssh-client" in caught.value.next_step
