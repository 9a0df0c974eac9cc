"""What could be watched when nothing was named: for the start page."""

import os
import re
import shlex
from collections.abc import Iterator
from glob import glob
from pathlib import Path

from relaytui.sources.probe import LOG_FILES

#: Files that one ssh configuration may include in all.
INCLUDE_LIMIT = 64
_WORDS = re.compile(r"\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*)")


def ssh_aliases(config: Path) -> list[str]:
    """Host names of an ssh configuration and what it includes, patterns left out, in order."""
    names: dict[str, None] = {}
    left = [INCLUDE_LIMIT]
    for keyword, value in _settings(config, config.parent, left):
        if keyword == "host":
            names.update(dict.fromkeys(word for word in value if not re.search(r"[*?!]", word)))
    return list(names)


def _settings(path: Path, folder: Path, left: list[int]) -> Iterator[tuple[str, list[str]]]:
    if left[0] <= 0:
        return
    left[0] -= 1
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for line in text.split("\n"):
        found = _WORDS.match(line)
        if not found:
            continue
        try:
            value = shlex.split(found[2], comments=True)
        except ValueError:
            continue
        keyword = found[1].lower()
        if keyword == "include":
            for one in value:
                pattern = os.path.join(folder, os.path.expanduser(one))
                for below in sorted(glob(pattern)):
                    yield from _settings(Path(below), folder, left)
        else:
            yield keyword, value


def local_mail_log() -> str:
    """The mail log of this machine, or `journal`, or nothing."""
    for path in LOG_FILES:
        if os.path.isfile(path):
            return path
    has_postfix = os.path.exists("/usr/sbin/postfix") or os.path.exists("/usr/sbin/exim4")
    return "journal" if has_postfix and os.path.isdir("/run/log/journal") else ""
