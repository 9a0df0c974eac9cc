"""Facts of a host kept fresh: what is asked when, over links that come and go."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from relaytui.domain.finding import Failed
from relaytui.engine.facts_keeper import FactsKeeper
from relaytui.errors import LinkError, LinkLost, NoAnswer
from relaytui.facts.answers import Answers
from relaytui.facts.base import AnyFact, Fact
from relaytui.ssh.link import Link, Outcome
from relaytui.ssh.script import Script


class ShLink:
    """A link to a shell of this machine; `error` is raised in place of an answer."""

    def __init__(self) -> None:
        self.asked: list[Script] = []
        self.error: LinkError | None = None

    def run(self, script: Script, *, timeout: float = 20.0, sudo: bool = False) -> Outcome:
        self.asked.append(script)
        if self.error:
            raise self.error
        ran = subprocess.run(["sh"], input=script.text.encode(), capture_output=True, timeout=20)
        return Outcome(ran.returncode, ran.stdout, ran.stderr, 0.0)


class World:
    """A keeper on a link, and what it found."""

    def __init__(self) -> None:
        self.link = ShLink()
        self.woken = threading.Event()
        self.keeper = FactsKeeper("mx1", self.woken.set, sudo="never")
        self.found: dict[str, list[Any]] = {}

    def use(self) -> None:
        self.keeper.use(cast("Link", self.link))

    def until(self, holds: Callable[[], bool], words: str) -> None:
        end = time.monotonic() + 10
        while not holds():
            self.woken.wait(0.05)
            self.woken.clear()
            for one in self.keeper.take():
                self.found.setdefault(one.fact.name, []).append(one.value)
            assert time.monotonic() < end, (words, self.found)

    def count(self, fact: AnyFact) -> int:
        return len(self.found.get(fact.name, []))


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.keeper.stop()


def text_of(label: str) -> Callable[[Answers], str]:
    return lambda answers: answers[label].text


def test_all_that_is_due_goes_in_one_script(world: World) -> None:
    facts = [Fact(f"f{n}", f"ask out echo {n}", text_of("out"), every=60) for n in range(5)]
    facts += [Fact(f"r{n}", f"root out x echo {n}", text_of("out"), every=60) for n in range(3)]
    world.keeper.want(facts)
    world.use()
    world.until(lambda: len(world.found) == 8, "all facts")
    assert [world.found[f"f{n}"] for n in range(5)] == [[str(n)] for n in range(5)]
    assert [world.found[f"r{n}"] for n in range(3)] == [[str(n)] for n in range(3)]
    # What the account may do, with those that ask for no right; then the others.
    first, then = (one.text for one in world.link.asked)
    assert "fact=f4" in first
    assert "fact=r0" not in first
    assert "fact=r2" in then
    assert "fact=f0" not in then


def test_a_fact_is_looked_at_again_when_another_has_changed(world: World, tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"
    stamp.write_text("old")
    first = Fact("stamp", f"ask out cat {stamp}", text_of("out"), every=0.1)
    dear = Fact("dear", "ask out date +%N", text_of("out"), every=60, after=("stamp",), patience=30)
    world.keeper.want([first, dear])
    world.use()
    world.until(lambda: world.count(first) > 2 and world.count(dear) == 1, "the first look")
    stamp.write_text("new")
    world.until(lambda: world.count(dear) == 2, "the look that follows")
    assert world.found["stamp"][-1] == "new"


def test_a_dear_look_does_not_hold_up_a_quick_one(world: World) -> None:
    dear = Fact("dear", "ask out echo dear", text_of("out"), every=60, patience=30)
    quick = Fact("quick", "ask out echo quick", text_of("out"), every=60)
    world.keeper.want([dear, quick])
    world.use()
    world.until(lambda: world.count(dear) == 1, "both")
    assert list(world.found) == ["quick", "dear"]


def test_no_answer_is_a_failure_of_each_fact_and_is_asked_again(world: World) -> None:
    fact = Fact("f", "ask out echo 1", text_of("out"), every=0.1)
    world.link.error = NoAnswer("facts: no answer within 20 s")
    world.keeper.want([fact])
    world.use()
    world.until(lambda: world.count(fact) > 0, "the failure")
    failed = world.found["f"][0]
    assert isinstance(failed, Failed)
    assert "no answer" in failed.reason
    world.link.error = None
    world.until(lambda: world.found["f"][-1] == "1", "the answer")


def test_a_parser_that_fails_harms_no_other_fact(world: World) -> None:
    def broken(answers: Answers) -> Any:
        raise ValueError("a slip")

    good = Fact("good", "ask out echo 1", text_of("out"), every=60)
    world.keeper.want([Fact("bad", "ask out echo", broken, every=60), good])
    world.use()
    world.until(lambda: len(world.found) == 2, "both")
    assert world.found["good"] == ["1"]
    assert "a slip" in world.found["bad"][0].reason


def test_a_lost_link_is_left_alone_and_a_new_one_is_asked(world: World) -> None:
    fact = Fact("f", "ask out echo 1", text_of("out"), every=60)
    world.link.error = LinkLost("the connection ended")
    world.keeper.want([fact])
    world.use()
    world.until(lambda: len(world.link.asked) > 0, "the try")
    assert world.keeper.take() == []
    world.keeper.use(None)
    world.link = ShLink()
    world.use()
    world.until(lambda: world.count(fact) == 1, "the answer")


def test_a_question_with_values_is_answered_once(world: World) -> None:
    fact = Fact("once", 'ask out printf "%s" "$package"', text_of("out"))
    with pytest.raises(LinkError, match="not connected"):
        world.keeper.once(fact, {"package": "x"}).result(5)
    world.use()
    assert world.keeper.once(fact, {"package": "it's; $(id)"}).result(10) == "it's; $(id)"


def test_what_nobody_wants_is_not_asked(world: World) -> None:
    fact = Fact("f", "ask out echo 1", text_of("out"), every=0.05)
    world.keeper.want([fact])
    world.use()
    world.until(lambda: world.count(fact) > 2, "some looks")
    world.keeper.want([])
    other = Fact("g", "ask out echo 2", text_of("out"), every=60)
    world.keeper.want([other])
    world.until(lambda: world.count(other) == 1, "the other")
    looks = len(world.link.asked)
    world.keeper.want([])
    assert world.keeper.once(other, {}).result(10) == "2"
    assert len(world.link.asked) == looks + 1
