"""The store takes in relays that an aggregator brings up."""

from relaytui.domain.link_state import HostStatus, LinkState
from relaytui.state.store import Store


def test_new_relays_stand_behind_their_aggregator() -> None:
    store = Store(["logs1", "mx9"])
    logs1, mx9 = HostStatus("logs1", LinkState.READY), HostStatus("mx9")
    assert not store.take([], (logs1, mx9), 0.0).relays
    relayed = (HostStatus("mx1", via="logs1"), HostStatus("mx2", via="logs1"))
    change = store.take([], (logs1, *relayed, mx9), 1.0)
    assert change.relays
    assert change.statuses
    assert store.relays == ("logs1", "mx1", "mx2", "mx9")
    assert set(store.counters.relays) == set(store.relays)
    again = store.take([], (logs1, *relayed, mx9), 2.0)
    assert not again.relays
    assert not again.statuses
