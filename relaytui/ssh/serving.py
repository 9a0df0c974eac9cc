"""What both back ends share: a queue of work, a resident shell, and who serves them."""

import queue
import secrets
import threading
import time
from collections.abc import Callable

from relaytui.errors import LinkError, LinkLost
from relaytui.ssh.link import Outcome, Stream
from relaytui.ssh.script import Script
from relaytui.ssh.shell import Pending, ShellTalk


class _Talker:
    """The sink of a resident shell's channel."""

    def __init__(self, talk: ShellTalk, gone: Callable[[], None]) -> None:
        self.data = talk.data
        self.complaint = talk.complaint
        self._gone = gone

    def ended(self, _status: int | None) -> None:
        """The shell has ended by itself."""
        self._gone()


class ServedLink:
    """A link whose work is done by the thread that calls `serve`.

    Others put callables on `ready`; None only wakes. Subclasses start channels
    (`_open_shell`), write to them (`_write`) and look after the connection (`_tend`).
    """

    name = ""

    def __init__(self) -> None:
        self.ready: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._talks = {False: ShellTalk(), True: ShellTalk()}
        self._shells: dict[bool, Stream] = {}
        self._server: int | None = None
        self._lost: LinkError | None = None
        self._closed = False

    # --- Link ---

    def run(self, script: Script, *, timeout: float = 20.0, sudo: bool = False) -> Outcome:
        """See Link."""
        pending = Pending(script, secrets.token_hex(12), timeout)
        self._talks[sudo].ask(pending)
        self.wake()
        if self._server in (None, threading.get_ident()):
            self.serve(pending.done.is_set, timeout + 5)
        else:
            pending.done.wait(timeout + 5)
        if not pending.done.is_set():
            pending.fail(LinkLost(f"{self.name}: nobody serves the link"))
        return pending.result()

    def serve(self, until: Callable[[], bool], timeout: float | None = None) -> None:
        """See Link."""
        outer, self._server = self._server, threading.get_ident()
        limit = None if timeout is None else time.monotonic() + timeout
        try:
            while not until():
                now = time.monotonic()
                if self._lost:
                    raise self._lost
                if limit is not None and now >= limit:
                    return
                self._talk(now)
                self._tend(now)
                self._work(1.0 if limit is None else min(1.0, max(0.0, limit - now)))
        except LinkError as error:
            self._lose(error)
            raise
        finally:
            self._server = outer

    def wake(self) -> None:
        """See Link."""
        self.ready.put(None)

    # --- for subclasses ---

    def _open_shell(self, sudo: bool, sink: _Talker) -> Stream:
        raise NotImplementedError

    def _write(self, stream: Stream, text: bytes) -> None:
        raise NotImplementedError

    def _tend(self, now: float) -> None:
        """Look after the connection; raises LinkLost when it is gone."""

    def _lose(self, error: LinkError) -> None:
        """The link is gone: nobody waits for it any more."""
        self._lost = self._lost or error
        for talk in self._talks.values():
            talk.lost(str(error))

    # --- inside ---

    def _work(self, patience: float) -> None:
        try:
            task = self.ready.get(timeout=patience)
        except queue.Empty:
            return
        while True:
            if task is not None:
                task()
            try:
                task = self.ready.get_nowait()
            except queue.Empty:
                return

    def _talk(self, now: float) -> None:
        for sudo, talk in self._talks.items():
            if talk.overdue(now):
                self._drop_shell(sudo)
            if not talk.wanted or talk.busy:
                continue
            if sudo not in self._shells:
                sink = _Talker(talk, lambda sudo=sudo: self._shell_ended(sudo))  # type: ignore[misc]
                self._shells[sudo] = self._open_shell(sudo, sink)
            text = talk.next_text(now)
            if text is not None:
                self._write(self._shells[sudo], text)

    def _drop_shell(self, sudo: bool) -> None:
        shell = self._shells.pop(sudo, None)
        if shell:
            shell.close()

    def _shell_ended(self, sudo: bool) -> None:
        self._drop_shell(sudo)
        what = "sudo was refused" if sudo else "the host's shell ended"
        self._talks[sudo].lost(f"{self.name}: {what}")
