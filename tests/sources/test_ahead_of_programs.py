"""The same where a program gives the lines: journalctl, docker, podman, whose --since leaves out
what stands at that time. Shell functions stand for them."""

import subprocess

import pytest

from relaytui.sources.base import RawLine, Skipped
from relaytui.sources.container import ContainerSource
from relaytui.sources.journal import JournalSource
from relaytui.ssh.script import Script

TOTAL = 3000
#: Prints the records from a number on, or the last so many.
RECORDS = r"""
from() { seq "$1" TOTAL; }
"""
JOURNALCTL = r"""
journalctl() {
  first=1 back=
  while [ $# -gt 0 ]; do
    case $1 in --cursor=*) first=${1#*i=} ;; -n) shift; back=$1 ;; esac
    shift
  done
  [ -z "$back" ] || [ "$back" = all ] || first=$((TOTAL - back + 1))
  from "$first" | while read -r n; do
    printf '{"__CURSOR":"s=1;i=%s","MESSAGE":"line %s"}\n' "$n" "$n"
  done
}
"""
ENGINES = r"""
docker() { engine_says 0 "$@"; }
podman() { engine_says 1 "$@"; }
engine_says() {
  first=1 later=$1
  while [ $# -gt 0 ]; do
    case $1 in
      --since) shift; first=${1%Z}; first=${first##*.}; first=$(expr "$first" + "$later") ;;
      --tail) shift; first=$((TOTAL - $1 + 1)) ;;
    esac
    shift
  done
  from "$first" | while read -r n; do
    printf '2026-02-09T04:02:33.%09dZ line %s\n' "$n" "$n"
  done
}
"""


def ask(script: Script) -> bytes:
    words = (RECORDS + JOURNALCTL + ENGINES).replace("TOTAL", str(TOTAL)) + script.text
    run = subprocess.run(["sh"], input=words.encode(), stdout=subprocess.PIPE, check=True)
    return run.stdout


def numbers(source: JournalSource | ContainerSource, chunk: bytes) -> list[int]:
    found = [one.text for one in source.feed(chunk) if isinstance(one, RawLine)]
    return [int(text.rstrip(b'"}').rpartition(b" ")[2]) for text in found]


def again(hole: Skipped) -> list[int]:
    """Its lines, page by page."""
    found: list[int] = []
    source = hole.again
    assert isinstance(source, JournalSource | ContainerSource)
    while len(found) < hole.lost:
        page = numbers(source, ask(source.page("token", 20_000)))
        source.cut()
        assert page
        found += page
    return found[: hole.lost]


SOURCES = [
    JournalSource(back=10),
    ContainerSource("docker", "mail", back=10),
    ContainerSource("podman", "mail", back=10),
]


@pytest.mark.parametrize("source", SOURCES, ids=["journal", "docker", "podman"])
def test_what_is_passed_over_is_counted_and_read_again(
    source: JournalSource | ContainerSource,
) -> None:
    script = source.script("token", follow=False)
    assert script
    record = {
        True: b'{"__CURSOR":"s=1;i=7","MESSAGE":"line 7"}\n',
        False: b"2026-02-09T04:02:33.000000007Z line 7\n",
    }
    assert numbers(source, record[isinstance(source, JournalSource)]) == [7]
    source.cut()
    assert not source.skip(ask, TOTAL)
    (hole,) = source.skip(ask, 1000)
    rest = numbers(source, ask(source.script("token", follow=False)))
    assert rest == list(range(rest[0], TOTAL + 1))
    assert hole.lost == rest[0] - 8
    assert again(hole) == list(range(8, rest[0]))


def test_nothing_is_passed_over_where_nothing_was_read() -> None:
    assert not JournalSource().skip(ask, 0)
    assert not ContainerSource("docker", "mail").skip(ask, 0)
