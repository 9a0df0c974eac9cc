"""`relaytui block`, `unblock`, `undo` and `journal`, over SSH, on simulated relays."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from relaytui.changes.journal import Journal, JournalError
from relaytui.cli import changing, main, undo
from relaytui.config.paths import journal_file
from relaytui.demo.demo import Demo
from relaytui.domain.host_spec import HostSpec

NET = "203.0.113.9"
Run = Callable[..., int]


@pytest.fixture
def demo() -> Iterator[Demo]:
    with Demo(hosts=3) as one:
        yield one


@pytest.fixture
def run(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command line on the demo's relays; --hosts is put behind it."""
    specs = {one.name: one for one in demo.specs()}
    for module in (changing, undo):
        monkeypatch.setattr(module, "needed_hosts", lambda args: [specs[one] for one in args.hosts])

    def command(*words: str, hosts: Sequence[str] = ("mx1", "mx2", "mx3")) -> int:
        return main.main([*words, "--hosts", *hosts])

    return command


def blocked(demo: Demo, name: str, net: str = NET) -> bool:
    return any(net in elements for elements in demo.hosts[name].own.sets.values())


def test_without_write_it_is_the_plan(
    demo: Demo, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("block", NET) == 0
    told = capsys.readouterr()
    assert f"block {NET} for 24 h" in told.err
    assert "nothing was done" in told.err
    assert not any(one.own.files or one.own.sets for one in demo.hosts.values())
    assert list(Journal(journal_file()).read()) == []


def test_block_unblock_undo(demo: Demo, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    before = [dict(one.own.files) for one in demo.hosts.values()]
    assert run("block", NET, "--reason", "why [/]", "--write", "--yes", "3", "--json") == 0
    results = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {one["state"] for one in results} == {"set"}
    assert results[0]["relay"] == "mx1"
    assert all(blocked(demo, name) for name in demo.hosts)
    assert run("block", NET, "--write", "--yes", "3") == 0
    assert "blocked already" in capsys.readouterr().out
    assert run("unblock", NET, "--write", "--yes", "3") == 0
    assert not any(blocked(demo, name) for name in demo.hosts)
    assert run("undo", "last", "--write") == 0
    assert all(blocked(demo, name) for name in demo.hosts)
    assert run("undo", "last", "--write") == 0
    assert not any(blocked(demo, name) for name in demo.hosts)
    assert [dict(one.own.files) for one in demo.hosts.values()] == before
    assert main.main(["undo", "last", "--write"]) == 2
    capsys.readouterr()
    assert main.main(["journal", "verify"]) == 0
    assert main.main(["journal", "export"]) == 0
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["event"] for one in entries[:6]] == ["intended"] * 3 + ["done"] * 3
    assert entries[0]["why"] == "why [/]"


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["block", "127.0.0.1"], 5, "never blocked"),
        (["block", "192.0.2.53"], 5, "resolver"),
        (["block", "192.0.2.0/24"], 5, "holds 192.0.2."),
        (["block", "0.0.0.0/0"], 2, "everybody"),
        (["block", "198.51.100.1/20"], 2, "host bits"),
        (["block", "198.0.0.0/15"], 2, "never blocked"),
        (["block", "198.51.0.0/20"], 2, "--prefix"),
        (["block", "fe80::1%$(touch x)"], 2, "zone"),
        (["block", NET, "--layer", "nonsense"], 2, "nft"),
        (["block", NET, "--write"], 5, "--yes 3"),
        (["block", NET, "--write", "--yes", "2"], 5, "about 3"),
        (["unblock", NET], 5, "nothing here knows of it"),
    ],
)
def test_refusals(
    demo: Demo,
    run: Run,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    status: int,
    told: str,
) -> None:
    assert run(*words) == status
    said = capsys.readouterr()
    assert told in said.err + said.out
    assert not any(one.own.files or one.own.sets for one in demo.hosts.values())


def test_one_host_that_refuses_first_leaves_the_others(
    demo: Demo, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = demo.hosts["mx1"].answers
    answers["change"] = lambda host, values: (
        f"\n{values['mark']} refused lock 0\n\n{values['mark']} end\n".encode(), b"", 0
    )  # fmt: skip
    assert run("block", NET, "--write", "--yes", "3") == 5
    told = capsys.readouterr().out
    assert "mx1: refused: another change holds the lock" in told
    assert "mx2: untouched" in told
    assert not any(blocked(demo, name) for name in demo.hosts)


def test_a_host_that_only_says_so_is_not_believed(
    demo: Demo, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    demo.hosts["mx1"].answers["change"] = lambda host, values: (
        f"\n{values['mark']} recorded\n\n{values['mark']} done\n\n{values['mark']} end\n".encode(),
        b"",
        0,
    )
    assert run("block", NET, "--write", "--yes", "1", hosts=["mx1"]) == 5
    assert "mx1: not proved: nft: 203.0.113.9 is not in set block4" in capsys.readouterr().out


def test_without_sudo_nothing_is_planned(
    demo: Demo, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    demo.hosts["mx2"].sudo = False
    assert run("block", NET, hosts=["mx2"]) == 5
    assert "writing needs a root shell" in capsys.readouterr().err


def test_what_can_not_be_journalled_is_not_done(
    demo: Demo, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    path = journal_file()
    path.parent.mkdir(parents=True)
    path.mkdir()
    assert run("block", NET, "--write", "--yes", "3") == 2
    assert "journal can't be used" in capsys.readouterr().err
    assert not any(one.own.sets for one in demo.hosts.values())


def test_a_journal_that_was_changed_is_found(tmp_path: Path) -> None:
    from relaytui.changes.journal import Record

    journal = Journal(tmp_path / "journal")
    for at in range(20):
        journal.append(
            Record(at=at, event="done", change=str(at), relay="mx1", by="ops", what="w\u202e[/]")
        )
    assert journal.broken() == []
    lines = journal.path.read_bytes().split(b"\n")
    for wrong in (
        lines[:5] + lines[6:],
        [*lines[:5], lines[5].replace(b'"5"', b'"6"'), *lines[6:]],
        [*lines[:5], lines[6], lines[5], *lines[7:]],
        [*lines[:-1], b'{"at":'],
    ):
        journal.path.write_bytes(b"\n".join(wrong))
        assert journal.broken()
    journal.path.chmod(0o622)
    with pytest.raises(JournalError, match="others can write"):
        journal.ready()


def test_a_host_that_is_not_there(run: Run, demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = HostSpec(name="gone", target="nobody@127.0.0.1:1", ssh_config="none")
    monkeypatch.setattr(changing, "needed_hosts", lambda args: [gone])
    assert main.main(["block", NET, "--hosts", "gone"]) == 3
