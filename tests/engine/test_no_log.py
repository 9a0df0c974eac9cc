"""A host without a mail log is still looked at: its facts are there, and a log is waited for."""

import time
from collections.abc import Callable
from pathlib import Path

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.link_state import LinkState
from relaytui.engine.facts_keeper import Found
from relaytui.engine.session import Wishes
from relaytui.facts.base import Fact
from relaytui.fleet import Fleet

FACT = Fact("hello", "ask out echo hello", lambda answers: answers["out"].text)


def until(condition: Callable[[], object], words: str) -> None:
    end = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < end, words
        time.sleep(0.01)


def test_facts_come_without_a_log_and_lines_when_there_is_one(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    spec = HostSpec(name="here", logs=str(log), sudo="never")
    fleet = Fleet([spec], wishes=Wishes(facts=True))
    found: list[Found] = []

    def state() -> LinkState:
        found.extend(fleet.found())
        return fleet.statuses()[0].state

    try:
        fleet.want([FACT])
        fleet.start()
        until(lambda: state() is LinkState.NO_LOG, "the log is missed")
        assert str(log) in fleet.statuses()[0].reason
        until(lambda: state() and found, "the fact")
        assert found[0].value == "hello"
        log.write_text("2026-11-25T09:00:00Z here postfix/qmgr[1]: A1: removed\n")
        fleet.reconnect("here")
        until(lambda: state() is LinkState.READY, "the log is found")
        until(fleet.drain, "its line")
    finally:
        fleet.close()


def test_who_wants_lines_alone_is_told_that_there_are_none(tmp_path: Path) -> None:
    spec = HostSpec(name="here", logs=str(tmp_path / "mail.log"))
    fleet = Fleet([spec], wishes=Wishes())
    try:
        fleet.start()
        until(lambda: fleet.statuses()[0].state is LinkState.REFUSED, "it is refused")
    finally:
        fleet.close()
