"""`relaytui config check | show | path | schema`."""

import json
from pathlib import Path

import pytest

from relaytui.cli.main import main
from relaytui.config.schema import schema_text

GOOD = """\
hosts:
  - mx1
  - name: mx2
    ssh: ops@192.0.2.7:2222
    logs: {files: [/var/log/a, /var/log/b]}
    tags: [inbound]
groups:
  berlin: {hosts: [mx1], transport: ssh}
defaults: {environment: PROD}
theme: day
keymap: {app.leave: "q,f10", api.token: "hunter2"}
protect: [192.0.2.0/24]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A good configuration."""
    path = tmp_path / "relays.yaml"
    path.write_text(GOOD)
    path.chmod(0o600)
    return path


@pytest.fixture
def own_file(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's own configuration would be; its folder is there."""
    monkeypatch.setattr("relaytui.config.paths.platformdirs.user_config_dir", lambda app: own_home)
    return own_home / "relays.yaml"


def test_a_good_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "check", "-c", str(file)]) == 0
    assert main(["config", "check", str(file)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == 2 * f"relaytui: {file}: 2 hosts, 1 group; nothing is wrong\n"


def test_all_errors_are_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("hosts: [mx1]\nlink: fats\nthem: x\npassword: hunter2\n")
    assert main(["config", "check", str(file)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{file}:2:7: `link:` is not known: fats. Did you mean `fast`?",
        f"{file}:3:1: `them` is not known here. Did you mean `theme`?",
        f"{file}:4:1: `password` is not known here. No secret belongs here: ssh keys and the ssh "
        "agent are used",
    ]
    assert main(["config", "check", str(file), "--json"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["line"], row["column"]) for row in rows] == [(2, 7), (3, 1), (4, 1)]
    assert {row["file"] for row in rows} == {str(file)}


def test_a_theme_that_is_none(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("hosts: [mx1]\ntheme: nigth\n")
    assert main(["config", "check", str(file)]) == 1
    assert capsys.readouterr().out.startswith(f"{file}:2:8: There is no theme 'nigth'. There are:")


def test_other_commands_tell_the_first_and_where_the_others_are(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("hosts: [mx1]\nlink: fats\nthem: x\n")
    for words in (
        ["-c", str(file)],
        ["tail", "-c", str(file)],
        ["config", "show", "-c", str(file)],
    ):
        assert main(words) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.startswith(f"relaytui: {file}:2:7: `link:` is not known: fats. Did you")
        assert f"(1 more: relaytui config check {file})" in told.err


def test_a_file_that_others_may_write(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.chmod(0o666)
    assert main(["config", "check", str(file)]) == 1
    assert capsys.readouterr().out == f"{file}: it can be written by everybody. chmod go-w {file}\n"


def test_no_file(tmp_path: Path, own_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "check", str(tmp_path / "none.yaml")]) == 2
    assert "none.yaml: no such file" in capsys.readouterr().err
    assert main(["config", "check"]) == 2
    assert f"no configuration: there is no {own_file} and no " in capsys.readouterr().err


def test_the_own_file_is_found(own_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_file.write_text("hosts: [mx1, mx1]\n")
    own_file.chmod(0o600)
    assert main(["config", "check"]) == 1
    assert "mx1 is named twice" in capsys.readouterr().out
    # A pipe there is told of, not passed over and not waited for.
    own_file.unlink()
    own_file.mkdir()
    assert main([]) == 2
    assert "it is a folder, no file" in capsys.readouterr().err


def test_path(own_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "path"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 2
    assert all(row.endswith("  not there") for row in rows)
    own_file.write_text("hosts: [mx1]\n")
    assert main(["config", "path"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split() == [str(own_file), "read"]
    assert main(["config", "path", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["used"] == told["looked_for"][0] == str(own_file)
    assert main(["config", "path", "-c", "other.yaml", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["looked_for"] == ["other.yaml"]


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "schema"]) == 0
    assert capsys.readouterr().out == schema_text()


def test_show(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "show", "-c", str(file)]) == 0
    told = capsys.readouterr().out
    rows = [" ".join(line.split()) for line in told.splitlines()]
    assert rows[:6] == [
        f"configuration {file}", "", "mx1 (berlin)", "ssh mx1 host relays.yaml:2",
        "logs auto built-in", "environment PROD defaults relays.yaml:9",
    ]  # fmt: skip
    assert "transport ssh group berlin relays.yaml:8" in rows
    assert "logs /var/log/a, /var/log/b host relays.yaml:5" in rows
    assert "theme day file relays.yaml:10" in rows
    assert "keymap app.leave=q,f10, api.token=•••• file relays.yaml:11" in rows
    assert "hunter2" not in told


def test_show_one_host_and_the_command_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["config", "show", "-c", str(file), "root@mx2", "other", "--accept-new", "--json"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    mx2, other = told["hosts"]
    assert (mx2["name"], mx2["ssh"]) == ("mx2", {"value": "root@mx2", "by": "command line"})
    assert mx2["tags"] == {"value": ["inbound"], "by": "host", "line": 6, "column": 11}
    assert other["ssh"]["by"] == "command line"
    assert other["environment"]["by"] == "defaults"
    assert told["accept_new"] == {"value": True, "by": "command line"}
    assert "theme" not in told


def test_show_settings_of_the_command_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "show", "-c", str(file), "--link", "slow", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["link"] == {"value": "slow", "by": "command line"}
    assert told["theme"] == {"value": "day", "by": "file", "line": 10, "column": 8}
    assert "hunter2" not in json.dumps(told)


@pytest.mark.parametrize("words", [["--help"], ["config", "--help"]])
def test_help_teaches_by_example(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 0
    told = capsys.readouterr().out
    assert "relaytui -c relays.yaml" in told or "relaytui config check relays.yaml" in told
