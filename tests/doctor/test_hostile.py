"""A host that lies: nothing raises, nothing reaches the terminal, nothing gets into sudoers."""

import random
import re

import pytest

from relaytui.cli.doctor_object import report_object
from relaytui.cli.doctor_report import Report
from relaytui.cli.output import json_line
from relaytui.doctor.answer import parse_answer, parse_root
from relaytui.doctor.case import Case
from relaytui.doctor.lines import lines_for
from relaytui.doctor.panels import panels
from relaytui.domain.text import is_shown
from relaytui.errors import UsageError
from tests.doctor.cases import RECORDS, examined

_EVIL = (
    b"\x1b]52;c;cm0gLXJmIC8=\x07", b"\x9b31m", "\u202egnp.exe".encode(), b"[/bold]",
    b"\xff\xfe\x00", b"$(reboot)", b"`reboot`", b"; reboot", b"\r", "\u2028".encode(), b"9" * 500,
    b"ALL", b"%", b"",
)  # fmt: skip


def _case(stdout: bytes, root: bytes | None = None) -> Case:
    return Case(
        "mx", parse_answer(stdout), None if root is None else parse_root(root), "auto", True,
        1.0, 2.0, target="ops@mx",
    )  # fmt: skip


def _all_of(case: Case) -> str:
    """Everything that is ever shown of a case; every character of it may be shown."""
    text = Report(40, False).text(examined(case)) + Report(80, False).text(examined(case))
    text += json_line(report_object(examined(case)))
    assert all(is_shown(one) for one in text.replace("\n", "")), ascii(text)
    return text


def _lines(case: Case) -> str:
    try:
        return lines_for(case, None)
    except UsageError:
        return lines_for(case, "relaytui")


def _only_ours(lines: str) -> None:
    """Every line of sudoers is a comment, the alias, a read command, or the one rule."""
    shape = re.compile(
        r"#[^\n]*|Cmnd_Alias RELAYTUI_READ = \\"
        r"|[A-Za-z0-9_.-]+ ALL=\(root\) NOPASSWD: RELAYTUI_READ"
        r'|    /[A-Za-z0-9_.+/-]+ (?:""|[A-Za-z0-9_ -]+|\^get \[A-Za-z0-9_\]\[A-Za-z0-9_.-\]\* '
        r"(?:ignoreip|banip --with-time)\$|get [A-Za-z0-9_.-]+ (?:ignoreip|banip --with-time)"
        r"|\^status \[A-Za-z0-9_\]\[A-Za-z0-9_.-\]\*\$|status [A-Za-z0-9_.-]+)"
        r"(?:, \\)?"
    )
    for line in lines.split("\n")[:-1]:
        assert shape.fullmatch(line), line


def test_records_with_their_words_poisoned(soak: bool) -> None:
    chance = random.Random(7)
    for _ in range(4000 if soak else 300):
        one = chance.choice(RECORDS)
        words = one["stdout"].encode().split(b" ")
        for _ in range(chance.randrange(1, 12)):
            at = chance.randrange(len(words))
            words[at] = chance.choice([words[at] + chance.choice(_EVIL), chance.choice(_EVIL)])
        root = one["root_stdout"]
        case = _case(b" ".join(words), None if root is None else root.encode())
        _all_of(case)
        _only_ours(_lines(case))


def test_records_cut_anywhere() -> None:
    stdout = RECORDS[1]["stdout"].encode()
    for at in range(0, len(stdout), 97):
        case = _case(stdout[:at])
        _all_of(case)
        assert not case.answer.complete


@pytest.mark.parametrize("size", [1, 8])
def test_a_huge_answer_is_cut(size: int) -> None:
    case = _case(b"uid 0\n" + b"tool nft /usr/sbin/nft\n" * (size * 40_000) + b"x" * 2_000_000)
    assert len(_all_of(case)) < 40_000
    case = _case(b"groups " + b"g" * 3_000_000 + b"\n" + b"disk / 1 % inodes 1\n" * 100_000)
    assert len(_all_of(case)) < 60_000


def test_a_path_or_a_name_of_a_host_is_no_line_of_sudoers() -> None:
    evil = (
        b"user ALL\nuid 1\ntool sudo /usr/bin/sudo\n"
        b"tool nft /tmp/x, /bin/sh\ntool ipset /usr/sbin/../../tmp/ipset\ntool ufw /bin/sh\n"
        b"tool iptables-save /opt/x y/iptables-save\ntool sshd /usr/sbin/sshd\n"
    )
    case = _case(evil)
    with pytest.raises(UsageError, match="--user"):
        lines_for(case, None)
    lines = lines_for(case, "relaytui")
    assert [line for line in lines.split("\n") if line.startswith("    ")] == [
        "    /usr/sbin/sshd -T"
    ]


def test_lines_to_copy_are_quoted() -> None:
    case = _case(
        b"user v;id\nuid 1\nfile /var/log/maillog - 1 1 root:$(id) -rw-r-----\n"
        b"map - cidr:/etc/postfix/$(id)\ndisk /var/`id` 99 % inodes 1\n"
    )
    commands = [one.command for each in panels(case) for one in each.remedies]
    assert "sudo usermod -aG '$(id)' v" in commands
    assert "sudo setfacl -m 'u:v;id:r' '/etc/postfix/$(id)'" in commands
    assert "sudo du -xh '/var/`id`' | sort -h | tail" in commands
    assert not [one for one in commands if "v;id ALL" in one]


def test_a_process_or_a_tool_that_was_not_asked_for_is_not_told() -> None:
    case = _case(b"runs evil\ntool evil /evil\nversion evil 1\ntry evil 0\nmetadata evil 1\n")
    assert "evil" not in _all_of(case)
