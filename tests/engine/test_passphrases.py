"""A fleet whose hosts need one locked key: one question, and nobody else waits."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.link_state import LinkState
from relaytui.fleet import Fleet, LockedKey
from tests.ssh.conftest import until
from tests.ssh.server import ShellServer

WORDS = "secret words"


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[list[HostSpec]]:
    """mx0 has a key of its own; mx1 to mx4 need the same locked one."""
    with ExitStack() as stack:
        specs = []
        for number in range(5):
            folder = tmp_path / f"mx{number}"
            folder.mkdir()
            server = stack.enter_context(ShellServer(folder))
            if number == 1:
                shared = server.client_key, str(server.spec().identity_file)
            spec = server.spec()
            if number > 1:
                server.client_key = shared[0]
                spec = msgspec.structs.replace(spec, identity_file=shared[1])
            specs.append(msgspec.structs.replace(spec, name=f"mx{number}", logs="/dev/null"))
        Path(shared[1]).chmod(0o600)
        command = ["ssh-keygen", "-q", "-p", "-a", "1", "-P", "", "-N", WORDS, "-f", shared[1]]
        subprocess.run(command, check=True)
        yield specs


def _logged_in(fleet: Fleet) -> set[str]:
    return {one.relay for one in fleet.statuses() if one.story}


def test_one_question_for_all(hosts: list[HostSpec]) -> None:
    fleet = Fleet(hosts)
    fleet.start()
    try:
        until(lambda: len(fleet.questions()) == 1 and _logged_in(fleet) == {"mx0"})
        states = {one.relay: one.state for one in fleet.statuses()}
        assert LinkState.ASKING in states.values()
        question = fleet.questions()[0]
        assert isinstance(question, LockedKey)
        assert question.path == hosts[1].identity_file
        fleet.unlock(question, "wrong")
        until(lambda: bool(fleet.questions()) and fleet.questions()[0] != question)
        second = fleet.questions()[0]
        assert isinstance(second, LockedKey)
        assert second.wrong == 1
        fleet.unlock(second, WORDS)
        until(lambda: _logged_in(fleet) == {f"mx{number}" for number in range(5)})
        assert fleet.questions() == ()
    finally:
        fleet.close()


def test_a_decline_is_for_all_and_a_new_try_asks_again(hosts: list[HostSpec]) -> None:
    fleet = Fleet(hosts[1:])
    fleet.start()

    def refused() -> bool:
        return all(one.state is LinkState.REFUSED for one in fleet.statuses())

    try:
        until(lambda: len(fleet.questions()) == 1)
        question = fleet.questions()[0]
        assert isinstance(question, LockedKey)
        fleet.unlock(question, None)
        until(refused)
        assert fleet.questions() == ()
        assert "was not given" in fleet.statuses()[0].next_step
        fleet.reconnect("mx2")
        until(lambda: len(fleet.questions()) == 1)
    finally:
        fleet.close()


def test_the_end_answers_what_is_open(hosts: list[HostSpec]) -> None:
    fleet = Fleet(hosts[1:])
    fleet.start()
    until(lambda: len(fleet.questions()) == 1)
    fleet.close(patience=10)
    until(lambda: not fleet.questions())


def test_without_prompts_nobody_is_asked(hosts: list[HostSpec]) -> None:
    fleet = Fleet(hosts[1:2], prompts=False)
    fleet.start()
    try:
        until(lambda: fleet.statuses()[0].state is LinkState.REFUSED)
        assert "ssh-add" in fleet.statuses()[0].next_step
    finally:
        fleet.close()
