"""What changes of ours have left, as the shells of this machine find it."""

import shutil
from pathlib import Path

import pytest

from relaytui.domain.finding import Failed
from relaytui.engine.asking import Asking
from relaytui.facts.traces import TRACES, Traces
from tests.facts.fake_host import FakeHost

SHELLS = [one for one in (("dash",), ("bash",), ("busybox", "ash")) if shutil.which(one[0])]


@pytest.fixture(params=SHELLS, ids=lambda shell: shell[-1])
def host(request: pytest.FixtureRequest, tmp_path: Path) -> FakeHost:
    """A host with a few things of ours."""
    made = FakeHost(tmp_path, request.param, uid=0)
    etc, home = tmp_path / "etc", tmp_path / "lib"
    made.replace |= {"/var/lib/relaytui": str(home), "find /etc ": f"find {etc} "}
    made.replace |= {"relaytui_ /etc/postfix": f"relaytui_ {etc}/postfix"}
    (etc / "postfix").mkdir(parents=True)
    (home / "done" / "one").mkdir(parents=True)
    (home / "open").mkdir()
    (etc / "postfix" / "main.cf").write_text("a = b\nx = cidr:/e/relaytui_block.cidr\n")
    (etc / "postfix" / "relaytui_block.cidr").write_text("192.0.2.7 REJECT\n")
    (etc / "relaytui a b").write_text("a name with blanks\n")
    made.command(
        "nft",
        '[ "$*" = "list tables" ] && echo "table inet relaytui"\n'
        '[ "$*" = "list table inet relaytui" ] && echo "table inet relaytui {}"',
    )
    return made


def found(host: FakeHost) -> object:
    return Asking("auto", "none").ask(host, (TRACES,))["traces"]  # type: ignore[arg-type]


def test_all_of_it_is_found(host: FakeHost) -> None:
    traces = found(host)
    assert isinstance(traces, Traces)
    etc = host.folder / "etc"
    assert sorted(one for one in traces.files if one.startswith(str(etc))) == [
        f"{etc}/postfix/relaytui_block.cidr",
        f"{etc}/relaytui a b",
    ]
    assert {name: one.strip() for name, one in traces.tables.items()} == {
        "inet relaytui": "table inet relaytui {}"
    }
    assert traces.mentions == (f"{etc}/postfix/main.cf:2",)
    assert (traces.folder, traces.records, traces.open) == (True, 1, 0)


def test_without_a_root_shell_it_is_said(host: FakeHost) -> None:
    host.command("id", '[ "$1" = -u ] && echo 1000 || echo ops')
    host.command("sudo", "exit 1")
    traces = found(host)
    assert isinstance(traces, Failed)
    assert "root shell" in traces.reason
