"""Faults of relays, each seen within ten seconds as what it is, and nothing false as healthy."""

import time
from collections.abc import Callable, Iterator

import pytest

from relaytui.analysis.health import facts_of_health
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.link_state import LinkState
from relaytui.engine.session import Wishes
from relaytui.facts.fail2ban import FAIL2BAN, Fail2ban
from relaytui.facts.nft import NFT
from relaytui.facts.packages import PACKAGES
from relaytui.facts.updates import UPDATES
from relaytui.fleet import Fleet
from relaytui.layers import fail2ban
from relaytui.state.store import Store
from tests.relays.lab import SSH_CONFIG, fault, root, until

pytestmark = pytest.mark.lab

#: Seconds within which a fault is seen.
SEEN = 10.0


class Watch:
    """A fleet and a store, as the console has them."""

    def __init__(self, relay: str) -> None:
        self.relay = relay
        spec = HostSpec(name=relay, target=relay, ssh_config=str(SSH_CONFIG))
        self.fleet = Fleet([spec], wishes=Wishes(facts=True), prompts=False)
        self.store = Store([relay])
        health = [one for one in facts_of_health() if one not in (PACKAGES, UPDATES)]
        self.fleet.want((*health, NFT, *fail2ban.FILTERS))
        self.fleet.start()

    def look(self) -> list[str]:
        """What is wrong, in short words; but the load, which is that of this machine."""
        found = self.fleet.found()
        self.store.take(self.fleet.drain(), self.fleet.statuses(), time.time(), found)
        if self.stale():
            return ["stale"]
        troubles = self.store.facts.troubles(self.relay, time.time())
        return [one.short for one in troubles if not one.short.startswith("load ")]

    def stale(self) -> bool:
        """Whether what is shown is grey."""
        known = self.store.facts.get(self.relay, FAIL2BAN)
        return known is None or known.stale

    def sees(self, what: Callable[[list[str]], object], words: str, seconds: float = SEEN) -> None:
        """Wait until it is seen."""
        try:
            until(lambda: what(self.look()), seconds, words)
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.look()}") from error


@pytest.fixture
def watch(hosts: dict[str, str]) -> Iterator[Watch]:
    made = Watch(hosts["debian"])
    try:
        made.sees(lambda wrong: wrong == [], "a healthy host", 40)
        yield made
    finally:
        made.fleet.close()


def test_a_stopped_fail2ban(watch: Watch) -> None:
    fault(watch.relay, "service", "fail2ban", "stop")
    try:
        watch.sees(lambda wrong: "fail2ban is down" in wrong, "fail2ban is down")
    finally:
        fault(watch.relay, "service", "fail2ban", "start")
    watch.sees(lambda wrong: wrong == [], "it runs again", 30)


def test_a_flushed_packet_filter_leaves_bans_without_effect(watch: Watch) -> None:
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
        until(lambda: works() is True, 40, "the ban works")
        root(watch.relay, "nft flush ruleset")
        until(lambda: works() is False, SEEN, "the ban works no more")
    finally:
        root(watch.relay, "systemctl restart nftables fail2ban")
        root(watch.relay, "fail2ban-client unban 192.0.2.77; true")


def test_a_full_disk(watch: Watch) -> None:
    fault(watch.relay, "disk-full")
    try:
        watch.sees(lambda wrong: any("100%" in one for one in wrong), "a full disk")
    finally:
        fault(watch.relay, "disk-free")
    watch.sees(lambda wrong: wrong == [], "there is room again", 30)


def test_a_clock_that_is_off(watch: Watch) -> None:
    fault(watch.relay, "clock", "+2h")
    try:
        watch.sees(lambda wrong: any("clock" in one for one in wrong), "a clock that is off")
    finally:
        fault(watch.relay, "clock", "0")


def test_a_stopped_mail_server(watch: Watch) -> None:
    fault(watch.relay, "service", "postfix@-", "stop")
    try:
        watch.sees(lambda wrong: "no mail server" in wrong, "no mail server")
    finally:
        fault(watch.relay, "service", "postfix@-", "start")
    watch.sees(lambda wrong: wrong == [], "it runs again", 30)


def test_a_dead_sshd(watch: Watch) -> None:
    fault(watch.relay, "sshd-stop")
    try:
        watch.sees(lambda wrong: wrong == ["stale"], "facts are grey")
        status = watch.fleet.statuses()[0]
        assert status.state is not LinkState.READY
    finally:
        fault(watch.relay, "sshd-start")
    watch.sees(lambda wrong: wrong == [], "it is back", 90)


def test_a_silent_link_makes_facts_grey_each_time(watch: Watch, soak: bool) -> None:
    for _ in range(20 if soak else 1):
        fault(watch.relay, "link-down")
        begun = time.monotonic()
        try:
            watch.sees(lambda wrong: wrong == ["stale"], "facts are grey", SEEN + 1)
            assert time.monotonic() - begun <= SEEN
        finally:
            fault(watch.relay, "link-up")
        watch.sees(lambda wrong: wrong == [], "it is back", 90)


def test_a_frozen_host_is_grey_too(watch: Watch) -> None:
    fault(watch.relay, "freeze")
    try:
        watch.sees(lambda wrong: wrong == ["stale"], "facts are grey")
    finally:
        fault(watch.relay, "thaw")
    watch.sees(lambda wrong: wrong == [], "it is back", 90)


def test_fail2ban_is_asked_through_the_resident_shell(watch: Watch) -> None:
    known = watch.store.facts.get(watch.relay, FAIL2BAN)
    assert known
    assert isinstance(known.value, Fail2ban)
    assert {"sshd", "postfix"} <= {str(one.name) for one in known.value.jails}
