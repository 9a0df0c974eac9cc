"""Whole known_hosts files: our answers are those of `ssh-keygen -F`, and files stay as they are.

tests/data/ssh/known_hosts.jsonl holds what OpenSSH 9.2 answered (`text` is the file in latin-1;
`asks`: host, port, and the line numbers and markers that were found); more files are made by
chance and asked of the `ssh-keygen` that is here.
"""

import base64
import json
import random
import shutil
import time
from pathlib import Path

import pytest

from relaytui.ssh.known_hosts import append, look_up
from tests.ssh.known_hosts_files import HOSTS, blob, hashed, made_file, said_by_ssh_keygen, word

RECORDED = Path(__file__).parents[1] / "data/ssh/known_hosts.jsonl"
CASES = [json.loads(line) for line in RECORDED.read_text().split("\n") if line]
MARKERS = {"@revoked": "REVOKED", "@cert-authority": "CA", "": ""}
Found = list[tuple[int, str]]
needs_keygen = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs ssh-keygen")


def _ours(path: Path, host: str, port: int) -> Found:
    found = look_up([str(path)], host, port)
    keys = (*found.keys, *found.revoked, *found.authorities)
    return sorted((int(key.place.rpartition(":")[2]), MARKERS[key.marker]) for key in keys)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_recorded(case: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_bytes(str(case["text"]).encode("latin-1"))
    asks = case["asks"]
    assert isinstance(asks, list)
    for host, port, found in asks:
        assert _ours(path, host, port) == [tuple(one) for one in found], (host, port)


@needs_keygen
def test_made_by_chance(tmp_path: Path, soak: bool) -> None:
    for seed in range(2000 if soak else 20):
        path = tmp_path / str(seed)
        path.write_bytes(made_file(seed))
        for host in HOSTS:
            for port in (22, 2222):
                said = sorted(said_by_ssh_keygen(path, word(host.lower(), port)))
                assert _ours(path, host, port) == said, (seed, host, port)


def test_several_files_are_one(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(4)]
    for number, path in enumerate(paths):
        path.write_bytes(made_file(number))
    together = look_up([*map(str, paths), str(tmp_path / "none")], "mx1", 22)
    apart = [look_up([str(path)], "mx1", 22) for path in paths]
    for name in ("keys", "revoked", "authorities", "warnings"):
        assert getattr(together, name) == sum((getattr(one, name) for one in apart), ())


@pytest.mark.parametrize("hidden", [False, True])
def test_a_file_gains_one_line_and_keeps_all_its_bytes(hidden: bool, tmp_path: Path) -> None:
    rng = random.Random(1)
    for seed in range(60):
        path = tmp_path / f"{seed}-{hidden}"
        before = made_file(seed)
        path.write_bytes(before)
        path.chmod(0o640)
        known = {host: _ours(path, host, 22) for host in HOSTS}
        key = blob("ssh-ed25519", rng)
        append(str(path), "new.example.net", 2222, "ssh-ed25519", key, hidden)
        after = path.read_bytes()
        added = after.removeprefix(before)
        assert len(added) < len(after) or not before
        assert added.lstrip(b"\n").count(b"\n") == 1
        assert added.startswith(b"\n") == bool(before and not before.endswith(b"\n"))
        assert added.lstrip(b"\n").startswith(b"|1|" if hidden else b"[new.example.net]:2222 ")
        assert path.stat().st_mode & 0o777 == 0o640
        assert key in [one.blob for one in look_up([str(path)], "new.example.net", 2222).keys]
        assert {host: _ours(path, host, 22) for host in HOSTS} == known


def test_ten_times_the_lines_cost_ten_times_the_work(tmp_path: Path) -> None:
    """Not a hundred times."""
    rng = random.Random(2)

    def cost(lines: int) -> float:
        path = tmp_path / str(lines)
        key = base64.b64encode(blob("ssh-ed25519", rng)).decode()
        names = [hashed(f"host{n}", rng) if n % 2 else f"host{n}" for n in range(lines)]
        path.write_text("".join(f"{name} ssh-ed25519 {key}\n" for name in names))
        begun = time.process_time()
        assert look_up([str(path)], f"host{lines - 1}", 22).keys
        return time.process_time() - begun

    small = min(cost(1000 + number) for number in range(3))
    assert cost(10_000) < 40 * small
