"""Hosts as named without a file: words of the command line, aliases of ssh."""

from pathlib import Path

from relaytui.config.offers import ssh_aliases
from relaytui.config.words import hosts_of_words


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
