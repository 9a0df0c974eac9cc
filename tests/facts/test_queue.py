"""The queue's facts: their scripts on made hosts, bounds, and what a long list costs here."""

import base64
import gzip
import os
import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.mail_queue import MailQueue
from relaytui.domain.names import Names
from relaytui.engine.facts_script import facts_script
from relaytui.facts.answers import Answer, Answers, parse_told
from relaytui.facts.queue import QUEUE, Queues, pace, parse_queue
from relaytui.facts.queue_size import QUEUE_SIZE, QueueSizes
from relaytui.ssh.script import HOST_PATH
from tests.facts.test_script import SHELLS

ROOT = Path(__file__).parents[2]
SYSTEM_TOOLS = [
    "sh",
    "cat",
    "head",
    "gzip",
    "base64",
    "awk",
    "timeout",
    "id",
    "date",
    "cksum",
    "tr",
    "wc",
    "find",
    "sleep",
]
POSTCONF = """
echo 'mail_version = VERSION'
case $2 in
/etc/postfix/two) echo 'multi_instance_name = ' ;;
/etc/postfix-out) echo 'multi_instance_name = postfix-out' ;;
*) echo 'multi_instance_directories = /etc/postfix-out, /etc/postfix/two' ;;
esac
echo 'queue_directory = /nonexistent'
"""
POSTQUEUE = """
case "$*" in
"-c /etc/postfix/two "*) echo 'postqueue: fatal: mail system is down' >&2; exit 69 ;;
*-p) printf -- '-Queue ID-\\nABCDEF1* 5 Mon Feb  9 08:01:07 a@example.com\\n   b@example.org\\n'
  printf '\\n-- 1 Kbytes in 1 Request.\\n' ;;
"-c /etc/postfix-out -j") printf '' ;;
-j) exec cat QUEUE ;;
esac
"""


@pytest.fixture
def host(tmp_path: Path) -> Path:
    """The folder of a host's programs."""
    for name in SYSTEM_TOOLS:
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    return tmp_path


def program(host: Path, name: str, body: str) -> None:
    (host / name).unlink(missing_ok=True)  # it may be a link to the machine's own
    (host / name).write_text(f"#!/bin/sh\n{body.strip()}\n")
    (host / name).chmod(0o755)


def asked(host: Path, shell: list[str], granted: tuple[str, ...] = ()) -> tuple[object, object]:
    """What both facts find on it."""
    text = facts_script((QUEUE, QUEUE_SIZE), "m4rk", granted).text
    text = text.replace(f"PATH={HOST_PATH}", f"PATH={host}")
    command = [str(shutil.which(shell[0])), *shell[1:]]
    ran = subprocess.run(command, input=text.encode(), capture_output=True, timeout=60)
    assert ran.stderr == b""
    answers = parse_told(ran.stdout, "m4rk", {}).answers
    return QUEUE.parse(answers["queue"]), QUEUE_SIZE.parse(answers["queue-size"])


def made(count: int) -> bytes:
    """A queue of so many messages."""
    command = [sys.executable, str(ROOT / "tools" / "make_queue.py"), str(count)]
    return subprocess.run(command, capture_output=True, check=True).stdout


def packed(text: bytes, status: int = 0) -> Answers:
    """The answer of a host with this queue."""
    answer = Answer(0, base64.encodebytes(gzip.compress(text, 5)), b"relaytui status %d\n" % status)
    return Answers({"packed:json:postfix": answer}, 1795600000.0)


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_every_instance_of_postfix_is_asked(host: Path, shell: list[str]) -> None:
    (host / "queue").write_bytes(made(300))
    program(host, "postconf", POSTCONF.replace("VERSION", "3.7.11"))
    program(host, "postqueue", POSTQUEUE.replace("QUEUE", str(host / "queue")))
    found, sizes = asked(host, shell)
    assert isinstance(found, Queues)
    assert [(one.name, len(one.queue)) for one in found.places] == [
        ("postfix", 300),
        ("postfix-out", 0),
    ]
    assert [(one.about, one.reason.partition(":")[0]) for one in found.failed] == [
        ("two", "mail system down")
    ]
    place = found.places[0]
    last = place.message(299)
    assert last
    assert last.id == place.queue.id(299)
    assert last.recipients[0].address == place.queue.recipient(299)
    assert place.message(300) is None
    assert isinstance(sizes, QueueSizes)
    assert dict(sizes.places[0].by_queue) == place.queue.by_queue()
    assert (sizes.total, len(sizes.failed)) == (300, 1)


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_a_postfix_without_json_is_read_as_text(host: Path, shell: list[str]) -> None:
    program(host, "postconf", POSTCONF.replace("VERSION", "2.11.3"))
    program(host, "postqueue", POSTQUEUE)
    found, sizes = asked(host, shell)
    assert isinstance(found, Queues)
    assert [one.queue.by_queue() for one in found.places] == [{"active": 1}, {"active": 1}]
    assert isinstance(sizes, QueueSizes)
    assert sizes.total == 2


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_root_counts_the_files_of_postfix(host: Path, shell: list[str]) -> None:
    for name, count in (("deferred/A", 3), ("active", 2), ("hold", 0)):
        (host / "spool" / name).mkdir(parents=True)
        for number in range(count):
            (host / "spool" / name / f"A{number}").touch()
    program(host, "postconf", f"echo 'queue_directory = {host}/spool'")
    program(host, "postqueue", "echo never >&2; exit 1")
    _, sizes = asked(host, shell)
    assert isinstance(sizes, QueueSizes)
    assert sizes.places[0].by_queue == (("active", 2), ("deferred", 3))
    assert sizes.of("active", "incoming") == 2


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_exim_and_opensmtpd_are_counted_as_they_are_listed(host: Path, shell: list[str]) -> None:
    program(host, "exim4", """
printf ' 5m   671 1xW3Xr-00009M-2P <a@b.lab>\\n          c@d.lab\\n\\n'
printf ' 3d       1xW3Xr-00009P-2R <> *** frozen ***\\n        D c@d.lab\\n\\n'""")  # fmt: skip
    program(host, "smtpctl", "echo 'smtpctl: need root privileges' >&2; exit 1")
    found, sizes = asked(host, shell)
    assert isinstance(found, Queues)
    assert found.places[0].queue.by_queue() == {"waiting": 1, "frozen": 1}
    assert found.failed[0].reason.startswith("no permission: smtpctl show queue")
    assert isinstance(sizes, QueueSizes)
    assert sizes.places[0].by_queue == (("frozen", 1), ("waiting", 1))
    assert sizes.failed == found.failed


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_sudo_is_called_only_where_it_grants_the_command(host: Path, shell: list[str]) -> None:
    if os.geteuid() == 0:
        program(host, "id", "echo 1000")
    program(host, "exim", "echo 'exim: permission denied' >&2; exit 1")
    program(host, "sudo", f'[ "$1" = -n ] || exit 9; echo "$*" >> {host}/called')
    refused, _ = asked(host, shell)
    assert isinstance(refused, Failed)
    assert refused.reason.startswith("no permission: exim -bp")
    assert not (host / "called").exists()
    allowed, _ = asked(host, shell, ("exim-queue",))
    assert isinstance(allowed, Queues)
    assert set((host / "called").read_text().splitlines()) == {"-n exim -bp"}


def test_what_was_counted_when_time_was_up_is_at_least(host: Path) -> None:
    (host / "timeout").unlink()
    program(host, "timeout", 'shift; [ "$1" != postqueue ] && exec "$@"; "$@"; exit 124')
    (host / "queue").write_bytes(made(50))
    program(host, "postconf", POSTCONF.replace("VERSION", "3.7.11"))
    program(host, "postqueue", POSTQUEUE.replace("QUEUE", str(host / "queue")))
    _, sizes = asked(host, SHELLS[0])
    assert isinstance(sizes, QueueSizes)
    assert (sizes.total, sizes.at_least) == (50, True)


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_a_host_without_a_mail_server(host: Path, shell: list[str]) -> None:
    found, sizes = asked(host, shell)
    assert isinstance(found, Absent)
    assert isinstance(sizes, Absent)


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_without_base64_the_list_comes_plain_and_bounded(host: Path, shell: list[str]) -> None:
    (host / "base64").unlink()
    (host / "queue").write_bytes(made(20_001))
    program(host, "postconf", "echo mail_version = 3.9.0")
    program(host, "postqueue", POSTQUEUE.replace("QUEUE", str(host / "queue")))
    found, _ = asked(host, shell)
    assert isinstance(found, Queues)
    assert len(found) == 20_000
    assert found.places[0].queue.unread == ["only the first 20,000 messages were read"]


def test_a_list_that_breaks_off_is_at_least() -> None:
    whole = packed(made(2000))
    answer = whole.by_label["packed:json:postfix"]
    for text in (answer.stdout[: len(answer.stdout) // 2], answer.stdout[:-40]):
        found = parse_queue(
            Answers({"packed:json:postfix": Answer(0, text, b"relaytui status 141")})
        )
        assert isinstance(found, Queues)
        assert 100 < len(found) <= 2000
        assert found.places[0].queue.at_least
    for text in (b"", b"!!!!", b"H4sI"):
        found = parse_queue(Answers({"packed:json:postfix": Answer(0, text, b"relaytui status 0")}))
        assert isinstance(found, Failed), text


def test_an_empty_list_is_no_failure() -> None:
    found = parse_queue(packed(b""))
    assert isinstance(found, Queues)
    assert (len(found), found.places[0].queue.at_least, pace(found)) == (0, False, 10.0)


def test_what_a_long_list_costs() -> None:
    count, most = (100_000, 36) if os.environ.get("SOAK") else (20_000, 10)
    answers = packed(made(count))
    tracemalloc.start()
    try:
        found = parse_queue(answers)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(found, Queues)
    assert len(found) == count
    assert peak < most * 2**20
    assert len(found.places[0].queue.shapes.texts) < 10
    assert pace(found) == count / 400


def test_texts_beyond_their_bounds_are_one() -> None:
    names = Names(3)
    assert [names.number(one) for one in "abcdea"] == [0, 1, 2, 3, 3, 0]
    assert names.texts[3] == "(others)"
    assert len(MailQueue(())) == 0
