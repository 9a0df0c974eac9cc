"""Reads the logs of hosts back to a moment, and counts what they tell."""

import threading
from collections.abc import Sequence

from relaytui.analysis.rates import Rates
from relaytui.cli.telling import tell
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.link_state import LinkState
from relaytui.engine.session import Wishes
from relaytui.fleet import Fleet


class Reading:
    """Reads the logs of hosts from a moment on to their end, and counts."""

    def __init__(self, hosts: Sequence[HostSpec], since: float) -> None:
        self.rates = Rates()
        self.worked: set[str] = set()
        self.first: dict[str, float | None] = {}
        self._since = since
        self._fleet = Fleet(hosts, wishes=Wishes(since=since, follow=False), prompts=False)
        self._news = threading.Event()
        self._fleet.on_wake(self._news.set)

    def run(self) -> None:
        """Until all of them have given what they have."""
        self._fleet.start()
        while not self._fleet.ended:
            self._news.wait(0.5)
            self._news.clear()
            self.rates.take(self._fleet.drain())
            self._look()
        self.rates.take(self._fleet.drain())
        self._look()
        for name in self.worked:  # also one that had nothing to say
            self.rates.relay(name)
        for name, relay in self.rates.relays.items():
            self.first[name] = relay.known_from
            relay.known_from = self._since

    def close(self) -> None:
        """End the links."""
        self._fleet.close()

    def _look(self) -> None:
        for status in self._fleet.statuses():
            if status.via:
                continue
            if status.state is LinkState.REFUSED and status.relay not in self.first:
                self.first[status.relay] = None
                step = f". {status.next_step}" if status.next_step else ""
                tell(f"{status.relay}: {status.reason}{step}")
            elif status.state in (LinkState.READY, LinkState.CLOSED) and status.source:
                self.worked.add(status.relay)
