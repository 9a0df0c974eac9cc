"""What looking for something gave: it is there, it is not there, or it can't be seen.

The three must never be taken for each other: a host without nftables has no blocks in it, one
where nft was refused may have thousands.
"""

from dataclasses import dataclass

from relaytui.domain.text import SafeText


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do about it: words, and the exact line to type on the host, if there is one."""

    words: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """It is there; `words` tell what was found. With `about` they tell how, and `about` what."""

    words: SafeText | str
    about: SafeText | str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """It is not there, so nothing is missing; `words` tell how, `about` what, in a word."""

    words: SafeText | str
    about: SafeText | str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """It can't be seen: why, and what to do about it. `about` names what, in a word, where
    several can fail for one reason."""

    reason: SafeText | str
    remedy: Remedy | None = None
    about: SafeText | str = ""


Finding = Value | Absent | Failed
