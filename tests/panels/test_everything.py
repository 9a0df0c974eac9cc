"""Every panel, from a host of every flavour, beside what the hosts' own tools say, entry by entry.

All is asked as `ops` and as `view`. An entry that the tools told before and after must be shown;
what is shown must have been told before or after; and what can't be shown is named on stderr.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from relaytui.domain.host_spec import HostSpec
from relaytui.engine.asking import Asking
from relaytui.engine.each_host import EachHost
from relaytui.facts.base import HostFacts
from relaytui.facts.certificates import CERTIFICATES, Certificates
from relaytui.facts.machine import MACHINE, Machine
from relaytui.facts.queue_size import QUEUE_SIZE, QueueSizes
from relaytui.ssh.link import Link
from tests.panels import oracles
from tests.panels.oracles import Entry, Sections, span
from tests.panels.telling import Row, told
from tests.relays.lab import SSH_CONFIG, lab, root

pytestmark = pytest.mark.lab

#: The panels that a command shows, and its words.
COMMANDS = {
    "blocked": ("blocked",),
    "allowed": ("allowed",),
    "updates": ("updates",),
    "queue": ("queue", "--messages"),
    "rates": ("rates", "--window", "1h"),
}
USERS = ("ops", "view")
WITHOUT_MAIL = ("central",)


#: What the account without sudo is asked in the short form.
SHORT = ("blocked", "queue")


@dataclass
class Seen:
    """All that was told: by the hosts' tools before and after, and by relaytui between."""

    hosts: dict[str, str]
    traffic: list[Row] = field(default_factory=list)
    before: dict[str, Sections] = field(default_factory=dict)
    after: dict[str, Sections] = field(default_factory=dict)
    rows: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)

    def panel(self, panel: str, user: str) -> None:
        """Leave a test out whose panel this user was not asked."""
        if (panel, user) not in self.rows:
            pytest.skip("in full: make soak")


def on_all(hosts: Iterable[str], script: str) -> dict[str, str]:
    """Run a script as root on each host; what it says."""
    names = list(hosts)
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(names, pool.map(lambda name: root(name, script), names), strict=True))


def asked(hosts: Iterable[str], whole: bool) -> dict[str, Sections]:
    """What the tools of all hosts say."""
    script = f"whole={'yes' if whole else ''}\n{oracles.ORACLE}"
    return {name: oracles.sections(said) for name, said in on_all(hosts, script).items()}


def sent(relays: str, scenario: str) -> list[Row]:
    """Traffic, as its generator tells it."""
    words = ("--count", "60", "--rate", "40", "--seconds", "30", "--json")
    out = lab("traffic", scenario, relays, *words)
    rows: list[Row] = json.loads(out[out.index("{") :])["rows"]
    return rows


@pytest.fixture(scope="module")
def seen(hosts: dict[str, str], soak: bool) -> Seen:
    """Layers filled, mail sent, and all of it asked."""
    found = Seen(hosts)
    relays = ",".join(name for flavour, name in hosts.items() if flavour not in WITHOUT_MAIL)
    found.traffic = [row for one in ("queue", "relaydenied") for row in sent(relays, one)]
    on_all(hosts.values(), f"({oracles.FILL}) >/dev/null 2>&1; true")
    found.before = asked(hosts.values(), soak)
    pairs = [
        (panel, user)
        for user in USERS
        for panel in COMMANDS
        if soak or user == "ops" or panel in SHORT
    ]
    with ThreadPoolExecutor(3) as pool:
        answers = pool.map(lambda one: told(*COMMANDS[one[0]], *hosts.values(), user=one[1]), pairs)
        for pair, (_, rows, said) in zip(pairs, answers, strict=True):
            found.rows[pair], found.words[pair] = rows, said
    found.after = asked(hosts.values(), soak) if soak else found.before

    return found


def differences(
    seen: Seen,
    user: str,
    shown: Callable[[str], Iterable[Entry]],
    true: Callable[[Sections], Iterable[Entry]],
) -> list[str]:
    """Where what is shown of a host is not what its tools say."""
    found = []
    for flavour, relay in seen.hosts.items():
        mine = set(shown(relay))
        before, after = set(true(seen.before[relay])), set(true(seen.after[relay]))
        found += [f"{user}@{relay} {flavour}: not shown: {one}" for one in (before & after) - mine]
        found += [f"{user}@{relay} {flavour}: made up: {one}" for one in mine - (before | after)]
    return sorted(found)


def rows_of(seen: Seen, panel: str, user: str, relay: str) -> Iterator[Row]:
    """The rows of a host."""
    for row in seen.rows[panel, user]:
        if row.get("relay") == relay:
            yield row


#: Layers whose place is compared as well.
_PLACED = ("nft", "fail2ban", "postfix-access")


def entry_of(row: Row) -> Entry:
    """A row of Blocked or Allowlist, as the oracle writes it."""
    place = row["place"] if row["layer"] in _PLACED else ""
    return row["layer"], place.partition(": ignoreip")[0], span(row.get("net") or row["what"])


def without(entries: Iterable[Entry], layers: Iterable[str]) -> Iterator[Entry]:
    """Entries of other layers."""
    hidden = set(layers)
    return (one for one in entries if one[0] not in hidden)


#: Layers that only root may see, and what they are called on stderr.
ROOTS = {
    "nft": "nftables", "iptables": "iptables", "ip6tables": "ip6tables", "ipset": "ipset",
    "fail2ban": "fail2ban",
}  # fmt: skip


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("panel", ["blocked", "allowed"])
def test_entries(seen: Seen, panel: str, user: str) -> None:
    seen.panel(panel, user)
    true = oracles.blocked if panel == "blocked" else oracles.allowed
    compared = {one[0] for said in seen.before.values() for one in true(said)}
    hidden = ROOTS if user == "view" else ()

    def shown(relay: str) -> Iterator[Entry]:
        entries = (entry_of(row) for row in rows_of(seen, panel, user, relay))
        return (one for one in entries if one[0] in compared)

    assert compared >= {"nft", "fail2ban", "postfix-access", "exim"}
    assert not differences(seen, user, shown, lambda said: without(true(said), hidden))


@pytest.mark.parametrize("panel", ["blocked", "allowed"])
def test_what_view_can_not_see_is_named(seen: Seen, panel: str) -> None:
    seen.panel(panel, "view")
    true = oracles.blocked if panel == "blocked" else oracles.allowed
    for relay in seen.hosts.values():
        for layer in {one[0] for one in true(seen.before[relay])} & ROOTS.keys():
            said = rf"relaytui: {relay}: {ROOTS[layer]}: no permission: sudo "
            assert re.search(said, seen.words[panel, "view"]), (relay, layer)


def test_what_ops_is_told_is_no_failure(seen: Seen) -> None:
    words = [seen.words[panel, "ops"] for panel in COMMANDS]
    assert not [line for text in words for line in text.splitlines() if "no permission" in line]


@pytest.mark.parametrize("user", USERS)
def test_queues(seen: Seen, user: str) -> None:
    def shown(relay: str) -> Iterator[Entry]:
        for row in rows_of(seen, "queue", user, relay):
            # Where it may nothing, sudo tells root by mail, in the name of who has asked.
            if row["row"] == "message" and not row["sender"].startswith("view"):
                state = row["queue"] if row["queue"] == "hold" else "waits"
                name = str({"exim4": "exim"}.get(row["place"], row["place"]))
                if name == "postfix":
                    yield name, row["queue_id"], state, row["sender"]
                else:
                    yield name, row["queue_id"]

    hidden = ("exim", "opensmtpd") if user == "view" else ()
    for layer in hidden:
        words = rf"relaytui: {seen.hosts[layer]}: {layer}: no permission: "
        assert re.search(words, seen.words["queue", user])
    assert {one[0] for said in seen.before.values() for one in oracles.queue(said)} == {
        "postfix", "exim",
    }  # fmt: skip
    assert not differences(seen, user, shown, lambda said: without(oracles.queue(said), hidden))


@pytest.mark.parametrize("user", USERS)
def test_updates(seen: Seen, user: str) -> None:
    def shown(relay: str) -> Iterator[Entry]:
        for row in rows_of(seen, "updates", user, relay):
            for manager in row["managers"]:
                name = manager["manager"]
                for one in manager["updates"]:
                    yield name, one["name"], one["new"]
                    if one["security"] and name != "zypper":
                        yield f"{name} security", one["name"]
                yield from ((f"{name} held", one) for one in manager["held"])
            if "needrestart" in seen.before[relay]:
                yield from (("restart", one) for one in row["services"])
            if row["reboot"]:
                yield ("reboot",)

    seen.panel("updates", user)
    hidden = ("restart",) if user == "view" else ()
    assert not differences(seen, user, shown, lambda said: without(oracles.updates(said), hidden))


def without_container(wrong: list[str], user: str) -> list[str]:
    """What the account without sudo can't see: the mail server in the container."""
    return [one for one in wrong if user == "ops" or " container: " not in one]


@pytest.mark.parametrize("user", USERS)
def test_limits(seen: Seen, user: str) -> None:
    def shown(relay: str) -> Iterator[Entry]:
        for row in rows_of(seen, "rates", user, relay):
            services = row.get("limits", {}).get("services", [])
            for service in services:
                if service["service"] in ("smtp", "smtpd"):
                    for name, one in service["limits"].items():
                        if one["value"]:
                            yield name, str(one["value"])

    seen.panel("rates", user)
    assert not without_container(differences(seen, user, shown, oracles.limits), user)


@pytest.mark.parametrize("user", USERS)
def test_rates(seen: Seen, user: str) -> None:
    seen.panel("rates", user)
    done: dict[Any, int] = {}
    for row in seen.traffic:
        if row["event"] == "message_ok":
            name = "messages"
        elif row["event"] == "recipient_refused" and row["reason"] == "relay-denied":
            name = "rejects"
        else:
            continue
        key = row["relay"], row["client"], name
        done[key] = done.get(key, 0) + row["count"]
    told_of = {
        (relay, row["key"], name): counts[name]
        for row in seen.rows["rates", user]
        if row["row"] == "group"
        for relay, counts in row["relays"].items()
        for name in ("messages", "rejects")
        if counts[name]
    }
    wrong = [
        f"{key}: {told_of.get(key, 0)} counted, {done.get(key, 0)} done"
        for key in sorted({*done, *told_of})
        if told_of.get(key, 0) != done.get(key, 0) and key[1] != "10.77.0.1"
        if user == "ops" or key[0] != seen.hosts["container"]
    ]
    assert not wrong
    if user == "view":  # who may not ask the engine has no log there, and is told so
        relay = seen.hosts["container"]
        assert f"relaytui: {relay}: no mail log" in seen.words["rates", user]


def facts_of(hosts: Iterable[str], user: str) -> dict[str, HostFacts]:
    """What Fleet's figures are made of."""

    def job(link: Link, spec: HostSpec) -> HostFacts:
        return HostFacts(Asking(spec.sudo).ask(link, (MACHINE, CERTIFICATES, QUEUE_SIZE)))

    specs = [
        HostSpec(name=name, target=f"{user}@{name}", ssh_config=str(SSH_CONFIG)) for name in hosts
    ]
    each = EachHost(specs, job)
    try:
        return {done.name: done.gave for done in each.results() if done.gave is not None}
    finally:
        each.close()


@pytest.mark.parametrize("user", USERS)
def test_fleet(seen: Seen, user: str) -> None:
    known = facts_of(seen.hosts.values(), user)

    def shown(relay: str) -> Iterator[Entry]:
        machine, sizes = known[relay].get(MACHINE), known[relay].get(QUEUE_SIZE)
        certificates = known[relay].get(CERTIFICATES)
        assert isinstance(machine, Machine), machine
        disk = next(one for one in machine.disks if one.place == "/")
        yield "size of /", str(disk.size // 1024)
        for port in {22, 25, 465, 587} & (machine.listening or frozenset()):
            yield "listens", str(port)
        for one in certificates.files if isinstance(certificates, Certificates) else ():
            if one.file == "/etc/postfix/tls.pem" and one.ends:
                ends = datetime.fromtimestamp(one.ends, UTC)
                yield "certificate ends", f"{ends:%b} {ends.day} {ends:%H:%M:%S %Y} GMT"
        if isinstance(sizes, QueueSizes) and seen.before[relay]["running"].strip():
            yield "waiting", str(sizes.total)

    hidden = ("certificate ends",) if user == "view" else ()
    assert not differences(seen, user, shown, lambda said: without(oracles.machine(said), hidden))
