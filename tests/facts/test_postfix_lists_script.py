"""What the script of Postfix's lists asks of a host, under every shell that is here."""

from pathlib import Path

import pytest

from relaytui.domain.finding import Absent
from relaytui.engine.facts_script import facts_script
from relaytui.facts.answers import parse_told
from relaytui.facts.postfix_lists import POSTFIX_LISTS, PostfixLists
from tests.facts.fake_host import FakeHost
from tests.facts.test_script import SHELLS

POSTCONF = """
config=FOLDER/postfix
case "$* " in *"-c FOLDER/postfix-in "*) config=FOLDER/postfix-in ;; esac
case "$*" in
*-h\\ config_directory) echo "$config" ;;
*-h\\ multi_instance_directories) echo FOLDER/postfix-in ;;
*-P*) echo "smtp/inet/smtpd_client_restrictions = check_client_access cidr:$config/late" ;;
*-M*) echo "smtp inet n - n - 1 postscreen" ;;
*-x*) cat "$config/settings" ;;
esac
"""
SETTINGS = """\
mynetworks = 127.0.0.1, !FOLDER/nets, cidr:FOLDER/gone
smtpd_client_restrictions = check_client_access cidr:FOLDER/access,check_client_access proxy:hash:FOLDER/h
smtpd_helo_restrictions = check_helo_access pcre:FOLDER/p, reject_unknown_*
"""  # noqa: E501


def host(folder: Path, shell: list[str]) -> FakeHost:
    made = FakeHost(folder, tuple(shell), uid=0)
    made.command("postconf", POSTCONF.replace("FOLDER", str(folder)))
    for name in ("postfix", "postfix-in"):
        (folder / name).mkdir()
        (folder / name / "settings").write_text(SETTINGS.replace("FOLDER", str(folder)))
        (folder / name / "main.cf").write_text("mynetworks = 127.0.0.1\n")
        (folder / name / "late").write_text("192.0.2.9 REJECT\n")
    for name in ("nets", "access", "h", "p"):
        (folder / name).write_text(f"192.0.2.1 {name}\n")
    return made


def seen(made: FakeHost) -> PostfixLists | Absent:
    outcome = made.run(facts_script([POSTFIX_LISTS], "m4rk"))
    told = parse_told(outcome.stdout, "m4rk", {})
    assert told.complete
    found = POSTFIX_LISTS.parse(told.answers[POSTFIX_LISTS.name])
    assert isinstance(found, PostfixLists | Absent)
    return found


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_every_instance_and_table_is_read_once(tmp_path: Path, shell: list[str]) -> None:
    found = seen(host(tmp_path, shell))
    assert isinstance(found, PostfixLists)
    assert [one.config for one in found.instances] == [
        f"{tmp_path}/postfix",
        f"{tmp_path}/postfix-in",
    ]
    for one in found.instances:
        texts = {
            name.replace(str(tmp_path), ""): (table.file.text, table.file.missing)
            for name, table in one.tables.items()
        }
        assert texts == {
            "/nets": ("192.0.2.1 nets\n", False),
            "cidr:/gone": ("", True),
            "cidr:/access": ("192.0.2.1 access\n", False),
            "hash:/h": ("192.0.2.1 h\n", False),
            "pcre:/p": ("", False),
            f"cidr:{one.config.replace(str(tmp_path), '')}/late": ("192.0.2.9 REJECT\n", False),
        }
        table = one.tables[f"hash:{tmp_path}/h"]
        assert "h.db is not there" in table.stale
        assert (table.file.mode, table.file.mtime is not None) == ("644", True)
        assert (one.screens, one.main.text) == (True, "mynetworks = 127.0.0.1\n")
        assert {each.what for each in one.lookups} == {"client", "helo"}


def test_nothing_is_asked_where_there_is_no_postfix(tmp_path: Path) -> None:
    assert isinstance(seen(FakeHost(tmp_path, uid=0)), Absent)
