"""Broken configurations are refused, with line, key and next step; good ones are hosts."""

from pathlib import Path

import pytest

from relaytui.config.load import load_hosts
from relaytui.config.offers import ssh_aliases
from relaytui.config.words import hosts_of_words
from relaytui.errors import ConfigError

BROKEN = {
    "": "it is empty",
    "hosts: []": "no hosts",
    "host: [mx1]": r":1: `host` is not known here. Did you mean `hosts`",
    "hosts:\n  - name: mx1\n    shh: a": r":3: `shh` is not known here. Did you mean `ssh`",
    "hosts:\n  - name: mx1\n    logs: jurnal": r":2: mx1: `logs: jurnal` is not known",
    "hosts:\n  - mx1\n  - mx1": "mx1 is named twice",
    "hosts:\n  - name: mx1\n    name: mx2": r":3: `name` stands here twice",
    "hosts: &a [mx1]\nlogs: *a": "aliases",
    "hosts:\n  - name: mx1\n  bad": r":\d: ",
    "hosts: 5": r":1: hosts: ",
    "hosts:\n  - name: [x]": r":2: hosts\[0\].name: ",
    "hosts:\n  - name: mx1\n    logs: {file: relative}": "no absolute path",
    "hosts:\n  - name: mx1\n    local: true\n    ssh: a": "both `local:` and `ssh:`",
    "hosts: [mx1]\nlogs: {mx2: journal}": r":2: `logs:` names mx2",
    "hosts: ['a b']": "can't be a host's name",
    "hosts: [mx1]\ndefaults: {log: auto}": r":2: `log` is not known here. Did you mean `logs`",
    "\t- x": r":1: ",
}


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_file_says_where_and_what_to_do(text: str, tmp_path: Path) -> None:
    path = tmp_path / "relays.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=BROKEN[text]) as caught:
        load_hosts(path)
    assert str(path) in str(caught.value)
    assert caught.value.next_step


def test_a_huge_or_foreign_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "relays.yaml"
    path.write_bytes(b"x" * (1024 * 1024 + 1))
    with pytest.raises(ConfigError, match="over 1 MiB"):
        load_hosts(path)
    path.write_bytes(b"hosts:\n - \xff")
    with pytest.raises(ConfigError, match=":2: not UTF-8"):
        load_hosts(path)


def test_every_form_of_a_host(tmp_path: Path) -> None:
    path = tmp_path / "relays.yaml"
    path.write_text(
        "hosts:\n  - mx1\n  - {name: two, ssh: 'ops@192.0.2.7:2222', logs: journal}\n"
        "  - {name: here, local: true}\n  - ops@mx4:22\ndefaults: {logs: auto}\n"
        "logs: {mx1: {file: /var/log/maillog}}\n"
    )
    hosts = [(one.name, one.target, one.logs) for one in load_hosts(path)]
    assert hosts == [
        ("mx1", "mx1", "/var/log/maillog"),
        ("two", "ops@192.0.2.7:2222", "journal"),
        ("here", "", "auto"),
        ("mx4", "ops@mx4:22", "auto"),
    ]
    path.write_text("hosts:\n  mx1:\n  mx2: {ssh: other}\n")
    assert [(one.name, one.target) for one in load_hosts(path)] == [
        ("mx1", "mx1"),
        ("mx2", "other"),
    ]


def test_names_of_words() -> None:
    words = ["mx1", "ops@mx2", "mx3:2222", "ops@[2001:db8::1]:22", "mx1"]
    assert [one.name for one in hosts_of_words(words)] == ["mx1", "mx2", "mx3", "2001:db8::1"]
    assert [one.name for one in hosts_of_words(["a@mx1", "b@mx1"])] == ["a@mx1", "b@mx1"]


def test_aliases_of_the_users_ssh_configuration(tmp_path: Path) -> None:
    (tmp_path / "more").write_text("Host inner # a comment\n  Port 1\nInclude more\n")
    (tmp_path / "config").write_text(
        "Include more\nHost mx1 mx2 *.example.org !no\nhost=third\nHost *\n  User x\n"
    )
    assert ssh_aliases(tmp_path / "config") == ["inner", "mx1", "mx2", "third"]
    assert ssh_aliases(tmp_path / "nowhere") == []
