"""fail2ban: who its jails ban, and whom they never do."""

from collections.abc import Iterator

from relaytui.domain.entry import Block, Trust
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.base import HostFacts
from relaytui.facts.fail2ban import FAIL2BAN, Jail
from relaytui.layers.base import Blocked, Layer, Trusted

_NAME = "fail2ban"


def _blocked(facts: HostFacts) -> Blocked:
    found = facts.get(FAIL2BAN)
    if found is None or isinstance(found, Absent | Failed):
        return found
    return [entry for jail in found.jails for entry in _bans(jail)]


def _bans(jail: Jail) -> Iterator[Block]:
    for ban in jail.bans:
        yield Block(
            layer=_NAME, place=jail.name, net=ban.net, what=safe(str(ban.net)),
            since=ban.since, until=ban.until, reason=SafeText(f"jail {jail.name}"),
            why=jail.blind,
        )  # fmt: skip
    for word in jail.invalid:
        yield Block(
            layer=_NAME, place=jail.name, net=None, what=word, effective=False,
            why=SafeText("it is no address: fail2ban took it, and nothing can act on it"),
        )  # fmt: skip


def _trusted(facts: HostFacts) -> Trusted:
    found = facts.get(FAIL2BAN)
    if found is None or isinstance(found, Absent | Failed):
        return found
    return [
        Trust(
            layer=_NAME, place=SafeText(f"{jail.name}: ignoreip"),
            net=parse_net(word, host_bits=True), what=word,
        )
        for jail in found.jails
        for word in jail.ignore or ()
    ]  # fmt: skip


LAYER = Layer(_NAME, "fail2ban", (FAIL2BAN,), _blocked, _trusted)
