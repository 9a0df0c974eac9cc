"""The queues of several hosts, put together."""

import pytest

from relaytui.analysis.messages import Message
from relaytui.analysis.queue import GROUPINGS, QueueView
from relaytui.analysis.queue_message import origins_of
from relaytui.analysis.rates import Rates
from relaytui.domain.finding import Absent, Failed
from tests.analysis.made_queues import NOW, queues, record, usual

DOWN = "connect to …: Connection timed out"
WAIT = "host … said: 450 4.7.1 …: wait … seconds"


def view() -> QueueView:
    other = queues(
        **{"postfix-out": [record("EEEE1", "erp@example.com", ("p@down.example", "x: 450 no"))]}
    )
    return QueueView({"mx1": usual(), "mx2": other, "mx3": Absent("none")})


def table(grouping: str) -> list[tuple[str, bool, int, int]]:
    return [
        (one.name, one.bounces, one.messages, one.recipients)
        for one in view().groups(grouping, float(NOW))
    ]


def test_by_reason_bounces_are_apart() -> None:
    assert table("reason") == [
        (DOWN, False, 6, 7),
        (WAIT, False, 4, 4),
        (DOWN, True, 2, 2),
        ("no reason is told", False, 1, 1),
        ("x: 450 no", False, 1, 1),
    ]


def test_by_sender_domain_queue_and_age() -> None:
    assert table("sender")[:3] == [
        ("erp@example.com", False, 7, 7),
        ("no sender", True, 2, 2),
        ("news@example.com", False, 1, 3),
    ]
    assert table("domain") == [
        ("down.example", False, 7, 8),
        ("grey.example", False, 4, 4),
        ("forged.example", True, 2, 2),
        ("ok.example", False, 1, 1),
    ]
    assert table("queue") == [
        ("deferred", False, 10, 12),
        ("active", True, 1, 1),
        ("deferred", True, 1, 1),
        ("hold", False, 1, 1),
    ]
    assert [one[0] for one in table("age")] == [
        "5 minutes to 1 hour",
        "5 minutes to 1 hour",
        "1 to 2 days",
    ]
    assert ("mx1.down.example[192.0.2.1]", False, 2, 2) in table("hop")


@pytest.mark.parametrize("grouping", GROUPINGS)
def test_the_messages_of_a_group_are_as_many_as_it_says(grouping: str) -> None:
    seen = view()
    groups = seen.groups(grouping, float(NOW))
    for one in groups:
        messages = seen.messages(grouping, one.key, float(NOW))
        assert len(messages) == one.messages
        assert sum(each.size or 0 for each in messages) == one.size
        assert {each.relay for each in messages} == set(one.relays)
        assert all((not each.sender) is one.bounces for each in messages)
    assert len(seen) == len(seen.messages()) == 13
    again = [(one.key, one.messages) for one in seen.groups(grouping, float(NOW))]
    assert again == [(one.key, one.messages) for one in groups]


def test_the_account_is_told_where_the_log_has_told_it() -> None:
    rates = Rates()
    relay = rates.relay("mx1")
    relay.messages.put((None, "AAAA1"), Message("192.0.2.7", "bob"))
    relay.messages.put((None, "AAAA2"), Message("192.0.2.7", None))
    origins = origins_of(rates, ["mx1", "mx2"])
    seen = QueueView({"mx1": usual()}, origins)
    assert [(one.name, one.messages) for one in seen.groups("client", 0.0) if not one.bounces] == [
        ("no client is known", 8),
        ("192.0.2.7", 2),
    ]
    assert [one.id for one in seen.messages("account", ("bob", False), 0.0)] == ["AAAA1"]


def test_a_message_is_told_in_full() -> None:
    message = next(one for one in view().messages() if one.id == "CCCC1")
    assert (message.recipient, message.recipients, message.reason) == ("a@down.example", 3, DOWN)
    whole = message.in_full()
    assert whole
    assert [one.address for one in whole.recipients][2] == "c@Grey.example"
    assert whole.recipients[1].reason.startswith("connect to mx2.down.example[192.0.2.2]")


def test_figures_of_a_group() -> None:
    held = next(one for one in view().groups("queue", 0.0) if one.name == "hold")
    assert (held.held, held.working, held.oldest, held.size) == (1, 0, NOW - 600, 1000)
    news = next(one for one in view().groups("sender", 0.0) if one.name == "news@example.com")
    assert news.oldest == NOW - 90_000


def test_what_is_not_seen_is_named() -> None:
    partly = queues(postfix=[])
    failed = Failed("mail system down: x", about="postfix-out")
    seen = QueueView({"mx1": type(partly)(partly.places, (failed,)), "mx2": failed})
    assert [relay for relay, _ in seen.unseen] == ["mx1", "mx2"]
    assert not seen.at_least
