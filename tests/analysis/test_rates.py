"""What is counted of real lines: once each, for whom it belongs to."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from relaytui.analysis.groups import ACCOUNT, CLIENT, DOMAIN, HELO, NET, SENDER, net_of
from relaytui.analysis.rates import Rates
from relaytui.analysis.tally import Tally, unpacked
from relaytui.domain.event import Event
from relaytui.engine.readings import Readings
from relaytui.sources.base import RawLine
from tests.analysis.lines import line, parsed
from tests.conformance import load

NOW = datetime.fromisoformat("2026-02-09T08:05:00+00:00").timestamp()
DATA = Path(__file__).parents[1] / "data" / "mail"
SEQUENCES = [
    one
    for one in load(DATA, "sequences", None)
    if "counts" in one["expect"]
    and "chunks" not in one["context"]
    and one["id"] != "exim-rejectlog"
]
COUNTS = {
    "connect": "connections",
    "auth_failed": "failed_logins",
    "reject": "rejects",
    "rate_limited": "limit_hits",
    "blocked": "blocked",
}


def tallies(rates: Rates, kind: int, now: float, relay: str = "mx1") -> dict[str, Tally]:
    """The counts of a day by group."""
    found: Counter[str] = Counter()
    for one in rates.relays[relay].slices.within("24h", now):
        found.update(one.tables[kind])
    return {key: unpacked(amount) for key, amount in found.items()}


@pytest.mark.parametrize("record", SEQUENCES, ids=lambda one: str(one["id"]))
def test_recorded_sequences_count_right(record: dict[str, Any]) -> None:
    now = datetime.fromisoformat(record["context"]["now"]).timestamp()
    lines = parsed(record["lines"], now)
    rates = Rates()
    rates.take(lines)
    last = max(one.at for one in lines)
    total = unpacked(sum(one.total for one in rates.relays["mx1"].slices.within("24h", last)))
    for kind, count in record["expect"]["counts"].items():
        if kind in COUNTS:
            assert getattr(total, COUNTS[kind]) == count, kind
    clients = tallies(rates, CLIENT, last)
    if "by_ip" in record["expect"]:
        failed = {key: one.failed_logins for key, one in clients.items() if one.failed_logins}
        assert failed == record["expect"]["by_ip"]


MAIL = (DATA.parent / "rates" / "one_message.log").read_text().split("\n")[:-1]


def test_a_message_counts_for_all_whom_it_belongs_to() -> None:
    rates = Rates()
    rates.take(parsed(MAIL, NOW))
    client = tallies(rates, CLIENT, NOW)["198.51.100.24"]
    assert (client.connections, client.messages, client.recipients, client.good) == (1, 1, 2, 1)
    assert (client.mail_commands, client.rcpt_commands, client.auth_commands) == (1, 3, 1)
    assert client.starttls_commands == 1
    assert tallies(rates, NET, NOW) == {"198.51.100.0/24": client}
    account = tallies(rates, ACCOUNT, NOW)["alice@example.com"]
    assert (account.messages, account.recipients) == (1, 2)
    sender = tallies(rates, SENDER, NOW)["alice@example.com"]
    assert (sender.messages, sender.recipients, sender.good) == (1, 2, 1)
    domains = tallies(rates, DOMAIN, NOW)
    assert {key: one.recipients for key, one in domains.items()} == {
        "example.org": 1, "example.net": 1,
    }  # fmt: skip


def test_a_message_behind_a_content_filter_counts_once() -> None:
    rates = Rates()
    again = (
        MAIL[1]
        .replace("4Tq1zR2wYlz9sT7", "4Tq1zR2wYlz9sT8")
        .replace(
            "unknown[198.51.100.24], sasl_method=PLAIN, sasl_username=alice@example.com",
            "localhost[127.0.0.1], orig_queue_id=4Tq1zR2wYlz9sT7, orig_client=u[198.51.100.24]",
        )
    )
    rates.take(parsed([*MAIL, again], NOW))
    assert sum(one.messages for one in tallies(rates, CLIENT, NOW).values()) == 1


OPENSMTPD = """\
smtp connected address=198.51.100.24 host=<unknown>
smtp failed-command command="RCPT TO:<x@example.org>" result="550 Invalid recipient"
smtp message msgid=1a2b3c4d size=1204 nrcpt=2 proto=ESMTP
smtp envelope evpid=1a2b3c4d5e6f7081 from=<a@example.com> to=<b@example.org>
smtp envelope evpid=1a2b3c4d5e6f7082 from=<a@example.com> to=<c@example.net>
smtp disconnected reason=quit
mta delivery evpid=1a2b3c4d5e6f7081 from=<a@example.com> to=<b@example.org> rcpt=<-> \
source="-" relay="192.0.2.55" delay=2s result="Ok" stat="250 2.0.0 Ok"
mta delivery evpid=1a2b3c4d5e6f7082 from=<a@example.com> to=<c@example.net> rcpt=<-> \
source="-" relay="192.0.2.55" delay=2s result="Ok" stat="250 2.0.0 Ok"
"""


def test_a_session_of_opensmtpd_counts_for_the_client_of_its_first_line() -> None:
    readings = Readings("mx1", "/var/log/maillog", UTC)
    lines = []
    for words in OPENSMTPD.split("\n")[:-1]:
        session = "c5a1e2f3d4b59687" if words.startswith("smtp") else "c5a1e2f3d4b59689"
        raw = f"Feb  9 08:00:00 bsd1 smtpd[811]: {session} {words}"
        lines.append(readings.line(RawLine(raw.encode()), NOW))
    rates = Rates()
    rates.take(one for one in lines if one)
    client = tallies(rates, CLIENT, NOW)["198.51.100.24"]
    assert (client.connections, client.messages, client.recipients) == (1, 1, 2)
    assert client.rejects == 1
    sender = tallies(rates, SENDER, NOW)["a@example.com"]
    assert (sender.messages, sender.recipients) == (1, 2)
    domains = tallies(rates, DOMAIN, NOW)
    assert {key: one.recipients for key, one in domains.items() if one.recipients} == {
        "example.org": 1, "example.net": 1,
    }  # fmt: skip


def test_a_client_that_failed_gives_no_good_mail_for_an_hour() -> None:
    rates = Rates()
    failed = Event("auth_failed", client_ip="192.0.2.7")
    mail = Event("queued", client_ip="192.0.2.7")
    rates.take([line(mail, NOW - 5000), line(failed, NOW - 4000), line(mail, NOW - 3000)])
    rates.take([line(mail, NOW - 300, "mx2"), line(mail, NOW, "mx2")])
    client = tallies(rates, CLIENT, NOW)["192.0.2.7"]
    assert (client.messages, client.good) == (2, 1)
    # The failure on one relay counts on the others; after an hour it is forgiven.
    assert tallies(rates, CLIENT, NOW, "mx2")["192.0.2.7"].good == 2


def test_what_postscreen_lets_through_is_one_connection() -> None:
    rates = Rates()
    words = "postfix/postscreen[1]: CONNECT from [192.0.2.7]:40000 to [192.0.2.1]:25"
    rates.take(
        parsed(
            [
                f"Feb  9 08:00:00 mx1 {words}",
                "Feb  9 08:00:06 mx1 postfix/postscreen[1]: PASS NEW [192.0.2.7]:40000",
                "Feb  9 08:00:06 mx1 postfix/smtpd[2]: connect from h.example[192.0.2.7]",
                "Feb  9 08:00:09 mx1 postfix/submission/smtpd[3]: connect from h[192.0.2.7]",
            ],
            NOW,
        )
    )
    assert tallies(rates, CLIENT, NOW)["192.0.2.7"].connections == 2


def test_a_refusal_counts_for_sender_domain_and_helo() -> None:
    rates = Rates()
    raw = (
        "Feb  9 08:00:00 mx1 postfix/smtpd[1]: NOQUEUE: reject: RCPT from h[192.0.2.7]: "
        "554 5.7.1 <v@example.org>: Relay access denied; from=<> to=<v@EXAMPLE.org> "
        "proto=ESMTP helo=<h.example>"
    )
    rates.take(parsed([raw], NOW))
    for kind, key in ((SENDER, "<>"), (DOMAIN, "example.org"), (HELO, "h.example")):
        assert tallies(rates, kind, NOW)[key].rejects == 1


def test_a_login_whose_line_names_no_account_is_put_to_the_one_that_was_tried() -> None:
    rates = Rates()
    tried = Event("auth_failed", client_ip="192.0.2.7", user="erp@relay.lab", duplicate=True)
    failed = Event("auth_failed", client_ip="192.0.2.7")
    rates.take([line(tried, NOW), line(tried, NOW), line(failed, NOW + 2), line(failed, NOW + 3)])
    accounts = tallies(rates, ACCOUNT, NOW + 3)
    assert {key: one.failed_logins for key, one in accounts.items()} == {"erp@relay.lab": 1}


def test_holes_and_a_late_begin_make_counts_at_least() -> None:
    rates = Rates()
    rates.take([line(Event(), NOW - 4000), line(Event("connect", client_ip="192.0.2.7"), NOW)])
    relay = rates.relays["mx1"]
    assert [relay.at_least(one, NOW) for one in ("1m", "1h", "24h")] == [False, False, True]
    rates.take([line(Event("log_gap", lost=7), NOW - 900, marker="gap")])
    assert [relay.at_least(one, NOW) for one in ("10m", "1h")] == [False, True]


@pytest.mark.parametrize(
    ("address", "net"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8::25", "2001:db8::/64"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_networks(address: str, net: str) -> None:
    assert net_of(address) == net
