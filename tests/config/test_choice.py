"""Which hosts a command line names: words, groups, tags, this machine."""

import argparse
from pathlib import Path

import pytest

from relaytui.cli.hosts import named_hosts
from relaytui.cli.main import add_hosts
from relaytui.domain.host_spec import HostSpec
from relaytui.errors import UsageError

TEXT = """\
hosts:
  - {name: mx1, ssh: 'ops@192.0.2.1', tags: [a, b]}
  - {name: mx2, tags: [b]}
  - {name: here, local: true}
  - inbound
groups: {berlin: [mx2, mx1], inbound: [mx2], empty: []}
defaults: {environment: PROD, logs: journal}
"""
#: Words of the command line to (name, target) of the hosts.
CASES = {
    "": "mx1=ops@192.0.2.1 mx2=mx2 here= inbound=inbound",
    "mx1": "mx1=ops@192.0.2.1",
    "mx1 mx1": "mx1=ops@192.0.2.1",
    "ops@192.0.2.1": "192.0.2.1=ops@192.0.2.1",
    "root@mx1": "mx1=root@mx1",
    "mx9 mx1": "mx9=mx9 mx1=ops@192.0.2.1",
    "@berlin": "mx2=mx2 mx1=ops@192.0.2.1",
    "berlin": "mx2=mx2 mx1=ops@192.0.2.1",
    "mx1 berlin": "mx1=ops@192.0.2.1 mx2=mx2",
    "inbound": "inbound=inbound",
    "@inbound": "mx2=mx2",
    "@empty": "",
    "--tag b": "mx1=ops@192.0.2.1 mx2=mx2",
    "--tag a --tag b": "mx1=ops@192.0.2.1 mx2=mx2",
    "--tag a": "mx1=ops@192.0.2.1",
    "mx9 --tag a": "mx9=mx9 mx1=ops@192.0.2.1",
    "--local": "here=",
    "--local mx2": "here= mx2=mx2",
    "a@mx1 b@mx1": "a@mx1=a@mx1 b@mx1=b@mx1",
}
REFUSED = {
    "@nowhere": r"@nowhere: no such group. There are: @berlin, @inbound, @empty",
    "@": r"@: no such group",
    "--tag c": r"--tag c: no host has it. There are: a, b",
    "-c none @berlin": r"@berlin: no such group. The configuration has none; write `groups:",
    "-c none --tag a": r"--tag a: no host has it. The configuration has none; write `tags:",
}


def _hosts(words: str, tmp_path: Path) -> list[HostSpec]:
    path = tmp_path / "relays.yaml"
    path.write_text(TEXT)
    path.chmod(0o600)
    parser = argparse.ArgumentParser()
    add_hosts(parser)
    named = [] if "-c" in words else ["-c", str(path)]
    return named_hosts(parser.parse_args([*named, *words.split()]))


@pytest.mark.parametrize("words", CASES)
def test_hosts_of_a_command_line(words: str, tmp_path: Path) -> None:
    hosts = _hosts(words, tmp_path)
    assert " ".join(f"{one.name}={one.target}" for one in hosts) == CASES[words]
    # Defaults hold for each, whether it stands in the file or not.
    assert {(one.environment, one.logs) for one in hosts} <= {("PROD", "journal")}


@pytest.mark.parametrize("words", REFUSED)
def test_what_no_host_is_named_by(words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=REFUSED[words]):
        _hosts(words, tmp_path)


def test_without_any_file(tmp_path: Path) -> None:
    assert _hosts("-c none", tmp_path) == []
    assert _hosts("-c none mx1", tmp_path) == [HostSpec(name="mx1", target="mx1")]
    assert _hosts("-c none --local", tmp_path) == [HostSpec(name="local")]
