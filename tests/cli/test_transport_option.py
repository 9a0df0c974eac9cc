"""--transport: what connects, for all hosts of a command line."""

import argparse
from pathlib import Path

import pytest

from relaytui.cli.hosts import named_hosts
from relaytui.cli.main import add_hosts, main

FILE = "hosts: [{name: mx1, transport: paramiko}, mx2]\n"


def _transports(*words: str) -> dict[str, str]:
    parser = argparse.ArgumentParser()
    add_hosts(parser)
    return {host.name: host.transport for host in named_hosts(parser.parse_args(words))}


def test_the_option_holds_before_the_file(tmp_path: Path) -> None:
    config = tmp_path / "relays.yaml"
    config.write_text(FILE)
    file = ["-c", str(config)]
    assert _transports(*file) == {"mx1": "paramiko", "mx2": "auto"}
    assert _transports(*file, "--transport", "ssh") == {"mx1": "ssh", "mx2": "ssh"}
    assert _transports(*file, "--transport", "auto", "mx1") == {"mx1": "auto"}
    assert _transports("-c", "none", "--transport", "ssh", "ops@mx9") == {"mx9": "ssh"}


def test_it_is_shown_with_its_origin(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "show", "-c", "none", "--transport", "ssh", "mx1"]) == 0
    said = capsys.readouterr().out
    assert any(
        "transport" in line and "ssh" in line and "command line" in line
        for line in said.split("\n")
    )
    with pytest.raises(SystemExit):
        main(["tail", "--transport", "telnet", "mx1"])
