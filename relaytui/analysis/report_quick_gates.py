"""The frequent lines of postscreen, of dnsblog beside it, and of anvil: see report_quick."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from relaytui.analysis.report_later import Step
from relaytui.analysis.report_quick_words import Peers, may_hold_secret
from relaytui.analysis.report_sums import Where

if TYPE_CHECKING:
    from relaytui.analysis.report_part import Part


class Gates:
    """Counts lines into a part; `at` gives the time of a line. Each method takes a line, the place
    where its message begins, and where it counts; False: the long way."""

    def __init__(self, part: "Part", at: Callable[[str], float | None], peers: Peers) -> None:
        self._part = part
        self._at = at
        self._sums, self._kinds = part.sums, part.sums.kinds
        self._peers = peers

    def postscreen(self, line: str, at: int, where: Where) -> bool:
        """What it let through, and what it holds against a client."""
        if line.startswith(("PASS OLD ", "PASS NEW "), at):
            return self._passed(line, at + 9, where)
        if line.startswith("DNSBL rank ", at):
            return self._offence("dnsbl", line, line.find(" for ", at + 11) + 5, where, at)
        if line.startswith("PREGREET ", at):
            return self._offence("pregreet", line, line.find(" from ", at) + 6, where, at)
        if line.startswith("HANGUP after ", at):
            return self._offence("hangup", line, line.find(" from ", at) + 6, where, at)
        return False

    def _client(self, line: str, begin: int) -> str | None:
        end = line.find("]", begin) + 1
        return self._peers[line[begin:end]] if end and line[begin] == "[" else None

    def _passed(self, line: str, begin: int, where: Where) -> bool:
        client = self._client(line, begin)
        if client is None or may_hold_secret(line[begin:]):
            return False
        self._kinds["allowed"] += 1
        self._part.later.append(Step("pass", where[1], client, self._at(line) or 0.0, where, 1))
        return True

    def _offence(self, offence: str, line: str, begin: int, where: Where, at: int) -> bool:
        if begin < at or may_hold_secret(line[at:]) or self._client(line, begin) is None:
            return False
        self._kinds["offence"] += 1
        self._sums.count(where[0], "word", ("offence", offence))
        return True

    def dnsblog(self, line: str, at: int) -> bool:
        """A list names a client; postscreen's rank is what counts."""
        listed = line.find(" ", at + 5) + 1
        if not (line.startswith("addr ", at) and line.startswith("listed by domain ", listed)):
            return False
        if may_hold_secret(line[at:]):
            return False
        self._kinds["offence"] += 1
        return True

    def anvil(self, line: str, at: int) -> bool:
        """How many came at once; the lines of limits that were hit are smtpd's."""
        if not line.startswith("statistics: ", at) or may_hold_secret(line[at:]):
            return False
        self._kinds["statistics"] += 1
        return True
