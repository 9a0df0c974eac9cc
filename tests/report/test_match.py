"""`relaytui report --match`: lines of a filter count, and the mails that they are of."""

import os
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from relaytui.analysis.report_lists import top
from relaytui.analysis.report_piece import Choose
from relaytui.analysis.report_sums import Sums
from relaytui.analysis.report_tally import unpacked
from relaytui.cli.matching import Matching
from relaytui.domain.line import Line
from relaytui.filtering.comparing import Moment
from relaytui.logs.parser import LineParser
from tests.report.logs import NOW, corpus, joined, made, parts, plain, reader, whole
from tests.report.test_parts import cuts_of

ROUNDS = 30 if os.environ.get("SOAK") else 2
LOGS = {
    "corpus": corpus(),
    "made": made(3000, 3),
    "old times, short ids, three hosts": made(
        2500, 4, timestamps="rfc3164", hosts=3, long_ids=False
    ),
}
FILTERS = (
    "kind=reject", "kind=sent", "kind=queued", "kind=connect", "kind=auth_failed", "kind=removed",
    "message-id", "status=deferred", "prog=postfix/smtp", "daemon=cleanup", "daemon=smtpd",
    "!kind=connect", "client_ip=10.0.0.0/8", "delay>5", "size>20k or to=*.net", "/[02468]$/",
    "user~/^a/ or kind=tls", "host=mx1", "@many",
)  # fmt: skip
MANY = "kind=queued,reject !(size>100k)"


_BEGUN: list[Matching] = []


@pytest.fixture(autouse=True)
def _end_patterns() -> Iterator[None]:
    yield
    while _BEGUN:
        _BEGUN.pop().close()


def matching(text: str) -> Matching:
    """What the commands use."""
    _BEGUN.append(Matching(text.replace("@many", MANY), Moment(NOW)))
    return _BEGUN[-1]


def chooser(text: str) -> Choose:
    """Which of some lines match."""
    return matching(text).which


def counts(sums: Sums) -> dict[str, int]:
    """The totals."""
    return unpacked(sum(sums.volumes.values()))._asdict()


@pytest.mark.parametrize("name", LOGS)
@pytest.mark.parametrize("text", FILTERS)
def test_the_sum_of_the_parts_is_that_of_the_whole(text: str, name: str) -> None:
    log, how, choose = LOGS[name], reader(), chooser(text)
    wanted = plain(whole(log, how, choose=choose))
    for seed in range(ROUNDS):
        rng = random.Random(seed)
        cuts = cuts_of(log, rng.choice((3, 40)), rng)
        assert plain(joined(parts(log, how, cuts, choose), how)) == wanted, (seed, cuts)


@pytest.mark.parametrize("name", LOGS)
def test_a_filter_that_keeps_all_changes_nothing(name: str) -> None:
    log = LOGS[name]
    assert plain(whole(log, reader(), choose=chooser("raw=*"))) == plain(whole(log, reader()))


@pytest.mark.parametrize("text", FILTERS)
def test_lines_and_their_kinds_are_those_that_match(text: str) -> None:
    log = LOGS["made"]
    parser = LineParser(reader().zone)
    events = [parser.parse(line, NOW) for line in log.splitlines()]
    lines = [Line(event.host or "", "", 0, event.time or 0.0, event) for event in events]
    kept = matching(text).kept(lines)
    sums = whole(log, reader(), choose=chooser(text))
    assert sums.kinds == Counter(line.event.kind for line in kept)
    assert sums.unmatched == len(lines) - len(kept)
    found = counts(sums)
    assert found["delivered"] <= sums.kinds["sent"]
    assert found["rejects"] == sums.kinds["reject"]


def test_a_filter_and_its_opposite_are_all() -> None:
    """What is counted by line is in one of both."""
    log = LOGS["made"]
    both = [counts(whole(log, reader(), choose=chooser(one))) for one in ("to~a", "!to~a")]
    everything = counts(whole(log, reader()))
    for name in ("delivered", "deferrals", "bounced", "rejects", "failed_logins", "connections"):
        assert both[0][name] + both[1][name] == everything[name]


BEGIN = "Feb  9 04:00:0"
MAILS = f"""\
{BEGIN}0 mx1 postfix/smtpd[8]: connect from a.example[192.0.2.9]
{BEGIN}0 mx1 postfix/smtpd[8]: Anonymous TLS connection established from a.example[192.0.2.9]: TLSv1.3 with cipher X (256/256 bits)
{BEGIN}0 mx1 postfix/smtpd[8]: 4F0001: client=a.example[192.0.2.9], sasl_method=PLAIN, sasl_username=bob
{BEGIN}0 mx1 postfix/cleanup[9]: 4F0001: message-id=<1@a.example>
{BEGIN}0 mx1 postfix/qmgr[2]: 4F0001: from=<bob@a.example>, size=1000, nrcpt=2 (queue active)
{BEGIN}1 mx1 postfix/smtpd[8]: 4F0002: client=a.example[192.0.2.9], sasl_method=PLAIN, sasl_username=eve
{BEGIN}1 mx1 postfix/qmgr[2]: 4F0002: from=<eve@a.example>, size=500, nrcpt=1 (queue active)
{BEGIN}2 mx1 postfix/smtp[10]: 4F0001: to=<x@b.example>, relay=mx.b.example[198.51.100.2]:25, delay=1, delays=0.1/0/0.4/0.5, dsn=2.0.0, status=sent (250 ok)
{BEGIN}2 mx1 postfix/smtp[11]: 4F0001: to=<y@c.example>, relay=none, delay=1, delays=0.1/0/0.9/0, dsn=4.4.1, status=deferred (connect to mx.c.example[198.51.100.3]:25: Connection timed out)
{BEGIN}3 mx1 postfix/smtp[10]: 4F0002: to=<z@b.example>, relay=mx.b.example[198.51.100.2]:25, delay=1, delays=0.1/0/0.4/0.5, dsn=2.0.0, status=sent (250 ok)
{BEGIN}3 mx1 postfix/qmgr[2]: 4F0002: removed
""".encode()  # noqa: E501
BOB = {"messages": 1, "recipients": 2, "bytes": 1000}
EVE = {"messages": 1, "recipients": 1, "bytes": 500}
BOTH = {"messages": 2, "recipients": 3, "bytes": 1500}
#: A filter, the totals, and the senders.
MAIL_CASES: list[tuple[str, dict[str, int], dict[str, dict[str, int]]]] = [
    ("to=x@b.example", BOB | {"delivered": 1}, {"bob@a.example": BOB}),
    ("to=y@c.example", BOB | {"deferred": 1, "deferrals": 1}, {"bob@a.example": BOB}),
    ("kind=deferred", BOB | {"deferred": 1, "deferrals": 1}, {"bob@a.example": BOB}),
    ("kind=sent", BOTH | {"delivered": 2}, {"bob@a.example": BOB, "eve@a.example": EVE}),
    ("from=eve@a.example", EVE, {"eve@a.example": EVE}),
    ("user=bob", BOB, {"bob@a.example": BOB}),
    ("4F0002", EVE | {"delivered": 1}, {"eve@a.example": EVE}),
    ("kind=removed", EVE, {"eve@a.example": EVE}),
    ("msgid=1@a.example", BOB, {"bob@a.example": BOB}),
    ("ip=192.0.2.9", BOTH | {"connections": 1}, {"bob@a.example": BOB, "eve@a.example": EVE}),
    ("kind=tls", {}, {}),
    ("ip=192.0.2.8", {}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "totals", "senders"), MAIL_CASES)
def test_a_mail_counts_where_one_of_its_lines_matches(
    text: str, totals: dict[str, int], senders: dict[str, Any]
) -> None:
    choose = chooser(text)
    lines = [at + 1 for at in range(len(MAILS) - 1) if MAILS[at] == 10]
    for cuts in ([], *([one] for one in lines), lines):
        sums = joined(parts(MAILS, reader(), cuts, choose), reader())
        assert {name: count for name, count in counts(sums).items() if count} == totals, cuts
        found = top(sums, 0, "sender", ("messages",), 10)
        assert {row.key: row.counts for row in found.top} == senders
        taken_by_tls = sums.table(0, "tls")["mx1", "in", "TLSv1.3"]
        assert taken_by_tls == totals.get("messages", 0)


def test_a_line_that_came_again_counts_where_it_matches() -> None:
    log = (
        f"{BEGIN}0 mx1 postfix/smtpd[8]: connect from a.example[192.0.2.9]\n"
        f"{BEGIN}1 mx1 last message repeated 3 times\n"
        f"{BEGIN}2 mx1 postfix/smtpd[8]: connect from b.example[192.0.2.10]\n"
        f"{BEGIN}3 mx1 last message repeated 5 times\n"
    ).encode()
    lines = [at + 1 for at in range(len(log) - 1) if log[at] == 10]
    choose = chooser("a.example")
    for cuts in ([], *([one] for one in lines)):
        assert counts(joined(parts(log, reader(), cuts, choose), reader()))["connections"] == 4


def test_what_others_depend_on_is_known_without_being_counted() -> None:
    """postscreen told of the session; a database named the account."""
    log = (
        f"{BEGIN}0 mx1 postfix/postscreen[7]: CONNECT from [192.0.2.9]:4711 to [203.0.113.2]:25\n"
        f"{BEGIN}0 mx1 postfix/postscreen[7]: PASS OLD [192.0.2.9]:4711\n"
        f"{BEGIN}0 mx1 postfix/smtpd[8]: connect from a.example[192.0.2.9]\n"
        f"{BEGIN}1 mx1 postfix/smtpd[8]: connect from a.example[192.0.2.9]\n"
    ).encode()
    for text, connections in (("kind=connect", 2), ("daemon=smtpd", 1), ("daemon=postscreen", 1)):
        sums = whole(log, reader(), choose=chooser(text))
        assert counts(sums)["connections"] == connections, text


@pytest.mark.parametrize(("text", "lines"), [
    ("since=2026-02-09T04:00:02Z", 4), ("until=2026-02-09T04:00:00Z", 5),
    ("time>=2026-02-09T04:00:03Z", 2), ("since=2026-02-09T04:00:01Z kind=queued", 2),
])  # fmt: skip
def test_times(text: str, lines: int) -> None:
    assert sum(whole(MAILS, reader(), choose=chooser(text)).kinds.values()) == lines
