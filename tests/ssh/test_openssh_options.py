"""The command line of ssh: what the user's configuration may say, and what it may not."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from relaytui.domain.host_spec import HostSpec
from relaytui.ssh.config import resolve
from relaytui.ssh.openssh_master import private_folder
from relaytui.ssh.openssh_options import master_words

pytestmark = pytest.mark.skipif(not shutil.which("ssh"), reason="needs the ssh program")

HOSTILE = """\
Host mx1
  ForwardAgent yes
  ForwardX11 yes
  LocalForward 8080 localhost:80
  DynamicForward 1080
  Tunnel yes
  PermitLocalCommand yes
  LocalCommand touch /tmp/never
  RemoteCommand reboot
  RequestTTY force
  ControlMaster auto
  ControlPath ~/shared-%C
  ControlPersist yes
  BatchMode no
  LogLevel QUIET
  UpdateHostKeys yes
  ForkAfterAuthentication yes
  ProxyCommand gate %h
  User ops
"""


def _said(tmp_path: Path, text: str, **more: object) -> dict[str, str]:
    config = tmp_path / "config"
    config.write_text(text)
    spec = HostSpec(name="x", target="mx1:2222", ssh_config=str(config), **more)  # type: ignore[arg-type]
    words = master_words(spec, resolve(spec), tmp_path)
    run = subprocess.run(
        ["ssh", "-G", *words[1:]], capture_output=True, text=True, check=True, env={"LC_ALL": "C"}
    )
    return dict(line.split(" ", 1) for line in run.stdout.split("\n") if " " in line)


def test_what_we_insist_on_wins_over_the_configuration(tmp_path: Path) -> None:
    said = _said(tmp_path, HOSTILE)
    wanted = {
        "forwardagent": "no", "forwardx11": "no", "clearallforwardings": "yes", "tunnel": "false",
        "permitlocalcommand": "no", "requesttty": "false", "controlmaster": "true",
        "controlpersist": "no", "batchmode": "yes", "loglevel": "INFO", "updatehostkeys": "false",
        "forkafterauthentication": "no", "controlpath": f"{tmp_path}/mux", "escapechar": "none",
    }  # fmt: skip
    assert {name: said.get(name, "") for name in wanted} == wanted
    assert "remotecommand" not in said
    assert not {"localforward", "dynamicforward", "remoteforward"} & set(said)


def test_the_rest_is_the_users(tmp_path: Path) -> None:
    text = HOSTILE + "  ConnectTimeout 3\n  ServerAliveInterval 7\n  ServerAliveCountMax 5\n"
    said = _said(tmp_path, text)
    wanted = {
        "proxycommand": "gate %h", "user": "ops", "port": "2222", "connecttimeout": "3",
        "serveraliveinterval": "7", "serveralivecountmax": "5",
    }  # fmt: skip
    assert {name: said[name] for name in wanted} == wanted


def test_a_dead_link_is_noticed_without_the_users_help(tmp_path: Path) -> None:
    said = _said(tmp_path, "Host mx1\n")
    assert (said["serveraliveinterval"], said["serveralivecountmax"]) == ("10", "2")
    assert said["connecttimeout"] == "10"


def test_overrides(tmp_path: Path) -> None:
    odd = str(tmp_path / "a b%h")
    said = _said(tmp_path, "", identity_file=odd, known_hosts=odd, accept_new=True)
    assert said["identitiesonly"] == "yes"
    assert said["identityagent"] == "none"
    assert said["stricthostkeychecking"] == "accept-new"
    assert odd.replace("%", "%%") in said["identityfile"]
    assert said["userknownhostsfile"] in (odd, odd.replace("%", "%%"))  # it is shown expanded
    assert said["globalknownhostsfile"] in ("none", "")


@pytest.mark.parametrize("odd", ["with blank", "with%h", "x" * 90])
def test_the_folder_is_ours_alone_and_its_name_short(
    odd: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / odd
    place.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(place))
    folder = private_folder()
    try:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert len(str(folder / "mux")) + 17 < 104
        assert str(folder).isascii()
        assert not set(str(folder)) & set(" %$\"'")
    finally:
        folder.rmdir()
