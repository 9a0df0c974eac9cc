"""tail and parse as processes: what they print, what they load, how they end."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from relaytui.domain.text import is_shown
from tests.cli.hostile import hostile_lines


def relaytui(*words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the program."""
    command = [sys.executable, "-m", "relaytui", *words]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=60)


def config(folder: Path, log: Path) -> str:
    """A configuration with this machine and one log."""
    path = folder / "relays.yaml"
    path.write_text(f"hosts:\n  - {{name: here, local: true, logs: {{file: {log}}}}}\n")
    return str(path)


@pytest.fixture
def hostile_log(tmp_path: Path) -> Path:
    log = tmp_path / "mail.log"
    log.write_bytes(b"".join(line + b"\n" for line in hostile_lines(500)))
    return log


def test_hostile_lines_are_literal_text(tmp_path: Path, hostile_log: Path) -> None:
    run = relaytui("tail", "-c", config(tmp_path, hostile_log), "--since", "999w", "--no-follow")
    assert run.returncode == 0, run.stderr
    lines = run.stdout.decode().split("\n")[:-1]
    assert len(lines) == 501
    assert all(is_shown(one) for line in lines for one in line)
    for text in ("[/foo]", "[@click=app.quit]x[/]", "␛]52;c;cm0gLXJmIC8=␇", "<U+202E>gnp.exe"):
        assert text in run.stdout.decode()
    assert max(map(len, lines)) <= 4200


def test_hostile_lines_as_json(tmp_path: Path, hostile_log: Path) -> None:
    words = (
        "tail",
        "-c",
        config(tmp_path, hostile_log),
        "--since",
        "999w",
        "--no-follow",
        "--json",
    )
    run = relaytui(*words)
    rows = [json.loads(line) for line in run.stdout.split(b"\n")[:-1]]
    assert [row["n"] for row in rows] == list(range(1, 502))
    assert all(is_shown(one) for one in run.stdout.decode().replace("\n", ""))
    assert {row["relay"] for row in rows} == {"here"}
    assert any("raw_base64" in row for row in rows)
    parsed = relaytui("parse", str(hostile_log), "--json")
    assert [row["raw"] for row in map(json.loads, parsed.stdout.split(b"\n")[:-1])] == [
        row["raw"] for row in rows
    ]


def test_match_by_text_and_by_pattern(tmp_path: Path, hostile_log: Path) -> None:
    words = (
        "tail",
        "-c",
        config(tmp_path, hostile_log),
        "--since",
        "999w",
        "--no-follow",
        "--match",
    )
    plain = relaytui(*words, "BOLD RED").stdout.decode().split("\n")[:-1]
    assert plain
    assert all("[bold red]" in line for line in plain)
    pattern = relaytui(*words, r"/helo=<\[bold \w+\]/").stdout.decode().split("\n")[:-1]
    assert pattern
    assert set(pattern) <= set(plain)
    refused = relaytui(*words, "kind=rejct")
    assert refused.returncode == 2
    assert b"Column 6: `kind` knows no `rejct`. Did you mean `reject`?" in refused.stderr
    by_field = relaytui(*words, "kind=reject or helo=*", "--json").stdout.decode().split("\n")[:-1]
    assert by_field
    assert all(row["kind"] == "reject" or "helo" in row for row in map(json.loads, by_field))


def test_a_closed_pipe_ends_quietly(tmp_path: Path, hostile_log: Path) -> None:
    command = f"'{sys.executable}' -m relaytui parse '{hostile_log}'; echo status $? >&2"
    run = subprocess.run(
        ["/bin/sh", "-c", f"{{ {command}; }} | head -1"], capture_output=True, timeout=60
    )
    assert run.stderr == b"status 0\n"


def test_no_usable_host_is_three_and_some_is_four(tmp_path: Path, hostile_log: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    dead = f"nobody@127.0.0.1:{port}"
    run = relaytui("tail", dead, "-F", "none", "--no-follow")
    assert run.returncode == 3
    assert b"connection refused" in run.stderr
    assert b"Is sshd running" in run.stderr
    path = tmp_path / "both.yaml"
    path.write_text(
        f"hosts:\n  - {{name: here, local: true, logs: {{file: {hostile_log}}}}}\n"
        f"  - {{name: dead, ssh: '{dead}'}}\n"
    )
    run = relaytui("tail", "-c", str(path), "-F", "none", "--since", "999w", "--no-follow")
    assert run.returncode == 4
    assert run.stdout.count(b"\n") == 501


def test_usage_is_two_and_says_what_to_do() -> None:
    for words in (
        ("tail",),
        ("tail", "--since", "soon", "x"),
        ("parse", "/nowhere"),
        ("-c", "/no"),
    ):
        run = relaytui(*words)
        assert run.returncode == 2, words
        assert run.stderr
    run = relaytui()
    assert run.returncode == 2
    assert b"relaytui tail" in run.stderr


@pytest.mark.parametrize(
    "words", [("--version",), ("--help",), ("tail", "127.0.0.1:1", "-F", "none", "--no-follow")]
)
def test_what_is_loaded(words: tuple[str, ...]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "relaytui", *words]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    loaded = set(re.findall(r"\|\s+([\w.]+)$", run.stderr, re.MULTILINE))
    assert "relaytui.cli.main" in loaded
    assert not [name for name in loaded if name.split(".")[0] in ("textual", "rich")]
    if words[0] != "tail":
        assert "paramiko" not in loaded


def test_follows_as_lines_come(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    log.write_text("2026-02-09T05:31:00+00:00 mx1 postfix/qmgr[1]: 4104E3D: removed\n")
    command = [sys.executable, "-m", "relaytui", "tail", "-c", config(tmp_path, log), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=dict(os.environ))
    assert process.stdout
    assert json.loads(process.stdout.readline())["kind"] == "removed"
    with log.open("a") as file:
        file.write("2026-02-09T05:31:01+00:00 mx1 postfix/smtpd[1]: connect from a[192.0.2.1]\n")
    assert json.loads(process.stdout.readline())["client_ip"] == "192.0.2.1"
    process.terminate()
    process.wait(10)
    process.stdout.close()
