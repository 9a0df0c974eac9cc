"""Fact: what fail2ban's files say of its jails: which are to run, and whom they never ban.

The files are read in fail2ban's order (jail.conf, jail.d/*.conf, jail.local, jail.d/*.local); of a
setting that stands in several, the last holds. They are readable for everybody, as a rule.
"""

from collections.abc import Iterable, Mapping

import msgspec

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.fail2ban_times import FAIL2BAN_TIMES
from relaytui.facts.ini import Setting, Word, settings

_SCRIPT = r"""
cd /etc/fail2ban 2>/dev/null || exit 0
for file in jail.conf jail.d/*.conf jail.local jail.d/*.local; do
  [ ! -f "$file" ] || ask "file:$PWD/$file" cat "$file"
done
"""
_DEFAULT = "DEFAULT"
#: Sections that are no jails.
_NO_JAILS = {_DEFAULT, "INCLUDES", "Definition", "Init"}


class Ignored(msgspec.Struct, frozen=True, kw_only=True):
    """A word of an `ignoreip`. `by`: the file and line that holds in its place, empty where it
    holds itself; `jails`: those to run that it counts for."""

    word: SafeText
    place: SafeText
    section: SafeText
    by: SafeText = SafeText("")
    jails: tuple[SafeText, ...] = ()


class JailFiles(msgspec.Struct, frozen=True):
    """`enabled`: the jails that are to run; `unread`: files that the account may not read;
    `actions`: jails and their `banaction`, where the files that are read here tell it."""

    enabled: tuple[SafeText, ...]
    ignored: tuple[Ignored, ...]
    unread: tuple[SafeText, ...] = ()
    actions: tuple[tuple[SafeText, SafeText], ...] = ()


class _At(msgspec.Struct, frozen=True):
    """A setting of a file; `before`: the one of an earlier file that it takes the place of."""

    file: str
    setting: Setting
    before: "_At | None" = None

    def place(self, line: int | None = None) -> SafeText:
        return safe(f"{self.file}:{line or self.setting.line}", 300)


_Book = dict[tuple[str, str], _At]


def parse_files(answers: Answers) -> JailFiles | Absent | Failed:
    """What the files say."""
    files = answers.labelled("file:")
    if not files:
        return Absent("not installed", "fail2ban")
    unread = tuple(safe(name, 300) for name, one in files.items() if one.status != 0)
    if len(unread) == len(files):
        return Failed(
            f"no permission: {unread[0]}",
            Remedy("Let the account read it", f"sudo chmod o+r {unread[0]}"),
        )
    all_of = [
        (name, setting)
        for name, one in files.items()
        if one.status == 0
        for setting in settings(one.text)
    ]
    return _judged(all_of, unread)


def judged(texts: Mapping[str, str]) -> JailFiles:
    """What files say, by their texts in fail2ban's order."""
    return _judged([(name, one) for name, text in texts.items() for one in settings(text)], ())


def _judged(all_of: list[tuple[str, Setting]], unread: tuple[SafeText, ...]) -> JailFiles:
    book: _Book = {}
    lists: list[_At] = []
    for file, setting in all_of:
        key = setting.section, setting.name
        book[key] = _At(file, setting, book.get(key))
        if setting.name == "ignoreip":
            lists.append(book[key])
    sections = dict.fromkeys(one.section for _, one in all_of if one.section not in _NO_JAILS)
    enabled = [one for one in sections if _is_true(book, one)]
    in_force = {name: _words(book, name) for name in enabled}
    ignored = [
        _ignored(at, word, book, in_force)
        for at in lists
        for word in at.setting.words
        if not word.text.startswith("%(")
    ]
    names = tuple(safe(one, 100) for one in sorted(enabled))
    actions = tuple((name, word) for name in names if (word := _action(book, name)))
    return JailFiles(names, tuple(ignored), unread, actions)


def _ignored(at: _At, word: Word, book: _Book, in_force: Mapping[str, set[int]]) -> Ignored:
    section = at.setting.section
    jails = tuple(safe(name, 100) for name, words in in_force.items() if id(word) in words)
    last = book[section, "ignoreip"]
    return Ignored(
        word=safe(word.text, 300),
        place=at.place(word.line),
        section=safe(section, 100),
        by=SafeText("") if jails or last is at else last.place(),
        jails=jails,
    )


def _value(book: _Book, section: str, name: str) -> _At | None:
    return book.get((section, name)) or book.get((_DEFAULT, name))


def _is_true(book: _Book, section: str) -> bool:
    at = _value(book, section, "enabled")
    words = at.setting.words if at else ()
    return bool(words) and words[0].text.lower() in ("1", "on", "true", "yes")


def _action(book: _Book, section: str) -> SafeText:
    """The first word of its `banaction`; empty where that is not told, or refers to another."""
    own = book.get((section, "action"))
    at = _value(book, section, "banaction")
    words = at.setting.words if at and own is None else ()
    return safe(words[0].text, 100) if words and "%" not in words[0].text else SafeText("")


def _words(book: _Book, section: str) -> set[int]:
    """The very words that a jail gets, as their ids: equal ones may stand in several files.
    References are followed."""
    found: set[int] = set()
    seen: set[int] = set()
    waiting = [_value(book, section, "ignoreip")]
    while waiting:
        at = waiting.pop()
        if at is None or id(at) in seen:
            continue
        seen.add(id(at))
        for word in at.setting.words:
            if not word.text.startswith("%("):
                found.add(id(word))
                continue
            scope, slash, name = word.text[2:].partition(")")[0].rpartition("/")
            name = name.lower()
            if slash and scope.lower() == "known" and at.setting.name == name:
                waiting.append(at.before or book.get((_DEFAULT, name)))
            else:
                waiting.append(_value(book, scope if slash else section, name))
    return found


def rejected(enabled: Iterable[str], running: Iterable[str]) -> tuple[SafeText, ...]:
    """Jails that are to run and that the server does not have."""
    known = {str(one) for one in running}
    return tuple(safe(one, 100) for one in enabled if str(one) not in known)


FAIL2BAN_FILES = Fact(
    "fail2ban-files", _SCRIPT, parse_files, every=60.0, after=(FAIL2BAN_TIMES.name,)
)
