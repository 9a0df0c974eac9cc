"""From single findings to a word on a panel: ok, partly, no, or nothing there to see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from relaytui.domain.finding import Absent, Failed, Finding, Remedy, Value

State = Literal["ok", "partly", "no", "absent"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a panel stands, why, and what to do. Without `judged` it is told, and no more."""

    panel: str
    state: State
    words: str
    remedies: tuple[Remedy, ...] = ()
    judged: bool = True

    @property
    def is_missing(self) -> bool:
        """Whether something is missing that ought to be there."""
        return self.judged and self.state in ("partly", "no")


def once(words: Iterable[str]) -> list[str]:
    """Each word once, in order."""
    return list(dict.fromkeys(words))


def verdict(panel: str, findings: Iterable[Finding], *, judged: bool = True) -> Verdict:
    """The word on a panel."""
    findings = list(findings)
    good = [one for one in findings if isinstance(one, Value)]
    failed = [one for one in findings if isinstance(one, Failed)]
    absent = [(one.words, one.about) for one in findings if isinstance(one, Absent)]
    parts = [f"reads {_read(good)}"] if good else []
    parts += _grouped([(one.reason, one.about) for one in failed])
    state: State = "ok" if good else "absent"
    if failed:
        state = "partly" if good else "no"
    remedies = dict.fromkeys(one.remedy for one in failed if one.remedy)
    words = "; ".join(parts or _grouped(absent))
    return Verdict(panel, state, words, tuple(remedies), judged)


def _read(good: list[Value]) -> str:
    """`the queue, limits; through sudo: A, B`."""
    plain = ", ".join(once(one.words for one in good if not one.about))
    said = [plain] if plain else []
    for words in once(one.words for one in good if one.about):
        said.append(f"{words}: {', '.join(once(one.about for one in good if one.words == words))}")
    return "; ".join(said)


def _grouped(pairs: list[tuple[str, str]]) -> list[str]:
    """`A, B: words` for what has the same words."""
    said = []
    for words in once(words for words, _ in pairs):
        about = once(about for other, about in pairs if other == words and about)
        said.append(f"{', '.join(about)}: {words}" if about else words)
    return said
