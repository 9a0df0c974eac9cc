"""What is said of real bans is what fail2ban and CrowdSec themselves say."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from relaytui.domain.finding import Failed
from relaytui.domain.host_spec import HostSpec
from relaytui.engine.asking import Asking
from relaytui.engine.each_host import EachHost
from relaytui.facts.base import HostFacts
from relaytui.facts.crowdsec import CROWDSEC, Crowdsec
from relaytui.facts.fail2ban import FAIL2BAN, Fail2ban, Jail
from relaytui.layers import crowdsec, fail2ban, fail2ban_files
from relaytui.ssh.link import Link
from tests.relays.lab import SSH_CONFIG, root, traffic, until

pytestmark = pytest.mark.lab

SASL = "postfix-sasl"
_CROWDSEC = "relay6"


def looks(account: str, layer: Any, then: str = "") -> list[HostFacts]:
    """What is found for a layer; with `then`, again after that has been done on the host."""

    def job(link: Link, spec: HostSpec) -> list[HostFacts]:
        asking = Asking(spec.sudo)
        found = [HostFacts(asking.ask(link, layer.LAYER.needs))]
        if then:
            root(account.partition("@")[2], then)
            found.append(HostFacts(asking.ask(link, layer.LAYER.needs)))
        return found

    spec = HostSpec(name=account, target=account, ssh_config=str(SSH_CONFIG))
    each = EachHost([spec], job)
    try:
        (done,) = each.results()
    finally:
        each.close()
    assert done.gave, done.error
    return done.gave


def jails(facts: HostFacts) -> dict[str, Jail]:
    found = facts.get(FAIL2BAN)
    assert isinstance(found, Fail2ban), found
    return {str(one.name): one for one in found.jails}


@pytest.fixture(scope="module")
def banned(relays: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Relays with bans: by themselves after wrong passwords, and by hand."""
    at_work = traffic("bruteforce", [relays[0]], 90, 60)
    for relay in relays:
        root(relay, f"fail2ban-client set {SASL} banip 192.0.2.5 2001:db8::5 192.0.2.64/26 junk")
    until(lambda: "10.77.1." in root(relays[0], "fail2ban-client banned"), 60, "it bans by itself")
    at_work.terminate()
    at_work.wait(20)
    yield relays
    for relay in relays:
        root(relay, "fail2ban-client unban --all")


def test_jails_and_bans_are_what_fail2ban_says(banned: tuple[str, ...]) -> None:
    for relay in banned:
        # Bans go on by themselves, so what stands between two same answers is compared.
        for _ in range(10):
            before = _real(relay)
            (facts,) = looks(f"ops@{relay}", fail2ban)
            real = _real(relay)
            if before == real:
                break
        assert before == real
        told = jails(facts)
        assert sorted(told) == sorted(real)
        for name, jail in told.items():
            assert {str(one.net) for one in jail.bans} | set(jail.invalid) == real[name].keys()
            for one in jail.bans:
                words = real[name][str(one.net)].split()
                since = float(root(relay, f"date -d '{words[1]} {words[2]}' +%s"))
                assert (one.since, one.until) == (since, since + int(words[4]))
            ignored = root(relay, f"fail2ban-client get {name} ignoreip").split("\n")[1:]
            assert jail.ignore == tuple(line[2:].strip() for line in ignored if line)


def _real(relay: str) -> dict[str, dict[str, str]]:
    """Who is banned, as fail2ban says it: by jail and address, the whole line."""
    names = root(relay, "fail2ban-client status | sed -n 's/.*list:\\s*//p' | tr -d ,").split()
    return {
        name: {line.split()[0]: line for line in lines.split("\n") if line}
        for name in names
        if (lines := root(relay, f"fail2ban-client get {name} banip --with-time")) is not None
    }


def test_a_ban_that_the_packet_filter_does_not_hold_is_told(banned: tuple[str, ...]) -> None:
    assert fail2ban.LAYER.blocked
    for relay in banned:
        (facts,) = looks(f"ops@{relay}", fail2ban)
        blocks = {str(one.what): one for one in fail2ban.LAYER.blocked(facts)}  # type: ignore[union-attr]
        sets = root(relay, "nft -j list table inet f2b-table")
        for what in ("192.0.2.5", "2001:db8::5"):
            assert f'"{what}"' in sets
            assert blocks[what].effective is True, blocks[what]
        assert "192.0.2.64" not in sets
        assert blocks["192.0.2.64/26"].effective is False
        assert blocks["junk"].effective is False


def test_a_jail_that_waits_for_another_unit_is_blind(banned: tuple[str, ...]) -> None:
    for relay, user in ((banned[0], "ops"), (banned[1], "ops"), (banned[2], "ops")):
        (facts,) = looks(f"{user}@{relay}", fail2ban)
        blind = {name for name, one in jails(facts).items() if one.blind}
        assert blind == ({"postfix", SASL} if relay == banned[1] else set()), relay
    assert fail2ban.LAYER.notes
    (facts,) = looks(f"ops@{banned[1]}", fail2ban)
    assert any("lines are under postfix@-.service" in one for one in fail2ban.LAYER.notes(facts))


def test_whom_it_spares_is_told_by_file_and_line(banned: tuple[str, ...]) -> None:
    relay = banned[0]
    root(relay, f"fail2ban-client set {SASL} addignoreip 198.51.100.0/24")
    root(relay, "printf '[nosuch]\\nenabled = true\\n' > /etc/fail2ban/jail.d/zz.local")
    try:
        (facts,) = looks(f"ops@{relay}", fail2ban)
        (files,) = looks(f"view@{relay}", fail2ban_files)
    finally:
        root(relay, "rm /etc/fail2ban/jail.d/zz.local")
        root(relay, f"fail2ban-client set {SASL} delignoreip 198.51.100.0/24")
    assert fail2ban.LAYER.trusted
    lost = [one for one in fail2ban.LAYER.trusted(facts) if one.problems]  # type: ignore[union-attr]
    assert [(one.what, one.place) for one in lost] == [("198.51.100.0/24", f"{SASL}: ignoreip")]
    line = root(relay, "grep -n ^ignoreip /etc/fail2ban/jail.d/lab.conf").partition(":")[0]
    assert fail2ban_files.LAYER.trusted
    written = list(fail2ban_files.LAYER.trusted(files))  # type: ignore[arg-type]
    assert {one.place for one in written} == {f"/etc/fail2ban/jail.d/lab.conf:{line}"}
    assert "10.77.0.0/24" in {one.what for one in written}
    assert fail2ban.LAYER.notes
    (note,) = fail2ban.LAYER.notes(facts)
    assert note.startswith("jail nosuch: it is to run")


def test_a_server_that_has_ended_is_seen_at_the_next_look(banned: tuple[str, ...]) -> None:
    relay = banned[2]  # no systemd there, so nobody starts it again
    try:
        _, after = looks(
            f"ops@{relay}", fail2ban, "kill -9 $(cat /var/run/fail2ban/fail2ban.pid); sleep 0.2"
        )
        found = after.get(FAIL2BAN)
        assert isinstance(found, Failed)
        assert found.reason.startswith("fail2ban is not running")
        assert root(relay, "test -S /var/run/fail2ban/fail2ban.sock && echo left").strip() == "left"
    finally:
        root(relay, "rm -f /var/run/fail2ban/fail2ban.sock; fail2ban-client start")
    (again,) = looks(f"ops@{relay}", fail2ban)
    assert SASL in jails(again)


def test_without_sudo_it_says_so_and_runs_nothing(banned: tuple[str, ...]) -> None:
    (facts,) = looks(f"view@{banned[0]}", fail2ban)
    found = facts.get(FAIL2BAN)
    assert isinstance(found, Failed)
    assert found.reason == "no permission: sudo fail2ban-client"


def test_decisions_are_what_cscli_says(relays: tuple[str, ...]) -> None:
    for words in ("-i 192.0.2.7 -d 4h -R 'brute force, sasl'", "-r 198.51.100.0/24 -d 2h",
                  "--scope Country --value XX -d 1h -t captcha"):  # fmt: skip
        root(_CROWDSEC, f"cscli decisions add {words} 2>/dev/null")
    down = "systemctl stop crowdsec"
    try:
        before, after = looks(f"ops@{_CROWDSEC}", crowdsec, down)
    finally:
        root(_CROWDSEC, "systemctl start crowdsec")
    found = before.get(CROWDSEC)
    assert isinstance(found, Crowdsec), found
    listed = "until cscli decisions list -o json >/dev/null 2>&1; do sleep 0.2; done"
    alerts = json.loads(root(_CROWDSEC, f"{listed}; cscli decisions list -o json"))
    real = {one["value"]: one for alert in alerts for one in alert["decisions"]}
    assert {str(one.value) for one in found.decisions} == real.keys()
    assert {str(one.value): one.id for one in found.decisions} == {
        name: one["id"] for name, one in real.items()
    }
    assert crowdsec.LAYER.blocked
    why = {one.what: one.why for one in crowdsec.LAYER.blocked(before)}  # type: ignore[union-attr]
    assert why["192.0.2.7"] == "no bouncer is registered: nobody acts on decisions"
    ended = after.get(CROWDSEC)
    assert isinstance(ended, Failed), ended
    assert ended.reason.startswith("CrowdSec is not running")
