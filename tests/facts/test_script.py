"""The facts' script under every shell that is here, and its answer taken apart."""

import shutil
import subprocess
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from relaytui.engine.facts_script import facts_script
from relaytui.facts.answers import Before, Told, parse_told, unpacked
from relaytui.facts.base import AnyFact, Fact
from relaytui.facts.complaints import Meaning, meaning_of
from relaytui.facts.containers import FoundContainer

SHELLS = [
    words
    for words in (["dash"], ["bash", "--posix"], ["busybox", "ash"], ["sh"])
    if shutil.which(words[0])
]
LONG = "x" * 5000


def fact(name: str, body: str) -> AnyFact:
    return Fact(name, body, lambda answers: answers)


FACTS = [
    fact(
        "plain", "ask out printf 'one\\ntwo\\n'\nask both sh -c 'echo good; echo bad >&2; exit 3'"
    ),
    fact("long", f"ask long printf {LONG}\nhave nosuchprogram || ask none printf absent"),
    fact("missing", "ask missing nosuchprogram --flag\nask 'jail:a b' printf '%s' \"$value\""),
    fact("silent", "ask silent true\nask stdin cat\nroot root nft printf '%s' as-root"),
]


def told(
    shell: list[str],
    before: Before = MappingProxyType({}),
    sums: Mapping[tuple[str, str], str] | None = None,
) -> tuple[Told, bytes]:
    text = facts_script(FACTS, "m4rk", sums=sums, given={"value": "it's $HOME"}).text
    ran = subprocess.run(shell, input=text.encode(), capture_output=True, timeout=30)
    assert ran.stderr == b""
    return parse_told(ran.stdout, "m4rk", before), ran.stdout


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_every_answer_is_told_apart(shell: list[str]) -> None:
    found, _ = told(shell)
    assert found.complete
    assert list(found.answers) == ["plain", "long", "missing", "silent"]
    plain = found.answers["plain"]
    assert plain.now > 1.7e9
    assert (plain["out"].status, plain["out"].lines, plain["out"].complaint) == (
        0,
        ["one", "two"],
        "",
    )
    assert (plain["both"].status, plain["both"].text, plain["both"].complaint) == (3, "good", "bad")
    assert found.answers["long"]["long"].text == LONG
    assert found.answers["long"]["none"].text == "absent"
    assert found.answers["missing"]["missing"].status == 127
    assert meaning_of(found.answers["missing"]["missing"]) is Meaning.NOT_FOUND
    assert found.answers["missing"].labelled("jail:")["a b"].text == "it's $HOME"
    silent = found.answers["silent"]
    assert (silent["silent"].ran, silent["silent"].stdout, silent["stdin"].stdout) == (
        True,
        b"",
        b"",
    )
    assert silent["root"].text == "as-root"
    assert not silent["nothing"].ran


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_a_long_answer_is_not_sent_twice(shell: list[str]) -> None:
    first, _ = told(shell)
    again, bytes_again = told(shell, first.answers, first.sums)
    assert again.answers["long"]["long"].text == LONG
    assert again.answers["plain"]["both"].complaint == "bad"
    assert b" same 0 " in unpacked(bytes_again)
    assert LONG.encode() not in unpacked(bytes_again)


def test_what_is_no_answer_gives_nothing() -> None:
    for stdout in (b"", b"gzip\nnot gzip", b"plain\n", b"\nm4rk out 0 - x\n", b"m4rk end plain\n"):
        found = parse_told(stdout, "m4rk", {})
        assert not found.answers
        assert not found.complete


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_facts_of_the_mail_system_are_asked_in_its_container(shell: list[str]) -> None:
    place = FoundContainer("docker", "r", "mail", frozenset({25}))
    facts = [
        fact("outer", 'ask where printf %s "${INSIDE:-no}"'),
        Fact[object]("inner", 'ask where printf %s "$INSIDE $value"', lambda got: got, mail=True),
    ]
    text = facts_script(facts, "m4rk", place=place, given={"value": "it's $HOME"}).text
    # The engine is a function of this shell: `docker exec -i mail /bin/sh -s`.
    engine = 'docker() { printf \'%s\\n\' "$*" >&2; shift 3; INSIDE=yes "$@"; }\n'
    ran = subprocess.run(shell, input=(engine + text).encode(), capture_output=True, timeout=30)
    assert ran.stderr == b"exec -i mail /bin/sh -s\n"
    found = parse_told(ran.stdout, "m4rk", {})
    assert found.complete
    assert found.answers["outer"]["where"].text == "no"
    assert found.answers["inner"]["where"].text == "yes it's $HOME"
    assert found.answers["inner"].now > 1.7e9
