"""`relaytui doctor`: its output at two widths, as JSON, and its exit status."""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from relaytui.cli import doctor
from relaytui.demo.demo import Demo
from relaytui.demo.host import SimulatedHost, Values
from relaytui.domain.host_spec import HostSpec
from tests.doctor.cases import record

Run = Callable[..., int]


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with Demo(hosts=2) as one:
        yield one


@pytest.fixture
def run(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command on hosts; without any on those of the demo."""

    def command(*words: str, hosts: Sequence[HostSpec] = (), columns: int = 80) -> int:
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr(doctor, "needed_hosts", lambda args: list(hosts or demo.specs()))
        parser = argparse.ArgumentParser()
        doctor.add_arguments(parser)
        return doctor.run(parser.parse_args([*words, "mx1"]))

    return command


def _dead(name: str) -> HostSpec:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return HostSpec(name=name, target=f"nobody@127.0.0.1:{port}", ssh_config="none")


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_lines_fit(run: Run, capsys: pytest.CaptureFixture[str], columns: int) -> None:
    assert run(columns=columns) == 1
    lines = capsys.readouterr().out.split("\n")
    command = re.compile(r" +(?:relaytui|sudo|\w+ ALL=)")
    assert not [one for one in lines if len(one) > columns and not command.match(one)]
    assert not [one for one in lines if "\x1b" in one]
    text = re.sub(r"\s+", " ", " ".join(lines))
    assert ": 4 ok, 3 partly" in text
    assert "Blocked: reads 1 Postfix table; nft, fail2ban-client: no permission" in text
    assert "do Ask sudo as well (for Blocked, Allowlist, Security, Changes)" in text


def test_colour_is_for_terminals() -> None:
    command = [sys.executable, "-m", "relaytui", "doctor", "--local"]
    plain = subprocess.run(command, capture_output=True, timeout=60)
    assert b"\x1b" not in plain.stdout
    assert plain.returncode in (0, 1)
    assert plain.stdout.startswith(b"local")


def test_json_is_complete(run: Run, capsys: pytest.CaptureFixture[str], demo: Demo) -> None:
    assert run("--json", hosts=[*demo.specs(), _dead("gone")]) == 4
    printed = capsys.readouterr()
    rows: dict[str, Any] = {}
    for line in printed.out.split("\n")[:-1]:
        row = json.loads(line)
        rows[row["relay"]] = row
    assert set(rows) == {"mx1", "mx2", "gone"}
    assert rows["gone"]["reached"] is False
    assert rows["gone"]["next_step"]
    assert "gone: " in printed.err
    panels = {one["panel"]: one for one in rows["mx1"]["panels"]}
    assert list(panels) == [
        "Logs", "Rates", "Blocked", "Allowlist", "Updates", "Queue", "Security", "Changes",
    ]  # fmt: skip
    assert panels["Logs"]["state"] == "ok"
    assert panels["Blocked"]["missing"] is True
    assert panels["Changes"]["missing"] is False
    assert panels["Blocked"]["remedies"][0]["command"].startswith("relaytui doctor --sudo demo@")
    assert rows["mx1"]["log"]["name"] == "journal"
    assert rows["mx2"]["log"]["name"] == "/var/log/mail.log"
    assert rows["mx1"]["answer"]["tools"]["nft"] == "/usr/sbin/nft"
    assert abs(rows["mx1"]["clock"]["seconds"]) <= rows["mx1"]["clock"]["doubt"] + 0.5


def test_exit_status(run: Run, demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(hosts=[_dead("one"), _dead("two")]) == 3
    assert run(hosts=[_dead("one"), *demo.specs()]) == 4
    root = record("root-fail2ban-dead")["stdout"].replace("fail2ban", "other")

    def healthy(host: SimulatedHost, values: Values) -> tuple[bytes, bytes, int]:
        now = f"{time.time():.6f}"
        return re.sub(r"(clock(?:-end)?) \S+", rf"\1 {now}", root).encode(), b"", 0

    for host in demo.hosts.values():
        monkeypatch.setitem(host.answers, "doctor", healthy)
    assert run() == 0


def test_sudo_is_asked_only_when_told(
    run: Run, demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    host = demo.hosts["mx1"]
    true_answer = host.answers["doctor"]

    def noted(host: SimulatedHost, values: Values) -> tuple[bytes, bytes, int]:
        asked.append(values["ask"])
        return true_answer(host, values)

    monkeypatch.setitem(host.answers, "doctor", noted)
    run()
    run("--sudo")
    assert asked == ["0", "1"]


def test_lines_of_sudoers(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--sudoers", "read", "--user", "watcher") == 0
    text = capsys.readouterr().out
    assert text.count("watcher ALL=(root) NOPASSWD: RELAYTUI_READ") == 2
    assert "    /usr/sbin/nft -j list ruleset, \\" in text
    assert "cscli" not in text
    assert run("--sudoers", "read", hosts=[_dead("one")]) == 3
    capsys.readouterr()
    assert run("--sudoers", "write", "--user", "writer") == 0
    text = capsys.readouterr().out
    assert "This is ALL of root" in text
    assert [one for one in text.split("\n") if one and one[0] != "#"] == [
        "writer ALL=(root) NOPASSWD: ALL"
    ] * text.count("writer ALL")


@pytest.mark.parametrize("name", ["ALL", "x y", "a,b", "-c", "", "#0", "x\nALL", "é"])
def test_a_name_that_sudoers_would_misread_is_refused(name: str) -> None:
    words = ["doctor", "--sudoers", "read", f"--user={name}"]
    run = subprocess.run(
        [sys.executable, "-m", "relaytui", *words], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 2
    assert run.stdout == ""
    assert "--user" in run.stderr


def test_interrupted_is_130_and_quick() -> None:
    with socket.create_server(("127.0.0.1", 0)) as hole:
        port = hole.getsockname()[1]
        words = ["doctor", f"x@127.0.0.1:{port}", "-F", "none"]
        process = subprocess.Popen(
            [sys.executable, "-m", "relaytui", *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ),
        )  # fmt: skip
        connection, _ = hole.accept()  # it is dialling by now
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        connection.close()
    assert process.returncode == 130
    assert time.monotonic() - begun < 5
    assert b"Traceback" not in err + out
