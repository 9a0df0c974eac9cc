"""Why a delivery failed: the same words for the same cause, and the host that said so.

Hosts put addresses, ids, numbers and names into what they say, so one outage of one provider can
give a different text for each message. Their shape, without these, is one.
"""

import re

#: What stands for a part that varies.
VARIES = "…"
#: What words were taken for; many stand in every reason.
_WORDS: dict[str, str] = {}
_REMEMBERED = 1 << 14
#: Characters of a reason that are looked at.
_MOST = 600

_QUOTED = re.compile(r"<[^<>]*>|\"[^\"]*\"|'[^' ]*[@.\d][^' ]*'|\([^() ]*\d[^() ]*\)")
# A queue manager's word before the reason that it has for all messages to one destination.
_SUSPENDED = "delivery temporarily suspended: "
_CODE = re.compile(r"[245]\d\d-?")
_ENHANCED = re.compile(r"#?(?:[245]\d\d[- ])?[245]\.\d{1,3}\.\d{1,3}")
_KEPT = re.compile(
    r"(?:TLSv?|SSLv?)[\d.]+|IPv?[46]|SHA-?\d+|X\.509|MD5|SMTPUTF8|8BITMIME|e\.g|i\.e", re.IGNORECASE
)
_NAMED = re.compile(r"([A-Za-z][A-Za-z_-]{0,20}=)(.+)")
_HOST = re.compile(r"[A-Za-z0-9_-]\.[A-Za-z0-9_-]")
# `host[address]`, without the last bracket.
_AT = re.compile(r"[^\[\]]+\[[^\[\]]+")
_HEAD, _TAIL = "([{'\"`", ",;:.!?)]}'\"`"
_LONG = 24

_HOP = re.compile(
    r"\b(?:host|connect to|connection with|conversation with|connected to|session with|"
    r"handshake with|offered by host|from host) ([^\s\[\]]{1,255}\[[^\s\[\]]{1,255}\])"
)
_NO_NAME = re.compile(r"\bfor name=(\S{1,255}) type=")
_PLAIN_HOST = re.compile(
    r"\b(?:host|connect to|connection with|conversation with|[Hh]ost or domain name not found "
    r"for|on) (\[?[A-Za-z0-9:_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,20}\]?)(?=[:\s,;)]|$)"
)


def shape_of(reason: str) -> str:
    """A reason without what varies between messages; empty for none. Linear."""
    text = reason[:_MOST].removeprefix(_SUSPENDED)
    if "<" in text or '"' in text or "'" in text or "(" in text:
        text = _QUOTED.sub(VARIES, text)
    shown: list[str] = []
    before = ":"
    for word in text.split():
        kept = _WORDS.get(word) or _word(word)
        if kept == VARIES and before[-1] in ":(" and _CODE.fullmatch(word):
            kept = word
        if not (kept == VARIES and shown and shown[-1] == VARIES):
            shown.append(kept)
        before = word
    return " ".join(shown)


def next_hop(reason: str) -> str:
    """The host, or the domain without one, that a reason is about; empty where it names none."""
    text = reason[:_MOST]
    if found := _HOP.search(text):
        return found[1]
    if found := _NO_NAME.search(text):
        return f"no host for {found[1]}"
    found = _PLAIN_HOST.search(text)
    return found[1] if found else ""


def _word(word: str) -> str:
    if len(_WORDS) >= _REMEMBERED:
        _WORDS.clear()
    kept = _WORDS[word] = _kept(word)
    return kept


def _kept(word: str) -> str:
    """A word as it is, or what stands for one that varies; punctuation around it stays."""
    core = word.lstrip(_HEAD)
    head = word[: len(word) - len(core)]
    bare = core.rstrip(_TAIL)
    tail = core[len(bare) :]
    if not bare or _ENHANCED.fullmatch(bare) or _KEPT.fullmatch(bare):
        return word
    if named := _NAMED.fullmatch(bare):
        return f"{head}{named[1]}{VARIES if _varies(named[2]) else named[2]}{tail}"
    if not _varies(bare):
        return word
    # What stands in brackets, as a host's address does, is a part of the word.
    return f"{head}{VARIES}{tail.lstrip(')]}') if head == '' else tail}"


def _varies(bare: str) -> bool:
    return (
        "@" in bare
        or "://" in bare
        or bare[0] == "/"
        or len(bare) > _LONG
        or any(map(str.isdigit, bare))
        or bool(_AT.fullmatch(bare))
        or bool(_HOST.search(bare))
    )
