"""Names, addresses and reasons that mean to be code, through every way that writes: what a host
gets is what was meant, and nothing of it is run."""

import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from relaytui.changes.apply import Applied, apply, undo
from relaytui.changes.plan import FILE, Command, HostPlan, Moment, Plan, Proof, Put, Run
from relaytui.changes.protocol import HOME
from relaytui.changes.typed import typed_net, typed_reason
from relaytui.domain.intent import Block, Unblock
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import safe
from relaytui.facts.base import HostFacts
from relaytui.facts.file_texts import FileText
from relaytui.facts.own import BLOCKS, KEEPER, SERVICE, Own
from relaytui.facts.packet_filter import PacketFilter
from relaytui.layers import keeper, keeper_script
from relaytui.layers.own_plans import plan_block
from relaytui.lists.edit import Refused
from relaytui.ssh.link import Outcome
from relaytui.ssh.script import HOST_PATH, Script
from tests.changes.on_this_machine import SHELLS

#: Of them in one change.
BATCH = 10
COUNT = 1000 if os.environ.get("SOAK") else 40
CANARY = "canary"
_PIECES = (
    "; touch {c}", "$(touch {c})", "`touch {c}`", "\ntouch {c}\n", "| touch {c}", "& touch {c} &",
    "'; touch {c}; '", '"; touch {c}; "', "\\", "'", '"', "$IFS", "${{x:-$(touch {c})}}", "\0",
    "\r\n", "\x1b]52;c;AAAA\x07", "\x9b31m", "\u202e", "%s%n", "*", "?", "[a-z]", "~", "!!", "#",
    "-rf", "--", "-o ProxyCommand=x", "%$(id)", "%eth0;id", "{{ }}", "}} ; flush ruleset ; {{",
    "EOF", "END", "\nEND\n", "' EOF", "\udcff", "é", "ｅ", "|", "a" * 300, "@", "192.0.2.7", " ",
    "\t", "\nmark0123456789 done\n", ": relaytui end", "$tmp", "$deed", "s1_path",
)  # fmt: skip
_NETS = ("192.0.2.7", "192.0.2.0/24", "2001:db8::7", "2001:db8::/48", "::ffff:192.0.2.9")


def hostile(chance: random.Random, canary: Path) -> str:
    """A few pieces in a row."""
    picked = chance.choices(_PIECES, k=chance.randint(1, 4))
    return "".join(one.format(c=canary) for one in picked)


class RecordingHost:
    """A link to a shell here; the programs that changes call write down what they get."""

    name, own_address, story = "mx1", None, ()

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shell = SHELLS[0]
        (folder / "bin").mkdir()
        for name in ("nft", "systemctl", "postfix", "logger"):
            path = folder / "bin" / name
            path.write_text(
                '#!/bin/sh\nfor word in "$0" "$@"; do printf "%s\\0" "$word"; done '
                f'>>{folder}/argv\n[ "${{0##*/}}" = nft ] && cat >>{folder}/stdin\nexit 0\n'
            )
            path.chmod(0o755)

    def run(self, script: Script, *, timeout: float = 20.0, sudo: bool = False) -> Outcome:
        """As a link does, within the frame of a shell that stays."""
        text = script.framed("a" * 24)
        for before, after in (
            (HOST_PATH, f"{self.folder}/bin:{HOST_PATH}"), (HOME, f"{self.folder}/var"),
            ("/etc/systemd/system", f"{self.folder}/etc"),
            ("umask 077\n", "umask 077\nid() { echo 0; }\n"),
        ):  # fmt: skip
            text = text.replace(before, after)
        done = subprocess.run(
            self.shell, input=text.encode("utf-8", "surrogateescape"), capture_output=True,
            timeout=60, check=False, cwd=self.folder,
        )  # fmt: skip
        return Outcome(done.returncode, done.stdout, done.stderr, 0.0)

    def got(self, name: str) -> str:
        """What was written down since the last call."""
        path = self.folder / name
        raw = path.read_bytes() if path.exists() else b""
        path.unlink(missing_ok=True)
        return raw.decode("utf-8", "surrogateescape")


@pytest.fixture
def host(tmp_path: Path) -> Iterator[RecordingHost]:
    (tmp_path / "etc").mkdir()
    made = RecordingHost(tmp_path)
    yield made
    assert not list(tmp_path.rglob(CANARY))


def applied(host: RecordingHost, plans: tuple[Plan, ...], identity: str) -> Applied:
    return apply(host, HostPlan("mx1", plans), identity, "me", root=True)  # type: ignore[arg-type]


def test_addresses_are_addresses_or_refused(tmp_path: Path) -> None:
    chance = random.Random(5)
    for _ in range(COUNT * 5):
        word = hostile(chance, tmp_path / CANARY)
        for text in (word, f"192.0.2.7{word}", f"{word}192.0.2.7", f"fe80::1%{word}"):
            found = typed_net(text)
            if not isinstance(found, Refused):
                assert parse_net(str(found)) == found
                assert set(str(found)) <= set("0123456789abcdef:./")


def test_reasons_and_names_reach_nft_as_words(host: RecordingHost) -> None:
    """Our own table: blocks, with reasons, and a name of whoever does it."""
    chance = random.Random(6)
    keeps = {KEEPER: FileText(safe(KEEPER), keeper_script.KEEPER_TEXT),
             SERVICE: FileText(safe(SERVICE), keeper.SERVICE_TEXT)}  # fmt: skip
    facts = HostFacts({"own": Own(PacketFilter(), keeps, systemd=True)})
    for number in range(COUNT // BATCH):
        plans = []
        for at in range(BATCH):
            net = typed_net(chance.choice(_NETS))
            assert isinstance(net, Net)
            reason = typed_reason(hostile(chance, host.folder / CANARY))
            moment = Moment(1795600000.0, hostile(chance, host.folder / CANARY))
            plan = plan_block(Block(net, 3600, reason, keep=at == 0), facts, moment)
            assert isinstance(plan, Plan)
            plans.append(plan)
        assert applied(host, tuple(plans), f"n{number}").done
        stdin = host.got("stdin")
        runs = [step for one in plans for step in one.steps if isinstance(step, Run)]
        assert stdin == "".join(one.do.stdin for one in runs)
        added = [line for line in stdin.split("\n") if line.startswith("add element")]
        assert len(added) == BATCH
        assert all(line.count('"') == 2 and line.endswith('" }') for line in added)
        kept = (host.folder / "var" / Path(BLOCKS).name).read_text()
        assert kept.count("\n") == 1
        assert undo(host, "mx1", f"n{number}", root=True).done  # type: ignore[arg-type]
        assert host.got("stdin") == "".join(one.undo.stdin for one in runs[::-1] if one.undo)
        assert not (host.folder / "var" / Path(BLOCKS).name).exists()


def test_every_byte_of_a_file_and_a_command_arrives(host: RecordingHost) -> None:
    """Paths, texts, words and stdin of any content: the steps that layers make."""
    chance = random.Random(7)
    for number in range(COUNT // BATCH):
        steps: list[Put | Run] = []
        for at in range(BATCH):
            words = [hostile(chance, host.folder / CANARY).replace("\0", "") for _ in range(4)]
            name = "".join(one for one in words[0] if one.isprintable() and one not in "/\udcff")
            path = host.folder / "etc" / f"{at}{name[:80].strip()}"
            steps.append(Put(str(path), None, words[1], (Command(("postfix", words[2], FILE)),)))
            steps.append(Run(Command(("nft", *words), words[3] or "x"), Command(("nft", "back"))))
        plan = Plan(Unblock(Net(4, 1, 1)), "x", tuple(steps), Proof((), lambda facts: ""))
        answered = applied(host, (plan,), f"f{number}")
        assert answered.done, answered
        runs = [one for one in steps if isinstance(one, Run)]
        puts = [one for one in steps if isinstance(one, Put)]
        for put in puts:
            assert put.after is not None
            assert Path(put.path).read_bytes() == os.fsencode(put.after)
        got = host.got("argv").split("\0")
        for run, put in zip(runs, puts, strict=True):
            checked, got = got[1], got[3:]
            assert checked == put.check[0].argv[1]
            assert tuple(got[1:5]) == run.do.argv[1:]
            got = got[5:]
        assert host.got("stdin") == "".join(one.do.stdin for one in runs)
        assert undo(host, "mx1", f"f{number}", root=True).done  # type: ignore[arg-type]
        assert not any(Path(one.path).exists() for one in puts)
        host.got("argv")
