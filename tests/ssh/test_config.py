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


def test_names_of_certificates_are_made_whole(tmp_path: Path, own_home: Path) -> None:
    text = "Host mx1\n CertificateFile ~/%n-cert.pub\n CertificateFile /b\n"
    host = _resolved(tmp_path, text)
    assert host.certificate_files == (f"{own_home}/mx1-cert.pub", "/b")  # type: ignore[attr-defined]


def test_files_of_the_system_are_kept_apart(tmp_path: Path) -> None:
    text = "Host mx1\n UserKnownHostsFile none\n GlobalKnownHostsFile /a /b\n"
    host = _resolved(tmp_path, text)
    assert host.known_hosts == ()  # type: ignore[attr-defined]
    assert host.global_known_hosts == ("/a", "/b")  # type: ignore[attr-defined]
    host = _resolved(tmp_path, text, known_hosts="/mine")
    assert host.known_hosts == ("/mine",)  # type: ignore[attr-defined]
    assert host.global_known_hosts == ()  # type: ignore[attr-defined]


def test_settings_of_time_and_trust(tmp_path: Path) -> None:
    text = (
        "Host mx1\n ConnectTimeout 3\n ServerAliveInterval 5\n ServerAliveCountMax 4\n"
        " HashKnownHosts yes\n IdentitiesOnly yes\n StrictHostKeyChecking accept-new\n"
        " IdentityAgent none\n AddressFamily inet6\n BindAddress ::1\n HostKeyAlias other\n"
    )
    host = _resolved(tmp_path, text)
    wanted = {
        "connect_timeout": 3.0, "alive_interval": 5.0, "alive_count": 4, "strict": "accept-new",
        "hash_known_hosts": True, "identities_only": True, "identity_agent": "none",
        "address_family": "inet6", "bind_address": "::1", "host_key_alias": "other",
    }  # fmt: skip
    assert {name: getattr(host, name) for name in wanted} == wanted


def test_without_ssh_a_configuration_is_not_passed_over(
    tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    host = resolve(HostSpec(name="x", target="ops@mx1:2222"))
    assert (host.user, host.hostname, host.port) == ("ops", "mx1", 2222)
    assert host.known_hosts == (f"{own_home}/.ssh/known_hosts",)
    with pytest.raises(NotSupported, match="no `ssh` program") as caught:
        _resolved(tmp_path, "Host mx1\n Port 1\n")
    assert "openssh-client" in caught.value.next_step
    (own_home / ".ssh").mkdir()
    (own_home / ".ssh/config").write_text("Host mx1\n ProxyJump gate\n")
    with pytest.raises(NotSupported):
        resolve(HostSpec(name="x", target="ops@mx1:2222"))
    assert resolve(HostSpec(name="x", target="ops@mx1", ssh_config="none")).port == 22


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
        ("ops@2001:db8::1", ("2001:db8::1", "ops", None)),
        ("ssh://a@mx1:22/", ("mx1", "a", 22)),
        ("ssh://[2001:db8::1]:22", ("2001:db8::1", None, 22)),
    ],
)
def test_targets(text: str, parts: tuple[str, str | None, int | None]) -> None:
    target = parse_target(text)
    assert (target.host, target.user, target.port) == parts


@pytest.mark.parametrize(
    "text",
    [
        "-oProxyCommand=x",
        "",
        "a b",
        "mx1:0",
        "mx1:99999",
        "-l@mx1",
        "mx\x1b1",
        "ops@-x",
        "a@",
        "@mx1",
        ":22",
        "mx1:",
        "[a]b",
        "@2001:db8::1",
        "mx1:1:2",
    ],
)
def test_what_is_no_target_is_refused(text: str) -> None:
    with pytest.raises(LinkError):
        parse_target(text)
