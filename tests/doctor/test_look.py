"""Which scripts a host is sent, and which of them as root."""

from pathlib import Path

import pytest

from relaytui.doctor.case import Case
from relaytui.doctor.examine import look
from relaytui.doctor.panels import panels
from relaytui.doctor.rows import rows
from relaytui.domain.host_spec import HostSpec
from relaytui.errors import LinkError, LinkLost
from relaytui.ssh.link import Outcome
from relaytui.ssh.local_link import LocalLink
from relaytui.ssh.script import Script
from tests.doctor.cases import examined, record


class RecordedLink(LocalLink):
    """Answers as a recorded host did, and keeps what it was asked."""

    def __init__(self, name: str, root: bytes | LinkError = b"") -> None:
        super().__init__("mx")
        self._answer = record(name)["stdout"].encode()
        self._root = root
        self.asked: list[tuple[str, bool]] = []

    def run(self, script: Script, *, timeout: float = 20.0, sudo: bool = False) -> Outcome:
        self.asked.append((script.name, sudo))
        if script.name != "doctor-root":
            return Outcome(0, self._answer if script.name == "doctor" else b"", b"", 0.1)
        if isinstance(self._root, LinkError):
            raise self._root
        return Outcome(0, self._root, b"", 0.1)


def _looked(link: RecordedLink, ask: bool, **fields: object) -> Case:
    spec = HostSpec(name="mx", target="ops@mx", **fields)  # type: ignore[arg-type]
    return look(link, spec, ask_sudo=ask)


def test_one_round_trip_and_a_second_as_root() -> None:
    link = RecordedLink("debian-view")
    _looked(link, False)
    assert link.asked == [("doctor", False)]
    link = RecordedLink("debian-ops-sudo", b"try nft 0\n")
    assert _looked(link, True).root is not None
    assert link.asked == [("doctor", False), ("doctor-root", True)]


@pytest.mark.parametrize("name", ["debian-view-sudo", "debian-pwsudo-sudo", "old-sudo"])
@pytest.mark.parametrize("fields", [{"logs": "/x/*.log"}, {"aggregator": True}, {}])
def test_no_root_script_where_sudo_did_not_allow_it(name: str, fields: dict[str, object]) -> None:
    link = RecordedLink(name, b"")
    case = _looked(link, True, **fields)
    assert any(sudo for _, sudo in link.asked) == (case.root is not None) == (name == "old-sudo")


def test_patterns_are_looked_for_without_sudo() -> None:
    link = RecordedLink("debian-view")
    case = _looked(link, False, logs="/x/*/mail.log")
    assert link.asked == [("doctor", False), ("log-places", False)]
    logs = panels(case)[0]
    assert logs.state == "no"
    assert "/x/*/mail.log" in logs.words


def test_a_pattern_that_can_be_read(tmp_path: Path) -> None:
    for name in ("mx1", "mx2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mail.log").write_text("Nov 25 09:38:48 mx1 postfix\n")
    link = LocalLink("here")
    try:
        case = look(link, HostSpec(name="here", logs=f"{tmp_path}/*/mail.log"), ask_sudo=False)
    finally:
        link.close()
    assert panels(case)[0].state == "ok"
    assert dict(rows(examined(case), case))["log"] == f"{tmp_path}/*/mail.log"


def test_a_shell_that_sudo_lists_and_does_not_give() -> None:
    refused = LinkError("mx: sudo was refused: sorry, you must have a tty to run sudo")
    case = _looked(RecordedLink("debian-ops-sudo", refused), True)
    assert case.root is None
    blocked = next(one for one in panels(case) if one.panel == "Blocked")
    assert blocked.state == "partly"
    assert "you must have a tty" in blocked.words
    with pytest.raises(LinkLost):
        _looked(RecordedLink("debian-ops-sudo", LinkLost("mx: gone")), True)
