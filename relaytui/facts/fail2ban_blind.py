"""Whether a jail can see anything at all, out of what it asks the journal for. Pure."""

from collections.abc import Iterable

from relaytui.domain.text import SafeText, safe

_NONE = SafeText("")
_UNIT = "_SYSTEMD_UNIT="


def blindness(matches: Iterable[str], units: frozenset[str]) -> SafeText:
    """Why a filter that reads the journal gets no line, out of the units that run; empty where
    it may get some.

    Debian 12 logs under postfix@-.service, while the filter asks for postfix.service.
    """
    asked: list[str] = []
    for one in matches:
        names = [each[len(_UNIT) :] for each in one.split() if each.startswith(_UNIT)]
        if not names:
            return _NONE
        asked += names
    if not asked or not units or units.intersection(asked):
        return _NONE
    for name in asked:
        stem = name.removesuffix(".service")
        running = sorted(one for one in units if one.startswith(f"{stem}@"))
        if running:
            return safe(f"blind: it asks the journal for {name}, but lines are under {running[0]}")
    return safe(f"blind: it asks the journal for {' and '.join(asked)}, which does not run", 200)
