"""Which keys are offered: the agent's that are named, its others, files; never more than five."""

import base64
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.key_file import public_blob
from relaytui.ssh.keys import MOST_OFFERS, agent_of, offers

pytestmark = pytest.mark.skipif(not shutil.which("ssh-agent"), reason="needs ssh-agent")


def _key(path: Path, passphrase: str = "") -> str:
    command = [
        "ssh-keygen",
        "-q",
        "-t",
        "ed25519",
        "-N",
        passphrase,
        "-C",
        path.name,
        "-f",
        str(path),
    ]
    subprocess.run(command, check=True)
    return str(path)


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "agent"
    out = subprocess.run(
        ["ssh-agent", "-s", "-a", path], capture_output=True, text=True, check=True
    )
    pid = int(out.stdout.split("SSH_AGENT_PID=")[1].split(";")[0])
    yield str(path)
    os.kill(pid, signal.SIGTERM)


def _add(agent: str, key: str) -> None:
    command = ["ssh-add", "-q", key]
    subprocess.run(command, check=True, env={**os.environ, "SSH_AUTH_SOCK": agent})


def _names(files: list[str], agent: str = "none", *, only: bool = False) -> tuple[list[str], str]:
    host = ResolvedHost(
        alias="mx1", hostname="mx1", user="ops", identity_files=tuple(files),
        identities_only=only, identity_agent=agent,
    )  # fmt: skip
    with agent_of(host) as connected:
        found = offers(host, connected)
    return [offer.name for offer in found.keys], " ".join(found.notes)


def test_files_without_a_passphrase(tmp_path: Path) -> None:
    key = _key(tmp_path / "id")
    assert _names([key, str(tmp_path / "none")]) == ([key], "")


def test_a_passphrase_is_left_to_the_agent(tmp_path: Path) -> None:
    key = _key(tmp_path / "id", "secret words")
    names, notes = _names([key])
    assert names == []
    assert f"ssh-add {key}" in notes


def test_a_key_in_the_agent_is_known_by_its_locked_file(tmp_path: Path, agent: str) -> None:
    """Without its .pub file, by what a locked file shows."""
    key = _key(tmp_path / "id")
    _add(agent, key)
    _add(agent, _key(tmp_path / "other"))
    lock = ["ssh-keygen", "-q", "-p", "-P", "", "-N", "secret words", "-f", key]
    subprocess.run(lock, check=True)
    Path(f"{key}.pub").unlink()
    names, notes = _names([key], agent, only=True)
    assert [name[:2] for name in names] == ["id"]
    assert notes == ""


@pytest.mark.parametrize(
    "options", [["-t", "rsa", "-b", "2048", "-m", "PEM"], ["-t", "ecdsa", "-m", "PKCS8"],
                ["-t", "rsa", "-b", "2048"], ["-t", "ecdsa"]]
)  # fmt: skip
@pytest.mark.parametrize("passphrase", ["", "secret words"])
def test_forms_of_key_files(options: list[str], passphrase: str, tmp_path: Path) -> None:
    path = str(tmp_path / "id")
    subprocess.run(["ssh-keygen", "-q", *options, "-N", passphrase, "-f", path], check=True)
    said = Path(f"{path}.pub").read_text().split()[1]
    assert base64.b64encode(public_blob(path) or b"").decode() == said
    names, notes = _names([path])
    if passphrase:
        assert (names, f"ssh-add {path}" in notes) == ([], True)
    else:
        assert names == [path]


def test_a_pub_file_without_its_key_in_the_agent_is_told(tmp_path: Path, agent: str) -> None:
    key = _key(tmp_path / "id")
    names, notes = _names([f"{key}.pub"], agent)
    assert names == []
    assert f"{key}.pub" in notes


def test_a_security_key_is_left_to_the_agent(tmp_path: Path) -> None:
    kind = b"sk-ssh-ed25519@openssh.com"
    public = len(kind).to_bytes(4, "big") + kind
    raw = b"openssh-key-v1\0" + 2 * b"\0\0\0\4none" + b"\0\0\0\0" + b"\0\0\0\1"
    raw += len(public).to_bytes(4, "big") + public + b"\0\0\0\0"
    path = tmp_path / "id_sk"
    body = base64.encodebytes(raw).decode()
    head, tail = (f"-----{word} OPENSSH PRIVATE KEY-----\n" for word in ("BEGIN", "END"))
    path.write_text(head + body + tail)
    names, notes = _names([str(path)])
    assert names == []
    assert "security key" in notes


@pytest.mark.parametrize("cut", range(0, 230, 7))
def test_a_cut_off_file_never_breaks(cut: int, tmp_path: Path) -> None:
    key = Path(_key(tmp_path / "id"))
    Path(f"{key}.pub").unlink()
    raw = base64.b64decode("".join(key.read_text().split("\n")[1:-2]))[:cut]
    head, tail = (f"-----{word} OPENSSH PRIVATE KEY-----\n" for word in ("BEGIN", "END"))
    key.write_text(head + base64.encodebytes(raw).decode() + tail)
    names, _ = _names([str(key)])
    assert names == []


def test_an_agent_that_is_not_there_is_none(tmp_path: Path) -> None:
    key = _key(tmp_path / "id")
    assert _names([key], str(tmp_path / "no socket"))[0] == [key]
    (tmp_path / "file").write_text("")
    assert _names([key], str(tmp_path / "file"))[0] == [key]


def test_hosts_with_agents_of_their_own(
    tmp_path: Path, agent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add(agent, _key(tmp_path / "id"))
    assert _names([], "SSH_AUTH_SOCK")[0] == []
    monkeypatch.setenv("SSH_AUTH_SOCK", agent)
    assert [name[:2] for name in _names([], "")[0]] == ["id"]
    assert _names([], "none")[0] == []
    monkeypatch.setenv("MY_AGENT", agent)
    monkeypatch.delenv("SSH_AUTH_SOCK")
    assert [name[:2] for name in _names([], "$MY_AGENT")[0]] == ["id"]


def test_a_file_that_is_no_key_is_told(tmp_path: Path) -> None:
    path = tmp_path / "id"
    path.write_text("no key\n")
    names, notes = _names([str(path)])
    assert names == []
    assert str(path) in notes


def test_the_agents_named_key_comes_first(tmp_path: Path, agent: str) -> None:
    keys = [_key(tmp_path / f"k{number}") for number in range(4)]
    for key in keys:
        _add(agent, key)
    names, _ = _names([f"{keys[2]}.pub"], agent)
    assert names[0].startswith("k2")
    assert len(names) == 4
    names, _ = _names([f"{keys[2]}.pub"], agent, only=True)
    assert [name[:2] for name in names] == ["k2"]


def test_at_most_five_and_a_word_about_it(tmp_path: Path, agent: str) -> None:
    for number in range(9):
        _add(agent, _key(tmp_path / f"k{number}"))
    names, notes = _names([], agent)
    assert len(names) == MOST_OFFERS
    assert "IdentitiesOnly" in notes
