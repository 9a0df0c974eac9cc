"""The process that matches patterns typed by users; killed when one takes too long.

It is started as a file, in isolated mode, and imports nothing of ours. It reads requests and
writes answers, each as four bytes of length (big endian) and JSON: first the pattern, then
lists of texts; an answer lists the offsets of the texts in which the pattern was found. To
`{"spans": texts}` the answer lists for each text where in it the pattern stands, start and end.
Where the first request is a list of
patterns, texts are matched as a whole: to `{"fields": texts}` the answer has for each text the
offset of the first pattern that matches and its named groups, or null, and the limit holds for
each text. The time limit counts processor time and ends the process in the middle of a match.
"""

import itertools
import json
import re
import signal
import struct
import sys
from typing import Any, NoReturn

#: Seconds of processor time for one batch.
BUDGET = 0.05
#: Places in one text that are looked for.
MOST_SPANS = 64


def main() -> None:
    """Answer until the input ends."""
    wanted = read()
    if isinstance(wanted, list):
        fields([re.compile(one) for one in wanted])
    pattern = re.compile(wanted)
    write([])
    while True:
        request = read()
        texts = request["spans"] if isinstance(request, dict) else request
        signal.setitimer(signal.ITIMER_VIRTUAL, BUDGET * max(1.0, len(texts) / 256))
        if isinstance(request, dict):
            answer: list[Any] = [spans(pattern, text) for text in texts]
        else:
            answer = [at for at, text in enumerate(texts) if pattern.search(text)]
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        write(answer)


def fields(patterns: list[re.Pattern[str]]) -> NoReturn:
    """Answer for several patterns with named groups."""
    write([])
    while True:
        answer: list[Any] = []
        for text in read()["fields"]:
            signal.setitimer(signal.ITIMER_VIRTUAL, BUDGET)
            answer.append(first_of(patterns, text))
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        write(answer)


def first_of(patterns: list[re.Pattern[str]], text: str) -> tuple[int, dict[str, Any]] | None:
    """The first pattern that matches a whole text, and its groups."""
    for at, pattern in enumerate(patterns):
        if found := pattern.fullmatch(text):
            return at, found.groupdict()
    return None


def spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Where a pattern stands in a text; matches of nothing are left out."""
    found = itertools.islice(pattern.finditer(text), MOST_SPANS)
    return [one.span() for one in found if one.end() > one.start()]


def read() -> Any:
    """The next request; ends the process at the end of the input."""
    head = sys.stdin.buffer.read(4)
    if len(head) < 4:
        raise SystemExit
    (size,) = struct.unpack(">I", head)
    return json.loads(sys.stdin.buffer.read(size))


def write(answer: object) -> None:
    """Send an answer."""
    body = json.dumps(answer).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(body)) + body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
