"""What is refused before any host is asked, and how to say it right."""

import pytest

from relaytui.cli.main import main


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("allow 192.0.2.5/24 --hosts x", "192.0.2.0/24 or 192.0.2.5"),
        ("allow fe80::1%eth0 --hosts x", "zone ids"),
        ("allow 0.0.0.0/0 --hosts x --confirm --prefix /0", "never trusted"),
        ("allow 192.0.0.0/20 --hosts x", "--prefix"),
        ("allow 192.0.2.1-192.0.2.9 --hosts x", "is a range"),
        ("allow 192.0.2.7 --hosts x --on --for 7d", "keeps its end"),
        ("allow 192.0.2.7 --hosts x --layer nosuch", "no layer that is written"),
        ("allow 192.0.2.7 --hosts x --in /etc/\x1b[31m", "not a place"),
        ("disallow mx.example.org --hosts x", "mx.example.org"),
        ("disallow 192.0.2.7 --hosts x --layer iptables-nosuch", "no layer that is written"),
    ],
)
def test_usage(line: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*line.split(" "), "-c", "none"]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("command", ["allow", "disallow"])
def test_help_tells_how_to_switch(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    text = capsys.readouterr().out
    assert "--off" in text
    assert "--on" in text
