"""Where real mail went, on real relays; with SOAK=1 among half a million lines on each."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.relays.lab import LAB, SSH_CONFIG, root, until

pytestmark = pytest.mark.lab
ROOT = Path(__file__).resolve().parents[2]
FIRST, JOURNAL, LAST, MORE = "relay1", "relay2", "relay3", "relay5"
#: Lines of each host's old logs in the long form, and the seconds that are allowed for them.
LINES, SECONDS = 500_000, 2.0


def trace(*words: str, user: str = "view") -> subprocess.CompletedProcess[str]:
    """The program as a user runs it."""
    hosts = [f"{user}@{one}" for one in (FIRST, JOURNAL, LAST)]
    command = [sys.executable, "-m", "relaytui", "trace", *words, "-F", str(SSH_CONFIG), *hosts]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def mails(*words: str) -> list[dict[str, Any]]:
    run = trace("--json", *words)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def send(host: str, name: str, recipients: str) -> None:
    """Hand a mail in on a host."""
    header = f"From: user1@{host}.lab\\nMessage-ID: <{name}@{host}.lab>\\nSubject: {name}"
    root(host, f"printf '{header}\\n\\nhello\\n' | sendmail -f user1@{host}.lab {recipients}")


@pytest.fixture(scope="module")
def sent(relays: tuple[str, ...]) -> Iterator[str]:
    """A mail from a host with files to one with files, and one from a journal; the logs of the
    first have been rotated and compressed since."""
    name = f"trace{time.time_ns()}"
    send(FIRST, name, f"user2@{LAST}.lab")
    send(JOURNAL, f"{name}j", f"user2@{LAST}.lab,nobody@{FIRST}.lab")
    log = "/var/log/mail.log"
    until(lambda: f"{name}@" in root(LAST, f"cat {log}"), 20, "the mail is there")
    until(lambda: f"{name}j@" in root(LAST, f"cat {log}"), 20, "the journal's mail is there")
    until(lambda: "nobody@" in root(FIRST, f"grep reject: {log}; true"), 20, "it was refused")
    root(FIRST, f"mv {log} {log}.2; touch {log}; chmod 640 {log}; chgrp adm {log}; gzip {log}.2; "
         f"pkill -HUP rsyslogd; logger -p mail.info -t postfix/test new")  # fmt: skip
    yield name
    root(FIRST, f"rm {log}.2.gz")


def test_a_mail_over_two_relays_one_of_them_rotated(sent: str) -> None:
    before = root(FIRST, "find / -xdev -newer /var/log/mail.log.2.gz -user view; true")
    (mail,) = mails(f"{sent}@{FIRST}.lab")
    assert mail["relays"] == [FIRST, LAST]
    assert mail["sender"] == f"user1@{FIRST}.lab"
    first, last = mail["hops"]
    assert first["next_ids"] == [last["queue_id"]]
    assert first["left"] is last["left"] is True
    truth = root(LAST, f"grep -F '{sent}@' /var/log/mail.log")
    assert f" {last['queue_id']}: " in truth
    said = [step["words"] for step in mail["steps"]]
    assert any(words.startswith("handed in on the relay by user id 0") for words in said)
    assert any(words.startswith("TLS to relay3.lab") for words in said)
    for word in (first["queue_id"], last["queue_id"]):
        assert [one["message_id"] for one in mails(word)] == [mail["message_id"]]
    assert root(FIRST, "find / -xdev -newer /var/log/mail.log.2.gz -user view; true") == before


def test_a_mail_of_a_journal_and_why_it_was_refused(sent: str) -> None:
    (mail,) = mails(f"{sent}j@{JOURNAL}.lab")
    assert mail["outcome"] == "bounced"
    outcomes = {one["address"]: one["outcome"] for one in mail["recipients"]}
    assert outcomes[f"nobody@{FIRST}.lab"] == "bounced"
    assert {JOURNAL, LAST} <= set(mail["relays"])
    refused = [one for one in mails(f"nobody@{FIRST}.lab") if one["relays"][0].endswith(JOURNAL)]
    steps = [step for one in refused for step in one["steps"]]
    assert any(
        step["relay"] == FIRST and step["words"].startswith("refused at RCPT") for step in steps
    )


def test_without_rights_the_host_says_so(sent: str) -> None:
    mode = root(LAST, "stat -c %a /var/log/mail.log").strip()  # tests before may have rotated it
    root(LAST, "chmod 600 /var/log/mail.log")
    try:
        run = trace(f"{sent}@{FIRST}.lab")
    finally:
        root(LAST, f"chmod {mode} /var/log/mail.log")
    assert run.returncode == 4
    assert f"{LAST}: view may not read /var/log/mail.log" in run.stderr
    assert "passed on as" in run.stdout or "delivered" in run.stdout


def test_nothing_is_found(sent: str) -> None:
    run = trace("no-such-mail@nowhere.lab")
    assert (run.returncode, run.stdout, run.stderr) == (1, "", "")


@pytest.mark.skipif(not os.environ.get("SOAK"), reason="half a million lines a host: SOAK=1")
def test_half_a_million_lines_on_each_host(relays: tuple[str, ...], tmp_path: Path) -> None:
    hosts = (FIRST, LAST, MORE)
    for number, host in enumerate(hosts):
        _fill(tmp_path / host, host, number)
    places = ["-F", str(SSH_CONFIG), *(f"view@{one}" for one in hosts)]
    for word in ("4Tq1zS2wYlz9sT7", "ann@soak.example", "soak@l.example"):
        begun = time.monotonic()
        command = [sys.executable, "-m", "relaytui", "trace", word, *places]
        run = subprocess.run(command, capture_output=True, text=True, timeout=60)
        took = time.monotonic() - begun
        assert run.returncode == 0, run.stderr
        for number in range(3):
            assert f"4Tq1zS{number}wYlz9sT7" in run.stdout
        print(f"{word}: {took:.2f} s of {SECONDS} s allowed")
        assert took <= SECONDS or os.getloadavg()[0] > 2, took


def _fill(folder: Path, host: str, number: int) -> None:
    """Put old logs on a host, the older half compressed, a mail's way in the midst of that."""
    folder.mkdir()
    make = ROOT / "tools" / "make_maillog.py"
    text = subprocess.run(
        [sys.executable, make, "--lines", str(LINES), "--seed", str(number)],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    lines = text.split(b"\n")
    half = len(lines) // 2
    stamp = lines[half // 2][:32]
    mine, after = f"4Tq1zS{number}wYlz9sT7", f"4Tq1zS{number + 1}wYlz9sT7"
    way = [
        f"postfix/smtpd[91]: {mine}: client=l.example[192.0.2.7]",
        f"postfix/cleanup[92]: {mine}: message-id=<soak@l.example>",
        f"postfix/qmgr[93]: {mine}: from=<ann@soak.example>, size=9, nrcpt=1 (queue active)",
        f"postfix/smtp[94]: {mine}: to=<bob@soak.example>, relay=next[192.0.2.8]:25, delay=1, "
        f"delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as {after})",
        f"postfix/qmgr[93]: {mine}: removed",
    ]
    lines[half // 2 : half // 2] = [b"%s %s %s" % (stamp, host.encode(), w.encode()) for w in way]
    for name, part in (("2", lines[:half]), ("1", lines[half:])):
        command = [str(LAB), "exec", host, "sh", "-c", f"cat >/var/log/mail.log.{name}"]
        subprocess.run(command, input=b"\n".join(part) + b"\n", check=True, timeout=60)
    root(
        host, "cd /var/log; gzip -f mail.log.2; chgrp adm mail.log.[12]*; chmod 640 mail.log.[12]*"
    )
