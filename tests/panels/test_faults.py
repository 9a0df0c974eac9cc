"""Faults of relays, each seen within ten seconds as what it is, and nothing false as healthy."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from relaytui.analysis.health import facts_of_health
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.link_state import LinkState
from relaytui.engine.session import Wishes
from relaytui.facts.base import AnyFact
from relaytui.facts.fail2ban import FAIL2BAN, Fail2ban
from relaytui.facts.nft import NFT
from relaytui.facts.packages import PACKAGES
from relaytui.facts.updates import UPDATES
from relaytui.fleet import Fleet
from relaytui.layers import fail2ban
from relaytui.state.store import Store
from tests.relays.lab import SSH_CONFIG, fault, root, until

pytestmark = pytest.mark.lab

#: Seconds within which a fault is seen; within which it is forgotten, and a host is back.
SEEN, OVER, BACK = 10.0, 40, 90
#: What stands in place of all troubles where the facts are grey.
STALE = "stale"


class Watch:
    """A fleet and a store, as the console has them."""

    def __init__(self, relay: str, facts: tuple[AnyFact, ...]) -> None:
        self.relay = relay
        spec = HostSpec(name=relay, target=relay, ssh_config=str(SSH_CONFIG))
        self.fleet = Fleet([spec], wishes=Wishes(facts=True), prompts=False)
        self.store = Store([relay])
        self.fleet.want(facts)
        self.fleet.start()
        until(lambda: self.look() != STALE and self._all_known(facts), BACK, "all facts")
        #: What is wrong without any fault.
        self.calm = self.look()

    def _all_known(self, facts: tuple[AnyFact, ...]) -> bool:
        return all(self.store.facts.get(self.relay, one) for one in facts)

    def look(self) -> str:
        """What is wrong, in short words; but the load, which is that of this machine."""
        found = self.fleet.found()
        self.store.take(self.fleet.drain(), self.fleet.statuses(), time.time(), found)
        known = self.store.facts.get(self.relay, FAIL2BAN)
        if known is None or known.stale:
            return STALE
        wrong = (one.short for one in self.store.facts.troubles(self.relay, time.time()))
        return ", ".join(one for one in wrong if not one.startswith("load "))

    def sees(self, words: str, seconds: float = SEEN) -> None:
        """Wait until that is seen, which is not seen now."""
        self._until(lambda: bool(re.search(words, self.look())), seconds, words)

    def is_calm(self, seconds: float) -> None:
        """Wait until nothing is seen of the fault any more."""
        self._until(lambda: self.look() == self.calm, seconds, self.calm or "nothing wrong")

    def _until(self, holds: Callable[[], bool], seconds: float, words: str) -> None:
        try:
            until(holds, seconds, words)
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.look()}") from error


@dataclass(frozen=True)
class Fault:
    """What happens to a host, how it is healed, and what is seen meanwhile."""

    make: Callable[[str], None]
    heal: Callable[[str], None]
    seen: str
    #: Seconds until nothing is seen of it any more.
    over: float = OVER


def lab_fault(*words: str) -> Callable[[str], None]:
    """One of the lab's."""
    return lambda relay: fault(relay, *words)


def script(text: str) -> Callable[[str], None]:
    """Words of a shell, as root."""
    return lambda relay: void(root(relay, text))


def void(_: str) -> None:
    """What a script says is no matter."""


_JAIL = "/etc/fail2ban/jail.d/zz-wrong.local"
FAULTS = {
    "fail2ban stopped": Fault(
        lab_fault("service", "fail2ban", "stop"), lab_fault("service", "fail2ban", "start"),
        "fail2ban is down",
    ),
    "one wrong jail": Fault(
        script(f"printf '[wrong]\\nenabled = true\\n' > {_JAIL}; fail2ban-client reload; true"),
        script(f"rm {_JAIL}; fail2ban-client reload"),
        "jail wrong rejected",
    ),
    "one wrong jail at a start": Fault(
        script(f"printf '[wrong]\\nenabled = true\\n' > {_JAIL}; systemctl restart fail2ban; true"),
        script(f"rm {_JAIL}; systemctl reset-failed fail2ban; systemctl start fail2ban"),
        "fail2ban is down|jail wrong rejected",
    ),
    "disk full": Fault(lab_fault("disk-full"), lab_fault("disk-free"), "/ 100%"),
    "clock off": Fault(lab_fault("clock", "+2h"), lab_fault("clock", "0"), "clock 2 h ahead"),
    "mail server stopped": Fault(
        lab_fault("service", "postfix@-", "stop"), lab_fault("service", "postfix@-", "start"),
        "no mail server",
    ),
    "sshd dead": Fault(lab_fault("sshd-stop"), lab_fault("sshd-start"), STALE, BACK),
    "frozen": Fault(lab_fault("freeze"), lab_fault("thaw"), STALE, BACK),
}  # fmt: skip


@pytest.fixture(scope="module")
def watch(hosts: dict[str, str]) -> Iterator[Watch]:
    cheap = [one for one in facts_of_health() if one not in (PACKAGES, UPDATES)]
    made = Watch(hosts["debian"], (*cheap, NFT, *fail2ban.FILTERS))
    assert made.calm == ""
    yield made
    made.fleet.close()


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_seen_as_what_it_is(watch: Watch, name: str) -> None:
    one = FAULTS[name]
    watch.is_calm(OVER)
    one.make(watch.relay)
    try:
        watch.sees(one.seen)
        if one.seen == STALE:
            assert watch.fleet.statuses()[0].state is not LinkState.READY
    finally:
        one.heal(watch.relay)
    watch.is_calm(one.over)


def test_outdated_libraries_are_seen_by_the_services_that_run_them(hosts: dict[str, str]) -> None:
    relay = hosts["postscreen"]
    watch = Watch(relay, (PACKAGES, UPDATES, FAIL2BAN))
    try:
        assert "to restart" not in watch.calm
        fault(relay, "libs-outdated")
        watch.sees(r"\d+ to restart")
    finally:
        watch.fleet.close()


def test_a_flushed_packet_filter_leaves_bans_without_effect(watch: Watch) -> None:
    watch.is_calm(OVER)
    root(watch.relay, "fail2ban-client set sshd banip 192.0.2.77")

    def works() -> bool | None:
        watch.look()
        blocks = fail2ban.LAYER.blocked
        assert blocks
        found = blocks(watch.store.facts.of(watch.relay))
        if not isinstance(found, list):
            return None
        return next((one.effective for one in found if str(one.net) == "192.0.2.77"), None)

    try:
        until(lambda: works() is True, OVER, "the ban works")
        root(watch.relay, "nft flush ruleset")
        until(lambda: works() is False, SEEN, "the ban works no more")
    finally:
        root(watch.relay, "systemctl restart nftables fail2ban")
        root(watch.relay, "fail2ban-client unban 192.0.2.77; true")


def test_a_silent_link_makes_facts_grey_each_time(watch: Watch, soak: bool) -> None:
    for _ in range(20 if soak else 1):
        watch.is_calm(BACK)
        fault(watch.relay, "link-down")
        begun = time.monotonic()
        try:
            watch.sees(STALE, SEEN + 1)
            assert time.monotonic() - begun <= SEEN
        finally:
            fault(watch.relay, "link-up")
    watch.is_calm(BACK)


def test_fail2ban_is_asked_through_the_resident_shell(watch: Watch) -> None:
    known = watch.store.facts.get(watch.relay, FAIL2BAN)
    assert known
    assert isinstance(known.value, Fail2ban)
    assert {"sshd", "postfix"} <= {str(one.name) for one in known.value.jails}
