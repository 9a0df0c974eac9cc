"""Links of a command's own, one a host, that stay while it works: jobs go to each by name."""

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.text import safe
from relaytui.engine.asking import Asking, Job
from relaytui.errors import LinkError, RelaytuiError
from relaytui.ssh.connect import connect_plain
from relaytui.ssh.link import Link


class OwnLinks:
    """Each host has a thread, which connects when its first job comes. Unknown host keys are not
    taken, and no passphrase is asked for."""

    def __init__(self, hosts: Sequence[HostSpec]) -> None:
        self._specs = {one.name: one for one in hosts}
        self._asking = {one.name: Asking(one.sudo, one.container) for one in hosts}
        self._links: dict[str, Link] = {}
        self._stopping = threading.Event()
        self._threads = {
            one.name: ThreadPoolExecutor(1, thread_name_prefix=f"job {one.name}") for one in hosts
        }

    def submit(self, relay: str, job: Job) -> "Future[Any]":
        """Run a job on a host's link; the future has what it gave, or its RelaytuiError."""
        return self._threads[relay].submit(self._run, relay, job)

    def fresh(self, relay: str) -> Link:
        """A new connection to a host, which the caller closes (any thread). Raises LinkError."""
        return connect_plain(self._specs[relay], self._stopping.is_set)

    def close(self) -> None:
        """End all of them."""
        self._stopping.set()
        for link in list(self._links.values()):
            link.close()
        for one in self._threads.values():
            one.shutdown(wait=False, cancel_futures=True)

    def _run(self, relay: str, job: Job) -> Any:
        try:
            return job(self._link(relay), self._asking[relay])
        except RelaytuiError as error:
            if isinstance(error, LinkError) and (lost := self._links.pop(relay, None)):
                lost.close()
            raise
        except Exception as error:
            words = f"internal error: {type(error).__name__}: {error}"
            raise LinkError(safe(words, 300), "Please report it") from error

    def _link(self, relay: str) -> Link:
        if relay not in self._links:
            self._links[relay] = self.fresh(relay)
        return self._links[relay]
