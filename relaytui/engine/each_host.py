"""A job for each of several hosts at once, each in a thread of its own with a link of its own."""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.text import safe
from relaytui.errors import LinkError, RelaytuiError
from relaytui.ssh.connect import connect
from relaytui.ssh.link import Link

T = TypeVar("T")
#: Seconds between two looks for an interrupt.
LOOK = 0.2


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What the job gave for a host, or the error that says why it gave nothing."""

    name: str
    gave: T | None = None
    error: RelaytuiError | None = None


def connect_unasked(spec: HostSpec, stopped: Callable[[], bool]) -> Link:
    """A link where nobody can be asked: unknown host keys are not taken, and no passphrase is
    asked for. The calling thread serves it; raises LinkError of every kind."""
    return connect(
        spec,
        ask=lambda question: False,
        on_state=lambda words: None,
        on_quiet=lambda seconds: None,
        stopped=stopped,
    )


class EachHost(Generic[T]):
    """`results` gives each host as it is done: none waits for another."""

    def __init__(self, hosts: Sequence[HostSpec], job: Callable[[Link, HostSpec], T]) -> None:
        self._hosts = tuple(hosts)
        self._job = job
        self._done: queue.SimpleQueue[Done[T]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._links: dict[str, Link] = {}

    def results(self) -> Iterator[Done[T]]:
        """Every host once, the quickest first."""
        for spec in self._hosts:
            threading.Thread(
                target=self._work, args=(spec,), name=f"job {spec.name}", daemon=True
            ).start()
        left = len(self._hosts)
        while left:
            # Looked at now and then: a signal that another thread took does not end a wait.
            with contextlib.suppress(queue.Empty):
                yield self._done.get(timeout=LOOK)
                left -= 1

    def close(self) -> None:
        """End all that is still running."""
        self._stopping.set()
        for link in list(self._links.values()):
            link.close()

    def _work(self, spec: HostSpec) -> None:
        try:
            self._done.put(Done(spec.name, self._gave(spec)))
        except RelaytuiError as error:
            self._done.put(Done(spec.name, error=error))
        except Exception as error:  # noqa: BLE001  (the border of a host's job)
            words = f"{spec.name}: internal error: {type(error).__name__}: {error}"
            self._done.put(Done(spec.name, error=LinkError(safe(words, 300))))

    def _gave(self, spec: HostSpec) -> T:
        link = connect_unasked(spec, self._stopping.is_set)
        self._links[spec.name] = link
        try:
            return self._job(link, spec)
        finally:
            self._links.pop(spec.name, None)
            link.close()
