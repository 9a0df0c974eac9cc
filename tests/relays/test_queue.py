"""What is said of real queues is what the mail system itself says."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from relaytui.analysis.queue import QueueView
from relaytui.domain.host_spec import HostSpec
from relaytui.engine.asking import Asking
from relaytui.engine.each_host import EachHost
from relaytui.facts.message_headers import HEADERS, Headers, headers_of
from relaytui.facts.queue import QUEUE
from relaytui.facts.queue_size import QUEUE_SIZE, QueueSizes
from relaytui.ssh.link import Link
from tests.relays.lab import SSH_CONFIG, root, traffic, until

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def waiting(relays: tuple[str, ...]) -> Iterator[str]:
    """A relay with a queue: some of it on hold, one to expire."""
    relay = relays[0]
    traffic("queue", [relay], 60, 30).wait(60)
    listed = "postqueue -j | cut -d'\"' -f8"
    until(lambda: root(relay, listed).count("\n") >= 10, 30, "messages wait")
    ids = root(relay, listed).split()
    for one in ids[:3]:
        root(relay, f"postsuper -h {one}")
    root(relay, f"postsuper -e {ids[-1]}")
    yield relay
    root(relay, "postsuper -d ALL 2>/dev/null; true")


def queue(*words: str) -> subprocess.CompletedProcess[str]:
    """The program as a user runs it."""
    command = [sys.executable, "-m", "relaytui", "queue", "-F", str(SSH_CONFIG), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def rows(*words: str) -> list[dict[str, Any]]:
    run = queue("--json", *words)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def truth(relay: str) -> list[dict[str, Any]]:
    """What postqueue says, as root."""
    return [json.loads(line) for line in root(relay, "postqueue -j").splitlines()]


@pytest.mark.parametrize("user", ["ops", "view"])
def test_it_is_what_postqueue_says(waiting: str, user: str) -> None:
    before = truth(waiting)
    (place, *messages) = rows("--messages", f"{user}@{waiting}")
    after = truth(waiting)
    real = {one["queue_id"]: one for one in before if one in after}
    assert place["messages"] == len(messages) >= 10
    assert place["by_queue"]["hold"] == 3
    told = {one["queue_id"]: one for one in messages}
    assert real.keys() <= told.keys()
    for name, one in real.items():
        mine = told[name]
        assert (mine["sender"], mine["size"]) == (one["sender"], one["message_size"])
        assert mine["recipients"] == len(one["recipients"])
        assert mine["recipient"] == one["recipients"][0]["address"]
        if one["queue_name"] in ("hold", "deferred"):
            assert mine["queue"] == one["queue_name"]


def test_one_outage_is_one_row(waiting: str) -> None:
    _, *groups = rows(f"view@{waiting}", "--by", "reason")
    (down,) = [one for one in groups if one["reason"].startswith("connect to …: ")]
    reasons = [to.get("delay_reason", "") for one in truth(waiting) for to in one["recipients"]]
    assert len(set(reasons)) >= 2
    assert down["messages"] >= sum("connect to" in one for one in reasons) - 2


def asked(account: str) -> tuple[Any, Any, Any]:
    """Its queues, their sizes, and the headers of the first message."""

    def job(link: Link, spec: HostSpec) -> tuple[Any, Any, Any]:
        asking = Asking(spec.sudo)
        found = asking.ask(link, (QUEUE,)) | asking.ask(link, (QUEUE_SIZE,))
        message = QueueView({"x": found[QUEUE.name]}).messages()[0]
        values = headers_of(message.place.form, message.place.name, message.id)
        headers = asking.ask(link, (HEADERS,), values)[HEADERS.name]
        return message, found[QUEUE_SIZE.name], headers

    spec = HostSpec(name=account, target=account, ssh_config=str(SSH_CONFIG))
    each = EachHost([spec], job)
    try:
        (done,) = each.results()
    finally:
        each.close()
    assert done.gave, done.error
    return done.gave


def test_sizes_and_headers(waiting: str) -> None:
    message, sizes, headers = asked(f"ops@{waiting}")
    assert isinstance(sizes, QueueSizes)
    assert sizes.of("hold") == 3
    assert sizes.total == len(truth(waiting))
    assert isinstance(headers, Headers)
    real = root(waiting, f"postcat -hq {message.id}").replace("\t", " ").rstrip("\n").split("\n")
    assert list(headers.lines) == real
    _, sizes_of_view, refused = asked(f"view@{waiting}")
    assert sizes_of_view.total == sizes.total
    assert "no permission" in refused.reason


def test_when_the_mail_system_is_down_no_queue_is_empty(waiting: str) -> None:
    root(waiting, "postfix stop")
    try:
        run = queue(f"view@{waiting}")
    finally:
        root(waiting, "postfix start")
    assert run.returncode == 4
    assert "mail system down" in run.stderr
    assert run.stdout == ""
