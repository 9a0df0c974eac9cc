"""A format is tried before it is used: its samples, and what strangers could make of them."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC

from relaytui.config.problem import Problem
from relaytui.domain.event import Event
from relaytui.domain.text import safe
from relaytui.formats.fields import fill, shown
from relaytui.formats.file import Pattern, Read, Sample
from relaytui.logs.parser import LineParser
from relaytui.state.pattern_process import PatternFailed, ask, end, start

#: Changed samples that are tried.
MUTATIONS = 2000
#: How often a piece is repeated; slow patterns are slow at few already.
_TIMES = (2, 8, 30, 300, 3000)
#: What stands where a pattern does not expect it.
_ODD = ("!", " ", "\x00", "<", "[", "=", "\u202e", "é", "0", "a", ",", ")")
_SLOW = "the pattern takes over 50 ms for a line that strangers could cause"
_STEP = "Take out what repeats in itself, as in `(a+)+`; say what a piece may hold: `[^,]+`"


def tried(read: Read) -> list[Problem]:
    """What is wrong with how it works."""
    assert read.said is not None
    heads = [_head(one.line) for one in read.said.samples]
    problems = _strange_programs(read, heads)
    if problems:
        return problems
    texts = [one.message or "" for one in heads]
    answers: list[list[object]] = []
    for number, pattern in enumerate(read.said.patterns):
        found = _answers(pattern, [*texts, *mutations(texts, MUTATIONS)])
        if found is None:
            node = read.at("patterns", number, "match")
            problems.append(node.problem(_SLOW, _STEP))
        else:
            answers.append(found)
    if problems:
        return problems
    return [
        problem
        for number, sample in enumerate(read.said.samples)
        for problem in _sample_problems(read, number, sample, [one[number] for one in answers])
    ]


def _head(line: str) -> Event:
    return LineParser(UTC).parse(line, 4e9)


def _strange_programs(read: Read, heads: Sequence[Event]) -> list[Problem]:
    assert read.said is not None
    known = {one.lower() for one in read.said.programs}
    found = []
    for number, head in enumerate(heads):
        program = head.daemon or head.program or ""
        if program.lower() not in known:
            words = f"the line is of program {safe(program, 60) or 'none'}, not of this format"
            step = "Correct `programs:`, or write the line with time, host and tag"
            found.append(read.at("samples", number, "line").problem(words, step))
    return found


def _answers(pattern: Pattern, texts: Sequence[str]) -> list[object] | None:
    """What a pattern finds in each text; None where one of them took too long."""
    process = start()
    try:
        ask(process, [pattern.match])
        found: list[object] = []
        for at in range(0, len(texts), 100):  # a batch has its own time as well
            found += ask(process, {"fields": list(texts[at : at + 100])})
    except PatternFailed:
        return None
    finally:
        end(process)
    return found


def _sample_problems(
    read: Read, number: int, sample: Sample, answers: Sequence[object]
) -> Iterator[Problem]:
    assert read.said is not None
    event = Event()
    for pattern, answer in zip(read.said.patterns, answers, strict=True):
        if isinstance(answer, list):
            fill(event, pattern.kind, {**pattern.set, **answer[1]})
            break
    for name, wanted in sample.expect.items():
        if (got := shown(event, name)) != wanted:
            words = f"{name} is {safe(got, 100) or 'empty'} and not {safe(wanted, 100)}"
            if event.kind == "other" and name == "kind":
                words = "no pattern matches the line"
            step = "Correct the pattern, or what is expected"
            yield read.at("samples", number, "expect").problem(words, step)
            return


def mutations(texts: Sequence[str], count: int) -> list[str]:
    """Texts that differ from the samples, the same ones each time."""
    chance = random.Random(1)
    return [_mutated(chance, chance.choice(texts)) for _ in range(count)]


def _mutated(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text) + 1)
    width = chance.choice((1, 1, 1, 2, 3, 8))
    piece = text[at : at + width] or "a"
    act = chance.randrange(6)
    if act < 3:  # what a pattern repeats, many times, and then something else
        tail = chance.choice(("", text[at:], chance.choice(_ODD)))
        changed = text[:at] + piece * chance.choice(_TIMES) + tail
    elif act == 3:
        changed = text[:at] + chance.choice(_ODD) + text[at:]
    elif act == 4:
        changed = text[:at] + text[at + width :]
    else:
        changed = text[:at] + chance.choice(_ODD)
    return changed[:4096]
