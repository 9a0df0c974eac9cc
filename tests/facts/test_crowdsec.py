"""CrowdSec asked of a host that is played: how often, what is kept, and why nothing is seen."""

from pathlib import Path
from typing import Any, cast

from relaytui.domain.finding import Absent, Failed
from relaytui.engine.asking import Asking
from relaytui.facts.answers import Answers
from relaytui.facts.crowdsec import CROWDSEC, Crowdsec, parse_crowdsec
from relaytui.ssh.link import Link
from tests.facts.fake_host import FakeHost

_CLIENT = """
case $1 in
decisions) cat {0}/decisions; exit "$(cat {0}/status)" ;;
bouncers) cat {0}/bouncers ;;
*) echo 'time="x" level=fatal msg="unknown command \\"allowlists\\""' >&2; exit 1 ;;
esac
"""
ONE = '[{"decisions":[{"id":1,"duration":"1h","scope":"Ip","value":"192.0.2.7","type":"ban"}]}]'
PULLS = '[{"name":"fw","revoked":false,"last_pull":"2027-01-15T07:59:00Z"},{"revoked":true}]'


class Played(FakeHost):
    """A host with CrowdSec."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, uid=0)
        self.replace["/proc/self/stat"] = f"{folder}/none"
        self.command("cscli", _CLIENT.replace("{0}", str(folder)))
        for name, text in (("decisions", ONE), ("status", "0"), ("bouncers", PULLS)):
            (folder / name).write_text(text)
        self.asking = Asking()

    def look(self, seconds: int = 0) -> Any:
        self.now += seconds
        return self.asking.ask(cast("Link", self), [CROWDSEC])[CROWDSEC.name]


def test_it_is_asked_seldom_and_durations_count_from_then(tmp_path: Path) -> None:
    host = Played(tmp_path)
    first = host.look()
    assert isinstance(first, Crowdsec)
    assert (first.bouncers, first.silent, first.allowed) == (1, 0, None)
    assert (first.at, first.decisions[0].seconds) == (host.now, 3600.0)
    assert len(host.ran("cscli")) == 3
    assert host.look(10) == first
    assert host.ran("cscli") == []
    later = host.look(20)
    assert (later.at, host.ran("cscli")) == (host.now, ["decisions list -o json -l 0"])
    runs = sum(len([host.look(10), *host.ran("cscli")]) - 1 for _ in range(60))
    assert runs <= 28  # of 150 ms each, in 600 s


def test_a_bouncer_that_asks_no_more_is_told(tmp_path: Path) -> None:
    host = Played(tmp_path)
    (tmp_path / "bouncers").write_text(PULLS.replace("2027-01-15T07", "2027-01-15T01"))
    found = host.look()
    assert (found.bouncers, found.silent) == (1, 1)


def test_what_can_not_be_seen_says_why(tmp_path: Path) -> None:
    host = Played(tmp_path)
    (tmp_path / "status").write_text("1")
    for said, reason in (
        ("dial tcp 127.0.0.1:8080: connect: connection refused", "CrowdSec is not running"),
        ('{"level":"fatal","msg":"open /etc/x: permission denied"}', "no permission: sudo cscli"),
        ("Error: something else", "cscli says: something else"),
    ):
        (tmp_path / "decisions").write_text(said)
        found = host.look(60)
        assert isinstance(found, Failed)
        assert found.reason.startswith(reason)
    assert isinstance(parse_crowdsec(Answers({})), Absent)
