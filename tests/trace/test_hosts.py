"""A mail's way over hosts that answer, fail, or can't be read."""

import gzip
import json
import os
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO, TextIOWrapper
from pathlib import Path
from tempfile import gettempdir

import msgspec
import pytest

from relaytui.cli.main import main
from relaytui.domain.host_spec import HostSpec
from relaytui.engine.each_host import connect_unasked
from relaytui.engine.tracing import Target, Tracing
from relaytui.errors import LinkError
from relaytui.ssh.link import Link
from relaytui.trace.outcome import OUTCOMES, outcome_of
from relaytui.trace.sought import Sought
from tests.ssh.server import ShellServer

#: Moments of a mail: on the first relay it waited from one file to the next.
STORY = {
    "mx1/mail.log.2.gz": [
        ("04:00:00", "postfix/smtpd[1]: connect from a.example[192.0.2.1]"),
        ("04:00:01", "postfix/smtpd[1]: 4Tq1zR2wYlz9sT7: client=a.example[192.0.2.1]"),
        ("04:00:02", "postfix/cleanup[2]: 4Tq1zR2wYlz9sT7: message-id=<m1@a.example>"),
        ("04:00:03", "postfix/qmgr[3]: 4Tq1zR2wYlz9sT7: from=<ann@example.com>, size=9, nrcpt=1 "
         "(queue active)"),
    ],
    "mx1/mail.log": [
        ("06:00:00", "postfix/smtp[4]: 4Tq1zR2wYlz9sT7: to=<bob@example.net>, "
         "relay=mx2[192.0.2.2]:25, delay=7200, delays=7199/0/0/1, dsn=2.0.0, status=sent "
         "(250 2.0.0 Ok: queued as 4Tq1zS0000z1bb2)"),
        ("06:00:01", "postfix/qmgr[3]: 4Tq1zR2wYlz9sT7: removed"),
    ],
    "mx2/mail.log": [
        ("06:00:00", "postfix/smtpd[1]: 4Tq1zS0000z1bb2: client=mx1[192.0.2.1]"),
        ("06:00:00", "postfix/cleanup[2]: 4Tq1zS0000z1bb2: message-id=<m1@a.example>"),
        ("06:00:02", "postfix/local[4]: 4Tq1zS0000z1bb2: to=<bob@example.net>, relay=local, "
         "delay=2, delays=1/0/0/1, dsn=2.0.0, status=sent (delivered to mailbox)"),
        ("06:00:03", "postfix/qmgr[3]: 4Tq1zS0000z1bb2: removed"),
    ],
}  # fmt: skip
WORDS = ("4Tq1zR2wYlz9sT7", "4Tq1zS0000z1bb2", "m1@a.example", "BOB@example.net", "192.0.2.1")


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """The logs of two relays."""
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86400))
    for name, lines in STORY.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        host = path.parent.name
        text = "".join(f"{day}T{at}.000000+00:00 {host} {rest}\n" for at, rest in lines)
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return tmp_path


def _targets(server: ShellServer, logs: Path) -> list[Target]:
    found = []
    for name in ("mx1", "mx2"):
        log = str(logs / name / "mail.log")
        spec = msgspec.structs.replace(server.spec(), name=name, logs=log)
        found.append(Target(spec, partial(connect_unasked, spec, lambda: False), _close))
    return found


def _close(link: Link) -> None:
    link.close()


def _traced(word: str, targets: list[Target], limit: int = 20) -> Tracing:
    tracing = Tracing(targets, Sought(word), limit=limit)
    tracing.run()
    return tracing


@pytest.mark.parametrize("word", WORDS)
def test_one_mail_over_two_relays(server: ShellServer, logs: Path, word: str) -> None:
    before = sorted(logs.rglob("*"))
    tracing = _traced(word, _targets(server, logs))
    assert (tracing.failed, tracing.notes) == ({}, [])
    (story,) = tracing.stories
    assert [f"{life.relay} {life.queue_id}" for life in story.lives] == [
        "mx1 4Tq1zR2wYlz9sT7", "mx2 4Tq1zS0000z1bb2",
    ]  # fmt: skip
    assert outcome_of(story) == "delivered"
    assert len(story.lines()) == 10
    assert sorted(logs.rglob("*")) == before


def _dead(reason: str) -> Callable[[], Link]:
    def fail() -> Link:
        raise LinkError(reason, "Look at it")

    return fail


def test_hosts_that_fail_do_not_hide_others(server: ShellServer, logs: Path) -> None:
    absent = msgspec.structs.replace(server.spec(), name="mx4", logs="/nowhere/mail.log")
    targets = [
        Target(HostSpec(name="mx3", target="mx3"), _dead("no route")),
        Target(absent, partial(connect_unasked, absent, lambda: False), _close),
        *_targets(server, logs),
    ]
    tracing = _traced("m1@a.example", targets)
    assert {name: error.reason for name, error in tracing.failed.items()} == {
        "mx3": "no route",
        "mx4": "there is no /nowhere/mail.log",
    }
    assert len(tracing.stories) == 1


def test_a_host_that_comes_late_is_asked_for_all_that_is_known(
    server: ShellServer, logs: Path
) -> None:
    first, second = _targets(server, logs)
    tracing: Tracing

    def late() -> Link:
        limit = time.monotonic() + 10
        while not tracing.chase.stories():
            assert time.monotonic() < limit
            time.sleep(0.01)
        return second.open()

    tracing = Tracing([first, Target(second.spec, late, _close)], Sought("4Tq1zR2wYlz9sT7"))
    tracing.run()
    (story,) = tracing.stories
    assert story.relays() == ["mx1", "mx2"]


def test_a_limit_is_told(server: ShellServer, tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    stamp = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() - 3600))
    log.write_text(
        "".join(
            f"{stamp}:{n:02}+00:00 mx1 postfix/qmgr[3]: ABCDE{n:02}: from=<a@example.com>, size=9, "
            f"nrcpt=1 (queue active)\n"
            for n in range(30)
        )
    )
    spec = msgspec.structs.replace(server.spec(), name="mx1", logs=str(log))
    target = Target(spec, partial(connect_unasked, spec, lambda: False), _close)
    tracing = _traced("a@example.com", [target], limit=5)
    assert [one.lives[0].queue_id for one in tracing.stories] == [
        f"ABCDE{n}" for n in (29, 28, 27, 26, 25)
    ]
    assert tracing.chase.more == 25


def _files(logs: Path) -> list[str]:
    return [str(path) for path in sorted(logs.rglob("mail.log*"))]


def test_files_on_the_command_line(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", "bob@example.net", "--json", "--files", *_files(logs)]) == 0
    out, err = capsys.readouterr()
    (mail,) = map(json.loads, out.splitlines())
    assert not err
    assert (mail["outcome"], mail["relays"], mail["sender"]) == (
        "delivered", ["mx1", "mx2"], "ann@example.com",
    )  # fmt: skip
    first, second = mail["hops"]
    assert first["next_ids"] == [second["queue_id"]] == ["4Tq1zS0000z1bb2"]
    assert (first["seconds"], first["delays"]) == (7200.0, [7199.0, 0.0, 0.0, 1.0])
    assert [one["relay"] for one in mail["steps"]] == ["mx1"] * 4 + ["mx1", "mx2", "mx2"] + [
        "mx1", "mx2", "mx2",
    ]  # fmt: skip
    assert main(["trace", "ann@example.com", "--files", *_files(logs)]) == 0
    out, _ = capsys.readouterr()
    assert "ann@example.com → bob@example.net" in out
    assert "passed on as 4Tq1zS0000z1bb2" in out
    assert "7200.0 s" not in out


def test_how_it_ends(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = _files(logs)
    assert main(["trace", "nobody@example.net", "--files", *files]) == 1
    assert capsys.readouterr() == ("", "")
    assert main(["trace", "<>", "--files", *files]) == 2
    assert main(["trace", "a\x1b[2Jb", "--files", *files]) == 2
    assert main(["trace", "x", "--files", "/nowhere"]) == 2
    assert main(["trace", "x", "mx1", "--files", *files]) == 2
    assert main(["trace", "x", "-c", "none"]) == 2
    assert "\x1b" not in capsys.readouterr().err
    assert main(["trace", "x", "-c", "none", "-F", os.devnull, "nobody@127.0.0.1:1"]) == 3
    assert "127.0.0.1" in capsys.readouterr().err


def test_standard_input(
    logs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in sorted(logs.rglob("mail.log*"), reverse=True)
    )
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(text)))
    before = set(Path(gettempdir()).glob("relaytui-*"))
    assert main(["trace", "bob@example.net", "--files", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["relays"] == ["mx1", "mx2"]
    assert set(Path(gettempdir()).glob("relaytui-*")) <= before


def test_every_key_of_the_objects_is_documented(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", "bob@example.net", "--files", *_files(logs), "--json"]) == 0
    mail = json.loads(capsys.readouterr().out)
    words = (Path(__file__).parents[2] / "docs" / "trace.md").read_text()
    table = words.partition("## --json")[2]
    parts = (mail, *mail["recipients"], *mail["hops"], *mail["steps"])
    assert not [name for part in parts for name in part if name not in table]
    assert all(f"\n| {outcome} |" in words for outcome in OUTCOMES)
