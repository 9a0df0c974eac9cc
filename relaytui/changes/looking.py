"""Looking at hosts before a change: what plans and the guard need, on all of them at once."""

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from relaytui.changes.fleet_addresses import dialled
from relaytui.changes.planning import needed_facts
from relaytui.domain.entry import Trust
from relaytui.domain.intent import Block, Intent
from relaytui.engine.asking import Asking, Job
from relaytui.errors import RelaytuiError
from relaytui.facts.access import ACCESS, Access
from relaytui.facts.base import HostFacts
from relaytui.facts.containers import CONTAINERS
from relaytui.layers.base import Layer
from relaytui.ssh.link import Link


class Hosts(Protocol):
    """Connected hosts: a job runs on the link of one, in a thread of that host."""

    def submit(self, relay: str, job: Job) -> "Future[Any]":
        """Run it; the future has what it returned, or its RelaytuiError."""

    def fresh(self, relay: str) -> Link:
        """A new connection to a host, which the caller closes (any thread). Raises LinkError."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found on a host, and its clock then (seconds since the epoch). `ends` are the two
    ends of the link: addresses that must stay open, with what they are."""

    facts: HostFacts
    now: float
    ends: Mapping[str, str] = field(default_factory=dict)


def look(
    hosts: Hosts,
    layers: Sequence[Layer],
    intents: Mapping[str, Sequence[Intent]],
    only: frozenset[str] = frozenset(),
) -> dict[str, Looked | RelaytuiError]:
    """What is to be known of each host for what is wanted there, or why it can't be asked; `only`
    names the layers that are meant (empty: any). Of its containers, that one alone is among the
    facts whose mail system is asked."""
    blocks = any(isinstance(one, Block) for wanted in intents.values() for one in wanted)
    # A block asks who is trusted, too.
    more = [fact for one in layers if one.trusted for fact in one.needs] if blocks else []
    every = [one for wanted in intents.values() for one in wanted]
    needs = {one.name: one for one in (*needed_facts(layers, every, only), *more)}

    def ask(link: Link, asking: Asking) -> Looked:
        access = access_of(link, asking)
        facts = asking.ask(link, tuple(needs.values()))
        inside = (asking.place,) if asking.place else ()
        found = {**facts, ACCESS.name: access, CONTAINERS.name: inside}
        return Looked(HostFacts(found), time.time() + asking.skew, ends_of(link))

    started = {relay: hosts.submit(relay, ask) for relay in intents}
    found: dict[str, Looked | RelaytuiError] = {}
    for relay, future in started.items():
        try:
            found[relay] = future.result()
        except RelaytuiError as error:
            found[relay] = error
    return found


def ends_of(link: Link) -> dict[str, str]:
    """The address that was dialled, and the one that the host sees us come from."""
    found = dict.fromkeys(dialled(link.story), f"it is {link.name}'s address")
    if link.own_address:
        found[link.own_address] = "this connection comes from it"
    return found


def trusted(layers: Iterable[Layer], facts: HostFacts) -> list[Trust]:
    """The entries of all lists that trust."""
    found: list[Trust] = []
    for layer in layers:
        entries = layer.trusted(facts) if layer.trusted else None
        if isinstance(entries, Sequence):
            found += entries
    return found


def access_of(link: Link, asking: Asking) -> Access:
    """What the account may do; asked once."""
    if asking.access is None:
        asking.ask(link, ())
    return asking.access or Access()
