"""The simulated mail traffic: believable, the same for the same seed, examples only."""

import ipaddress
import re
from collections import Counter
from datetime import UTC

import pytest

from relaytui.demo.traffic import Traffic
from relaytui.logs.parser import LineParser

BEGIN = 1_770_000_000.25
HOSTS = ("mx1", "mx2", "mx3")
EXAMPLE_DOMAIN = re.compile(r"(?:^|\.)example\.(?:com|net|org)$")
EXAMPLE_NETS = [
    ipaddress.ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
ADDRESS = re.compile(r"\[([0-9a-f]+[.:][0-9a-f.:]+)\]|\b(\d+\.\d+\.\d+\.\d+)\b(?!\s+Saved)")
DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|test|invalid|de|io|example)\b")
PROGRAM = re.compile(r" (postfix/[\w/-]+)\[(\d+)\]: (.*)")


def lines(host: str, seconds: float, seed: int = 1) -> list[str]:
    """What a host logs in the first seconds, as text."""
    return [line.decode() for _, line in Traffic(seed, host, BEGIN).lines(BEGIN + seconds)]


@pytest.mark.parametrize("host", HOSTS)
def test_the_same_seed_gives_the_same_lines_however_the_time_is_cut(host: str) -> None:
    whole = Traffic(7, host, BEGIN).lines(BEGIN + 400)
    stepwise = Traffic(7, host, BEGIN)
    cut = [line for step in range(1, 4001) for line in stepwise.lines(BEGIN + step / 10)]
    assert cut == whole
    assert Traffic(8, host, BEGIN).lines(BEGIN + 400) != whole


@pytest.mark.parametrize("host", HOSTS)
def test_times_rise_and_stay_in_the_asked_span(host: str) -> None:
    traffic = Traffic(1, host, BEGIN)
    first, second = traffic.lines(BEGIN + 60), traffic.lines(BEGIN + 120)
    times = [time for time, _ in first + second]
    assert times == sorted(set(times))
    assert times[0] >= BEGIN
    assert first[-1][0] < BEGIN + 60.01
    assert second[-1][0] < BEGIN + 120.01


@pytest.mark.parametrize("host", HOSTS)
def test_an_ordinary_minute_has_three_to_eight_lines_a_second(host: str) -> None:
    traffic = Traffic(1, host, BEGIN, attack_at=BEGIN + 700)
    assert 3 <= len(traffic.lines(BEGIN + 600)) / 600 <= 8


@pytest.mark.parametrize("host", HOSTS)
def test_every_address_and_name_is_an_example(host: str) -> None:
    text = "\n".join(line.split(" ", 1)[1] for line in lines(host, 1000))
    addresses = {first or second for first, second in ADDRESS.findall(text)}
    assert len(addresses) > 80
    for address in addresses:
        assert any(ipaddress.ip_address(address) in net for net in EXAMPLE_NETS), address
    names = set(DOMAIN.findall(text))
    assert len(names) > 20
    assert [name for name in names if not EXAMPLE_DOMAIN.search(name)] == []


@pytest.mark.parametrize("host", HOSTS)
def test_a_process_serves_one_client_at_a_time(host: str) -> None:
    serving: dict[str, str] = {}
    services: dict[str, set[str]] = {}
    for line in lines(host, 600):
        match = PROGRAM.search(line)
        if not match:
            continue
        program, pid, message = match.groups()
        services.setdefault(pid, set()).add(program)
        if program.endswith("smtpd") and message.startswith("connect from "):
            assert pid not in serving, line
            serving[pid] = message.removeprefix("connect from ")
        elif program.endswith("smtpd") and message.startswith("disconnect from "):
            assert message.startswith(f"disconnect from {serving.pop(pid)} "), line
    assert {len(names) for names in services.values()} == {1}


@pytest.mark.parametrize("long_ids", [True, False])
def test_a_queue_id_is_used_for_one_message(long_ids: bool) -> None:
    traffic = Traffic(1, "mx1", BEGIN, long_ids=long_ids)
    seen: Counter[tuple[str, str]] = Counter()
    for _, line in traffic.lines(BEGIN + 900):
        match = re.search(r"\]: ([0-9A-Za-z]+): (client=|removed$)", line.decode())
        if match:
            seen[match[1], match[2]] += 1
    accepted = {queue_id for queue_id, what in seen if what == "client="}
    assert len(accepted) > 300
    assert set(seen.values()) == {1}
    assert len(accepted & {queue_id for queue_id, what in seen if what == "removed"}) > 250


def test_an_attack_comes_after_half_a_minute() -> None:
    before, wave = lines("mx1", 30), lines("mx1", 370)[len(lines("mx1", 30)) :]
    guesses = [line for line in wave if "authentication failed" in line]
    assert not [line for line in before if "UGFzc3dvcmQ6" in line]
    assert len(guesses) > 100
    sources = Counter(re.findall(r"\[([0-9a-f.:]+)\]: SASL", "\n".join(guesses)))
    assert len([address for address in sources if ":" in address]) >= 3
    assert len([address for address in sources if address.startswith("203.0.113.")]) >= 4
    for expected in (
        "Connection rate limit exceeded", "Relay access denied", "helo=<[bold red]OWNED[/]>",
        "sasl_username=[/]", "NOTICE [postfix-sasl] Ban 203.0.113.", "\u202e",
    ):  # fmt: skip
        assert any(expected in line for line in wave), expected


def test_who_is_banned_guesses_no_more() -> None:
    banned: set[str] = set()
    for line in lines("mx1", 130):
        if " Ban " in line:
            banned.add(line.rpartition(" ")[2])
        elif "SASL" in line:
            assert re.search(r"\[([0-9a-f.:]+)\]: SASL", line)[1] not in banned  # type: ignore[index]
    assert banned


@pytest.mark.parametrize(
    "expected",
    ["connect", "status=sent", "status=deferred", "status=bounced", "sender non-delivery",
     "removed", "sasl_username=", "TLS connection established", "Greylisted", "User unknown",
     "blocked using", "postscreen", "statistics: max connection rate",
     "SSL_accept error", "is using up"],
)  # fmt: skip
def test_an_ordinary_quarter_of_an_hour_has_everything(expected: str) -> None:
    traffic = Traffic(1, "mx2", BEGIN, attack_at=BEGIN + 10_000)
    assert any(expected.encode() in line for _, line in traffic.lines(BEGIN + 900))


@pytest.mark.parametrize("host", HOSTS)
def test_the_console_understands_what_it_is_shown(host: str) -> None:
    parser = LineParser(UTC)
    traffic = Traffic(1, host, BEGIN, attack_at=BEGIN + 300)
    kinds: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    for time, line in traffic.lines(BEGIN + 900):
        event = parser.parse(line, time)
        kinds[event.kind] += 1
        assert abs((event.time or 0) - time) < 0.001
        if event.kind == "other":
            unknown[event.raw] += 1
    assert kinds["other"] <= kinds.total() * 0.05, unknown.most_common(20)
    expected = "connect disconnect lost queued sent deferred bounced notified removed reject"
    rest = "rate_limited allowed offence auth_failed tls tls_failed statistics warning"
    assert set(f"{expected} {rest}".split()) - set(kinds) == set()
