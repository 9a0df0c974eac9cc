"""The quick way of counting is the long way's equal on every line."""

import os
import random

import pytest

from tests.report.logs import corpus, made, plain, reader, whole

ROUNDS = 100 if os.environ.get("SOAK") else 4
STRANGE = (
    b"pass=x|AUTH PLAIN AGZvbw==|secret: y|\x1b|\xff|<|>|, |; from=<| relay=|]|[|: |  |\0|"
    b"given password: |message repeated 3 times: ["
).split(b"|")


def broken(log: bytes, seed: int) -> bytes:
    """Lines with bytes taken out, put in, exchanged, or of two lines."""
    rng = random.Random(seed)
    lines = log.split(b"\n")
    made = []
    for line in lines:
        at = rng.randrange(len(line) + 1)
        match rng.randrange(7):
            case 0:
                line = line[:at] + rng.choice(STRANGE) + line[at:]
            case 1:
                line = line[:at] + line[at + rng.randrange(1, 4) :]
            case 2:
                line = line[:at] + rng.choice(lines)[at:]
            case 3:
                line = line[:at]
        made.append(line)
    return b"\n".join(made)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_broken_lines(seed: int) -> None:
    log = (
        corpus() * 2 if seed % 2 else made(3000, seed, timestamps=("iso", "rfc3164")[seed // 2 % 2])
    )
    log = broken(log, seed)
    how = reader()
    assert plain(whole(log, how)) == plain(whole(log, how, slowly=True))


@pytest.mark.parametrize("stamp", ["2026-11-24T00:00:23.570393+00:00", "Nov 24 00:00:23"])
def test_a_line_that_ends_within_its_host(stamp: str) -> None:
    whole_line = f"{stamp} mx1 postfix/smtpd[8]: connect from a.example[192.0.2.9]\n"
    log = f"{stamp} mx\n{whole_line}{stamp} mx1\n{whole_line.replace('mx1', 'mx2')}".encode()
    assert plain(whole(log, reader())) == plain(whole(log, reader(), slowly=True))


def test_most_lines_of_a_busy_relay_go_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    from relaytui.analysis.report_lines import Lines

    taken = []
    monkeypatch.setattr(Lines, "_long", lambda self, line: taken.append(line))
    monkeypatch.setattr(Lines, "_count", lambda self, tag, host, line, *at: taken.append(line))
    log = made(3000, 1)
    whole(log, reader())
    assert 0 < len(taken) < 200
