"""The environments of the hosts that are watched: a word in every bar at the top."""

from collections.abc import Iterable

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.text import SafeText, safe
from relaytui.widgets.bar import Word

_LONGEST = 12
#: What a word begins with where a mistake is dear.
_DEAR = ("PROD", "LIVE")


def environment_of(host: HostSpec) -> SafeText:
    """The word of a host, in capitals; empty where it has none."""
    return safe(host.environment.strip().upper(), _LONGEST)


def environment_words(hosts: Iterable[HostSpec]) -> list[Word]:
    """The words of some hosts: the dear one first, then one other, then how many more."""
    found = dict.fromkeys(word for host in hosts if (word := environment_of(host)))
    words = sorted(found, key=lambda word: not word.startswith(_DEAR))
    more = f" +{len(words) - 2}" if len(words) > 2 else ""
    shown = [*words[:1], *(f"{word}{more}" for word in words[1:2])]
    return [
        Word(word, "alarm" if word.startswith(_DEAR) else "bar_on", at)
        for at, word in enumerate(shown)
    ]
