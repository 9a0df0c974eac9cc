"""What a host has really logged, kept apart from the logs that are rotated and cut."""

from collections.abc import Sequence
from typing import Any

from tests.relays.lab import journal_log, root

#: A second copy of every mail line, by the same rsyslog.
_COPY = "/var/log/relaytui-truth.log"


def keep_truth(relay: str) -> None:
    """Have a host with rsyslog write each mail line to a file of its own as well."""
    root(
        relay,
        f"echo 'mail.* {_COPY}' > /etc/rsyslog.d/00-truth.conf;"
        "systemctl restart rsyslog.service 2>/dev/null || service rsyslog restart",
    )


def truth(relay: str, *, journal: bool) -> list[str]:
    """All lines since then, in order; of a journal as `IDENT[PID]: MESSAGE`."""
    if journal:
        return journal_log(relay)
    return root(relay, f"cat {_COPY}").split("\n")[:-1]


def unexplained(rows: Sequence[dict[str, Any]], written: Sequence[str], head: int) -> list[str]:
    """What is wrong with delivered rows: lines that are missing without a gap row, lines that
    were never written, come twice or in the wrong order, and gaps where nothing is missing but
    could be seen to be. `head`: how many words of `raw` stand before the message.
    """
    wrong: list[str] = []
    at = None
    gap = False
    for row in rows:
        if row["kind"] == "log_gap":
            gap = True
            continue
        line = row["raw"].split(" ", head)[head]
        try:
            place = written.index(line, at or 0)
        except ValueError:
            wrong.append(f"never written, doubled or out of order: {line}")
            continue
        if at is not None and place > at and not gap:
            wrong += [f"missing without a word: {one}" for one in written[at:place]]
        at, gap = place + 1, False
    return wrong
