"""Recorded answers of fail2ban-client."""

from typing import Any

from relaytui.domain.net import parse_net
from relaytui.facts import fail2ban_said as said
from relaytui.facts import fail2ban_words as words
from relaytui.facts.answers import Answer

Found = dict[str, Any]


def _told(answer: Answer) -> Found:
    found: Found = {"error": said.error_of(answer)}
    if not said.is_supported(answer):
        found |= {"supported": False}
    return found


def _jails(_words: list[str], answer: Answer) -> Found:
    return _told(answer) | {"jails": list(words.jail_names(answer.text))}


def _jail(_words: list[str], answer: Answer) -> Found:
    found = words.jail_statuses(answer.text)
    if not found:
        return _told(answer)
    one = found[0]
    return _told(answer) | {
        "jail": one.name,
        "failed": one.failed,
        "failed_total": one.failed_total,
        "banned_now": one.banned_now,
        "banned_total": one.banned_total,
        "banned": [each for each in one.banned if parse_net(each)],
        "invalid": [each for each in one.banned if not parse_net(each)],
        "files": list(one.files),
        "journal_matches": list(one.matches),
    }


def _all(_words: list[str], answer: Answer) -> Found:
    found = words.jail_statuses(answer.text)
    return _told(answer) | {
        "jails": list(words.jail_names(answer.text)),
        "bans": {one.name: list(one.banned) for one in found},
    }


def _banned(_words: list[str], answer: Answer) -> Found:
    return _told(answer) | {"bans": words.banned(answer.text)}


def _with_time(_words: list[str], answer: Answer) -> Found:
    found = _told(answer)
    if found["error"]:
        return found | {"fallback": "status"}
    return found | {
        "bans": [
            {
                "net": one.word,
                "since": one.local,
                "seconds": one.seconds,
                "permanent": one.permanent,
            }
            for one in words.with_times(answer.text)
        ]
    }


def _ignored(command: list[str], answer: Answer) -> Found:
    listed = words.ignored(answer.text)
    found = _told(answer) | {"ignore": None if listed is None else list(listed)}
    if command[1] == "set":
        found["changed"] = found["error"] is None and listed is not None
    return found


def _matches(_words: list[str], answer: Answer) -> Found:
    return _told(answer) | {"journal_matches": list(words.journal_matches(answer.text))}


def _change(command: list[str], answer: Answer) -> Found:
    return _told(answer) | {"changed": said.changed(answer, command[-1])}


def _ping(_words: list[str], answer: Answer) -> Found:
    return _told(answer) | {"ok": "Server replied: pong" in answer.text}


def _stats(_words: list[str], answer: Answer) -> Found:
    counts = words.counted(answer.text)
    return _told(answer) | {
        "jails": list(counts),
        "counts": {k: list(v) for k, v in counts.items()},
    }


_F2B = "^fail2ban-client "
READERS = (
    (_F2B + "status$", _jails),
    (_F2B + "status --all", _all),
    (_F2B + r"status \S+", _jail),
    (_F2B + "banned$", _banned),
    (_F2B + "stat(s|istics)$", _stats),
    (_F2B + r"get \S+ banip --with-time", _with_time),
    (_F2B + r"(get|set) \S+ (get|add|del)?ignoreip", _ignored),
    (_F2B + r"(get|set) \S+ (add|del)?journalmatch", _matches),
    (_F2B + r"(set \S+ (un)?banip|unban)\b", _change),
    (_F2B + "ping", _ping),
)
