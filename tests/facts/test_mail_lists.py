"""The scripts for Exim's and rspamd's lists, under every shell that is here."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from relaytui.engine.facts_script import facts_script
from relaytui.facts.answers import parse_told
from relaytui.facts.base import AnyFact
from relaytui.facts.exim import EXIM, Exim
from relaytui.facts.opensmtpd import OPENSMTPD, Opensmtpd
from relaytui.facts.rspamd_maps import RSPAMD_MAPS, RspamdMaps
from tests.facts.fake_host import FakeHost

SHELLS = [
    words
    for words in (("dash",), ("bash", "--posix"), ("busybox", "ash"), ("sh",))
    if shutil.which(words[0])
]


def asked(host: FakeHost, fact: AnyFact) -> Any:
    outcome = host.run(facts_script((fact,), "m4rk", given={"sudo": "never"}))
    return fact.parse(parse_told(outcome.stdout, "m4rk", {}).answers[fact.name])


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_files_that_lists_name_are_read(tmp_path: Path, shell: tuple[str, ...]) -> None:
    host = FakeHost(tmp_path, shell)
    listed, gone = tmp_path / "black list", tmp_path / "hosts"
    listed.write_text("not read: no name of a list\n")
    gone.write_text("# ours\n192.0.2.0/24\n\n")
    config = (
        f"hostlist relay_from_hosts = 127.0.0.1 : {gone}\nbegin acl\n  acl_x:\n"
        f"    deny\n    hosts = ${{if exists{{{gone}x}}{{{gone}x}}{{}}}}\n"
    )
    (tmp_path / "config").write_text(config)
    host.command("exim4", f'[ "$2" = config ] && exec cat {tmp_path}/config; exit 1')
    found = asked(host, EXIM)
    assert isinstance(found, Exim)
    assert found.lists == {"relay_from_hosts": f"127.0.0.1 : {gone}"}
    assert set(found.files) == {str(gone), f"{gone}x"}
    file = found.files[str(gone)]
    assert file.text == "# ours\n192.0.2.0/24\n\n"
    assert file.mtime
    assert file.mode == "644"
    assert found.files[f"{gone}x"].missing

    rules = {"X": {"type": "ip", "map": f"file://{gone}", "score": 1}}
    (tmp_path / "dump").write_text(json.dumps(rules, indent=4))
    host.command("rspamadm", f"cat {tmp_path}/dump; echo 'cannot open x' >&2")
    maps = asked(host, RSPAMD_MAPS)
    assert isinstance(maps, RspamdMaps)
    assert maps.files[str(gone)].text.endswith("192.0.2.0/24\n\n")

    conf = tmp_path / "smtpd.conf"
    conf.write_text(f"table t file:{gone}\nmatch from src <t> for any action x\n")
    host.command("smtpctl", "true")
    host.replace["/etc/smtpd.conf"] = str(conf)
    tables = asked(host, OPENSMTPD)
    assert isinstance(tables, Opensmtpd)
    assert tables.files[str(gone)].text.endswith("192.0.2.0/24\n\n")
    assert tables.rules[0].sources == ("<t>",)


def test_rspamd_is_not_asked_as_root(tmp_path: Path) -> None:
    host = FakeHost(tmp_path, uid=0)
    host.command("rspamadm", "echo '{}'")
    host.command("setpriv", 'shift 3; exec "$@"')
    assert isinstance(asked(host, RSPAMD_MAPS), RspamdMaps)
    assert host.ran("setpriv")
