"""Which keys are offered: the agent's that are named, its others, files; never more than five."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from relaytui.ssh.config import ResolvedHost
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
