"""Whom fail2ban never bans, as it runs and as its files say; and what is wrong with its jails."""

from collections.abc import Iterator

from relaytui.domain.entry import Trust
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.fail2ban import FAIL2BAN, NOT_RUNNING, Fail2ban, Jail
from relaytui.facts.fail2ban_files import FAIL2BAN_FILES, Ignored, JailFiles, rejected
from relaytui.layers.base import Trusted

_NAME = "fail2ban"
_LOST = SafeText("set while fail2ban runs, in no file: gone at its next reload")
_IDLE = SafeText("not in force: fail2ban does not run")
_Key = Net | str


def _key(word: str) -> _Key:
    """What makes two spellings the same."""
    return parse_net(word, host_bits=True) or word.lower()


def trusted(facts: HostFacts) -> Trusted:
    """Whom the jails that run spare."""
    found, files = facts.get(FAIL2BAN), facts.get(FAIL2BAN_FILES)
    if found is None or isinstance(found, Absent | Failed):
        return found
    return list(_of_jails(found, files if isinstance(files, JailFiles) else None))


def trusted_by_files(facts: HostFacts) -> Trusted:
    """Whom the files say to spare, with what comes of it in the jails that run."""
    found, files = facts.get(FAIL2BAN), facts.get(FAIL2BAN_FILES)
    if files is None or isinstance(files, Absent | Failed):
        return files
    running = found.jails if isinstance(found, Fail2ban) else ()
    return list(_of_files(files, running, _is_idle(found)))


def _is_idle(found: Fail2ban | Absent | Failed | None) -> bool:
    """Whether it is known that no jail runs."""
    down = isinstance(found, Failed) and found.reason.startswith(NOT_RUNNING)
    return down or isinstance(found, Absent)


def _of_jails(found: Fail2ban, files: JailFiles | None) -> Iterator[Trust]:
    for jail in found.jails:
        written = _written(files, jail.name)
        for word in jail.ignore or ():
            lost = written is not None and _key(word) not in written
            yield Trust(
                layer=_NAME, place=SafeText(f"{jail.name}: ignoreip"),
                net=parse_net(word, host_bits=True), what=word,
                problems=(_LOST,) if lost else (),
            )  # fmt: skip


def _written(files: JailFiles | None, jail: str) -> set[_Key] | None:
    """What the files say that a jail ignores; None where that is not all known."""
    if files is None or files.unread or jail not in files.enabled:
        return None
    words = [one.word for one in files.ignored if jail in one.jails]
    return None if any("/" in one and not parse_net(one, host_bits=True) for one in words) else {
        _key(one) for one in words
    }  # fmt: skip


def _of_files(files: JailFiles, running: tuple[Jail, ...], idle: bool) -> Iterator[Trust]:
    known = {
        jail.name: {_key(one) for one in jail.ignore} for jail in running if jail.ignore is not None
    }
    for one in files.ignored:
        yield Trust(
            layer=FAIL2BAN_FILES.name, place=one.place,
            net=parse_net(one.word, host_bits=True), what=one.word,
            comment=SafeText(f"[{one.section}]"),
            problems=(_IDLE,) if idle else tuple(_problems(one, known)),
        )  # fmt: skip


def _problems(one: Ignored, known: dict[SafeText, set[_Key]]) -> Iterator[SafeText]:
    if one.by:
        yield safe(f"not in force: {one.by} holds in its place", 400)
    elif not one.jails:
        yield SafeText("no jail that is to run uses it")
    lacking = [name for name in one.jails if name in known and _key(one.word) not in known[name]]
    if lacking:
        yield safe(f"not known to {', '.join(lacking)} as it runs: fail2ban-client reload", 400)


def notes(facts: HostFacts) -> list[SafeText]:
    """Jails that are to run and do not, and jails that see nothing."""
    found, files = facts.get(FAIL2BAN), facts.get(FAIL2BAN_FILES)
    if not isinstance(found, Fail2ban):
        return []
    told = [safe(f"jail {one.name}: {one.blind}", 300) for one in found.jails if one.blind]
    if isinstance(files, JailFiles):
        names = [str(one.name) for one in found.jails]
        told += [
            safe(f"jail {one}: it is to run, but the server does not have it: see its log", 300)
            for one in rejected(files.enabled, names)
        ]
    return told
