"""What a host answered to the facts' script, cut into the answers of each command.

The answer is plain text, or the same through gzip after a first line `gzip`. MARK is a random
word of this script, so that no output can imitate it:

    MARK fact NAME                    what follows is this fact's
    MARK out STATUS SUM LABEL         then stdout, until the next line with MARK
    MARK same STATUS SUM LABEL        stdout is what it was the last time
    MARK err                          then stderr, until the next line with MARK
    MARK end NAME
    MARK clock 1795584018.123 +0100   the host's own time and zone, first of all
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta, timezone, tzinfo

#: Bytes of an unpacked answer; more is no answer.
MOST = 96 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What one command gave. A command that was not run has the status -1."""

    status: int = -1
    stdout: bytes = b""
    stderr: bytes = b""

    @property
    def ran(self) -> bool:
        """Whether it was run at all."""
        return self.status >= 0

    @property
    def text(self) -> str:
        """stdout; bytes that are no UTF-8 as lone surrogates, which `safe` makes visible."""
        return self.stdout.decode("utf-8", "surrogateescape")

    @property
    def lines(self) -> list[str]:
        """Lines of stdout, cut at newlines only, without blank ones at the end."""
        return self.text.rstrip("\n").split("\n") if self.stdout else []

    @property
    def complaint(self) -> str:
        """stderr, as `text`."""
        return self.stderr.decode("utf-8", "surrogateescape").strip()


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one fact by label, and the host's clock when they were given."""

    by_label: Mapping[str, Answer]
    now: float = 0.0
    zone: tzinfo = UTC

    def __getitem__(self, label: str) -> Answer:
        """The answer; one that was not run where there is none."""
        return self.by_label.get(label, Answer())

    def labelled(self, prefix: str) -> dict[str, Answer]:
        """Those whose label begins so (`jail:`), by the rest of it."""
        return {
            label[len(prefix) :]: one
            for label, one in self.by_label.items()
            if label.startswith(prefix)
        }


@dataclass(slots=True)
class Told:
    """A whole answer: by fact, and the sums by fact and label for the next time."""

    answers: dict[str, Answers] = field(default_factory=dict)
    sums: dict[tuple[str, str], str] = field(default_factory=dict)
    complete: bool = False
    #: The host's clock at the begin, in seconds since the epoch; 0 where it was not told.
    clock: float = 0.0


Before = Mapping[str, Answers]


def unpacked(stdout: bytes) -> bytes:
    """The answer without gzip; empty where it is broken or too large."""
    if not stdout.startswith(b"gzip\n"):
        return stdout.removeprefix(b"plain\n")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(stdout[5:], MOST)
    except zlib.error:
        return b""
    return b"" if unpacker.unconsumed_tail else text


def parse_told(stdout: bytes, mark: str, before: Before) -> Told:
    """The answers of a script with this mark; `before` are the ones that `same` stands for."""
    told = Told()
    now, zone = _clock("0", "")
    fact, last = "", ""
    labels: dict[str, Answer] = {}
    for piece in (b"\n" + unpacked(stdout)).split(b"\n" + mark.encode() + b" ")[1:]:
        head, _, body = piece.partition(b"\n")
        words = head.decode("utf-8", "surrogateescape").split(" ", 3)
        match words:
            case ["clock", seconds, offset]:
                now, zone = _clock(seconds, offset)
                told.clock = now
            case ["fact", name]:
                fact, labels, last = name, {}, ""
            case ["out" | "same", status, total, last] if fact:
                labels[last] = Answer(_status(status), body)
                told.sums[fact, last] = total
                if words[0] == "same":
                    old = before[fact][last].stdout if fact in before else b""
                    labels[last] = Answer(_status(status), old)
            case ["err"] if fact and last in labels:
                one = labels[last]
                labels[last] = Answer(one.status, one.stdout, body)
            case ["end", name] if name == fact:
                told.answers[fact] = Answers(labels, now, zone)
                fact = ""
            case ["done"]:
                told.complete = True
    return told


def _status(word: str) -> int:
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= 3 else 255


def _clock(seconds: str, offset: str) -> tuple[float, tzinfo]:
    """`date '+%s.%N %z'`; some dates know no %N."""
    whole, _, part = seconds.partition(".")
    if not (whole.isascii() and whole.isdecimal() and len(whole) <= 12):
        return 0.0, UTC
    digits = part if part.isascii() and part.isdecimal() else "0"
    now = float(f"{whole}.{digits[:9]}")
    if len(offset) == 5 and offset[0] in "+-" and offset[1:].isdecimal():
        minutes = int(offset[1:3]) * 60 + int(offset[3:])
        if minutes < 24 * 60:
            return now, timezone(timedelta(minutes=minutes if offset[0] == "+" else -minutes))
    return now, UTC
