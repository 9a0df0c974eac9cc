"""Lines of an aggregator are those of the hosts in their headers."""

from datetime import UTC

from relaytui.domain.link_state import HostStatus, LinkState
from relaytui.domain.text import safe
from relaytui.engine.readings import MOST_RELAYS, Readings
from relaytui.engine.relayed import Relayed, delay_step
from relaytui.sources.base import Gap, RawLine

NOW = 1_770_615_120.0


def _line(host: str, seconds: int = 59, origin: str = "") -> RawLine:
    text = f"2026-02-09T05:31:{seconds:02d}+00:00 {host} postfix/qmgr[1]: 4104E3D: removed"
    return RawLine(text.encode(), "", origin)


def _central(direct: frozenset[str] = frozenset()) -> Readings:
    return Readings("logs1", "/var/log/mail.log", UTC, aggregator=True, direct=direct)


def test_each_relay_has_its_own_numbers() -> None:
    readings = _central()
    lines = [readings.line(_line(host), NOW) for host in ("mx1", "mx2", "mx1", "logs1")]
    assert [(one.relay, one.n) for one in lines if one] == [
        ("mx1", 1), ("mx2", 1), ("mx1", 2), ("logs1", 1),
    ]  # fmt: skip
    assert list(readings.found) == ["mx1", "mx2"]


def test_each_file_has_its_own_numbers() -> None:
    readings = Readings("mx1", "many", UTC)
    paths = ("/a", "/b", "/a")
    lines = [readings.line(_line("mx1", origin=path), NOW) for path in paths]
    gap = readings.gap(Gap("lines are missing", origin="/b"), NOW)
    assert [(one.source, one.n) for one in [*lines, gap] if one] == [
        ("/a", 1), ("/b", 1), ("/a", 2), ("/b", 2),
    ]  # fmt: skip


def test_what_is_no_line_is_the_aggregators() -> None:
    line = _central().line(RawLine(b"no header"), NOW)
    assert line
    assert line.relay == "logs1"


def test_relays_with_a_link_of_their_own_are_left_out() -> None:
    readings = _central(frozenset({"mx1"}))
    assert readings.line(_line("mx1"), NOW) is None
    assert readings.line(_line("mx1.example.org"), NOW) is None
    assert readings.line(_line("mx2"), NOW) is not None


def test_only_relays_that_are_named_are_told_apart() -> None:
    readings = Readings("logs1", "x", UTC, aggregator=True, relays=("mx1", "mx2"))
    lines = [readings.line(_line(host), NOW) for host in ("mx1", "mx7")]
    assert [one.relay for one in lines if one] == ["mx1", "logs1"]
    assert list(readings.found) == ["mx1", "mx2"]


def test_invented_names_have_an_end() -> None:
    readings = _central()
    for number in range(MOST_RELAYS + 5):
        last = readings.line(_line(f"h{number}"), NOW)
    assert last
    assert last.relay == "logs1"
    assert len(readings.found) == MOST_RELAYS


def test_the_delay_is_that_of_new_lines() -> None:
    readings = _central()
    readings.line(_line("mx1", 0), NOW)
    assert readings.found == {"mx1": None}
    readings.live = True
    readings.line(_line("mx1", 56), NOW)
    assert readings.found == {"mx1": 4.0}


def test_one_status_a_relay_and_new_ones_only_for_changes() -> None:
    relayed, ready = Relayed(), HostStatus("logs1", LinkState.READY, story=("by",))
    first = relayed.statuses(ready, {"mx1": 0.2, "mx2": None})
    assert [(one.relay, one.via, one.delay, one.state) for one in first] == [
        ("mx1", "logs1", 0.0, LinkState.READY), ("mx2", "logs1", None, LinkState.READY),
    ]  # fmt: skip
    assert relayed.statuses(ready, {"mx1": 0.4, "mx2": None}) is first
    later = relayed.statuses(ready, {"mx1": 0.4, "mx2": 7.0})
    assert later[0] is first[0]
    assert later[1].delay == 5.0
    lost = HostStatus("logs1", LinkState.WAITING, reason="gone")
    assert [one.state for one in relayed.statuses(lost, {"mx1": 0.4})] == [LinkState.WAITING]


def test_delays_are_told_in_steps() -> None:
    assert [delay_step(one) for one in (0.0, 0.9, 4.9, 5e9, -0.5, -61.0)] == [
        0.0, 0.0, 3.0, 3600.0, 0.0, -60.0,
    ]  # fmt: skip


def test_paths_are_gated_like_all_that_hosts_say() -> None:
    hostile = "/var/log/\x1b]52;c;eA==\x07\u202e/mail.log"
    readings = Readings("mx1", hostile, UTC)
    piece = RawLine(b"2026-02-09T05:31:56Z mx1 postfix/smtpd[1]: x", origin=hostile)
    line = readings.line(piece, 1_800_000_000.0)
    assert line
    for source in (line.source, readings.gap(Gap("x", origin=hostile), 0.0).source,
                   readings.marker("lost", "x", 0.0).source, readings.source):  # fmt: skip
        assert source == safe(hostile)
