"""The repositories of dnf, yum and zypper: which are in use, and how old the lists of each are."""

import re
from dataclasses import dataclass

from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer
from relaytui.updates.times import times

_NAME = re.compile(r"^\[([^\]]{1,128})\]")
_OFF = re.compile(r"^\s*enabled\s*=\s*(?:0|no|false|off)\s*$", re.IGNORECASE)
_HASH = re.compile(r"-[0-9a-f]{16}$")


@dataclass(frozen=True, slots=True)
class Repositories:
    """`fetched`: when the oldest of them was, which is how old the whole list is; `missing` are
    in use and nothing of them is on the host."""

    fetched: float | None
    missing: tuple[SafeText, ...]
    #: Whether any of them publishes advisories.
    advisories: bool

    @property
    def problems(self) -> list[SafeText]:
        """What is missing, in words."""
        if not self.missing:
            return []
        names = ", ".join(self.missing[:4]) + (" …" if len(self.missing) > 4 else "")
        return [safe(f"nothing is known of the repositories {names}", 300)]


def enabled(answer: Answer) -> list[str]:
    """Those in use, out of the lines `[NAME]` and `enabled=` of their files."""
    found: list[str] = []
    for line in answer.lines[:5000]:
        if name := _NAME.match(line):
            found.append(name[1])
        elif _OFF.match(line) and found:
            found.pop()
    return [one for one in found if one != "main"]


def repositories(files: Answer, cached: Answer) -> Repositories:
    """From the repositories' files and the times of what is cached: `…/NAME-HASH/repodata/…`,
    `…/raw/NAME/repodata/…`, `…/NAME/repomd.xml`."""
    index: dict[str, float] = {}
    advisories = False
    for path, seconds in times(cached).items():
        parts = path.split("/")
        if parts[-1] in ("repomd.xml", "content") and len(parts) > 2:
            folder = parts[-3] if parts[-2] == "repodata" else parts[-2]
            index[_HASH.sub("", folder)] = seconds
        advisories = advisories or "updateinfo" in parts[-1]
    names = enabled(files)
    missing = tuple(safe(one, 128) for one in names if one not in index and not _varies(one))
    of_use = [index[one] for one in names if one in index] or list(index.values())
    return Repositories(min(of_use, default=None), missing, advisories)


def _varies(name: str) -> bool:
    """Whether its folder can't be told from its name: `$releasever` in it."""
    return "$" in name
