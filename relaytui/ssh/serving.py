"""What both back ends share: a queue of work, a resident shell, and who serves them."""

import queue
import random
import secrets
import threading
import time
from collections.abc import Callable
from typing import Protocol

from relaytui.errors import LinkError, LinkLost, NoAnswer
from relaytui.ssh.link import Outcome, Sink, Stream
from relaytui.ssh.own_address import asked_address
from relaytui.ssh.script import Script
from relaytui.ssh.shell import Pending, ShellTalk

#: Seconds after which `serve` looks at its condition, when nothing wakes it.
LOOK = 2.0
#: Seconds until what a host has had no room for is tried again: at first, and at most. A new
#: channel of OpenSSH's sshd has no room until its command runs, a moment later.
SEND_SOON, SEND_AGAIN = 0.001, 0.02
#: Seconds between two tries to have a session, and until a stream goes without.
SESSION_PAUSE = (0.1, 0.4)
SESSION_PATIENCE = 10.0


class NoSession(LinkError):
    """The host has no room for one session more (MaxSessions of sshd), now."""


class Lane(Stream, Protocol):
    """A stream with a stdin."""

    def write(self, text: bytes) -> None:
        """Send to stdin what there is room for, and keep the rest."""

    def flush(self) -> bool:
        """Send more of the rest; whether none is left."""


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

    That is the thread that made it, until another one calls `serve`. Others put callables on
    `ready`; None only wakes. Subclasses start lanes (`_open`) and look after the connection
    (`_tend`, `_patience`).
    """

    name = ""

    def __init__(self) -> None:
        self.ready: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._talks = {False: ShellTalk(), True: ShellTalk()}
        self._shells: dict[bool, Lane] = {}
        self._unsent: list[Lane] = []
        self._send_pause = SEND_SOON
        self._not_before = {False: 0.0, True: 0.0}
        self._later: list[tuple[float, Callable[[], None]]] = []
        self._server = threading.get_ident()
        self._lost: LinkError | None = None
        #: Empty where the host does not say.
        self._seen_from: str | None = None

    # --- Link ---

    @property
    def own_address(self) -> str | None:
        """See Link."""
        if self._seen_from is None:
            self._seen_from = asked_address(self) or self.socket_address() or ""
        return self._seen_from or None

    def socket_address(self) -> str | None:
        """Our address as this machine knows it, for hosts that do not say; None: it does not."""
        return None

    def run(self, script: Script, *, timeout: float = 20.0, sudo: bool = False) -> Outcome:
        """See Link."""
        pending = Pending(script, secrets.token_hex(12), timeout)
        self._talks[sudo].ask(pending)
        if self._lost:  # looked at after asking, as `_lose` sets it before it fails the queue
            pending.fail(self._lost)
        elif self._server == threading.get_ident():
            self.serve(pending.done.is_set, timeout + 1)
        else:
            self.wake()
            pending.done.wait(timeout + 1)
        pending.fail(pending.late())
        return pending.result()

    @property
    def owed_since(self) -> float | None:
        """Since when an answer to a script is waited for (monotonic seconds)."""
        begun = [one.begun for one in self._talks.values() if one.begun is not None]
        return min(begun, default=None)

    def stream(self, script: Script, sink: Sink, *, sudo: bool = False) -> Stream:
        """See Link."""
        if self._lost:
            raise self._lost
        lane = self._open_in_time(sudo, sink)
        self._write(lane, script.text.encode("utf-8", "surrogateescape"))
        return lane

    def serve(self, until: Callable[[], bool], timeout: float | None = None) -> None:
        """See Link."""
        self._server = threading.get_ident()
        limit = None if timeout is None else time.monotonic() + timeout
        try:
            while not until():
                now = time.monotonic()
                if self._lost:
                    raise self._lost
                self._talk(now)
                self._tend(now)
                self._unsent = [lane for lane in self._unsent if not lane.flush()]
                if self._later:
                    self._do_later(now)
                if until():  # what could not even be asked has failed by now
                    return
                patience = self._next_look(now)
                self._work(patience if limit is None else max(0.0, min(patience, limit - now)))
                if limit is not None and time.monotonic() >= limit:
                    return
        except LinkLost as error:
            self._lose(error)
            raise

    def wake(self) -> None:
        """See Link."""
        self.ready.put(None)

    def later(self, seconds: float, task: Callable[[], None]) -> None:
        """Do something in the serving thread, after a while (called in it)."""
        self._later.append((time.monotonic() + seconds, task))

    # --- for subclasses ---

    def _open(self, sudo: bool, sink: Sink) -> Lane:
        """Start a shell. Raises NoSession where there is no room for it now."""
        raise NotImplementedError

    def _tend(self, now: float) -> None:
        """Look after the connection; raises LinkLost when it is gone."""

    def _patience(self, now: float) -> float:
        """Seconds until `_tend` must be called again."""
        return LOOK

    def _lose(self, error: LinkError) -> None:
        """The link is gone: nobody waits for it any more."""
        self._lost = self._lost or error
        for talk in self._talks.values():
            talk.fail(self._lost)

    # --- inside ---

    def _open_in_time(self, sudo: bool, sink: Sink) -> Lane:
        """A stream's lane; the link is served while it waits for a session."""
        limit = time.monotonic() + SESSION_PATIENCE
        while True:
            try:
                return self._open(sudo, sink)
            except NoSession:
                self._make_room()
                if time.monotonic() >= limit:
                    raise
                self.serve(lambda: False, random.uniform(*SESSION_PAUSE))

    def _make_room(self) -> None:
        """End the shells that nobody needs now; they are opened again when somebody does."""
        for sudo in [sudo for sudo in self._shells if not self._talks[sudo].wanted]:
            self._drop_shell(sudo)

    def _write(self, lane: Lane, text: bytes) -> None:
        lane.write(text)
        if not lane.flush():
            self._unsent.append(lane)
            self._send_pause = SEND_SOON

    def _next_look(self, now: float) -> float:
        """Seconds until there is something to do, come what may."""
        if self._unsent:
            pause, self._send_pause = self._send_pause, min(2 * self._send_pause, SEND_AGAIN)
            return pause
        due = min(talk.next_look(now) for talk in self._talks.values())
        due = min([due, *(later - now for later in self._not_before.values() if later > now)])
        due = min([due, *(max(0.0, at - now) for at, _ in self._later)])
        return min(LOOK, due, self._patience(now))

    def _do_later(self, now: float) -> None:
        due = [task for at, task in self._later if at <= now]
        self._later = [(at, task) for at, task in self._later if at > now]
        for task in due:
            task()

    def _work(self, patience: float) -> None:
        try:
            task = self.ready.get(timeout=patience) if patience else self.ready.get_nowait()
        except queue.Empty:
            return
        if task is not None:
            task()

    def _talk(self, now: float) -> None:
        for sudo, talk in self._talks.items():
            if talk.stuck(now):
                self._drop_shell(sudo)
            if not talk.wanted or talk.busy:
                continue
            if sudo not in self._shells and not self._open_shell(sudo, talk):
                continue
            text = talk.next_text()
            if text is not None:
                self._write(self._shells[sudo], text)

    def _open_shell(self, sudo: bool, talk: ShellTalk) -> bool:
        now = time.monotonic()
        if now < self._not_before[sudo]:
            return False
        sink = _Talker(talk, lambda: self._shell_ended(sudo))
        try:
            self._shells[sudo] = self._open(sudo, sink)
        except LinkLost:
            raise
        except NoSession as error:
            talk.refused(error)
            self._make_room()
            self._not_before[sudo] = now + random.uniform(*SESSION_PAUSE)
            return False
        except LinkError as error:
            talk.fail(error)
            return False
        talk.opened()
        return True

    def _drop_shell(self, sudo: bool) -> None:
        shell = self._shells.pop(sudo, None)
        if shell:
            shell.close()
        self._talks[sudo].opened()

    def _shell_ended(self, sudo: bool) -> None:
        talk = self._talks[sudo]
        said = talk.last_words()
        words = f": {said}" if said else ""
        if talk.spoke:
            error: LinkError = NoAnswer(f"{self.name}: the host's shell was ended{words}")
        elif sudo:
            error = LinkError(
                f"{self.name}: sudo was refused{words}",
                "Allow it without a password in sudoers (NOPASSWD), or do without",
            )
        else:
            error = LinkError(
                f"{self.name}: the login gives no shell{words}",
                "Look at the account's shell, and at ForceCommand and command= of its key",
            )
        error.retry = talk.spoke
        talk.fail(error, all_of_them=not talk.spoke)
        self._drop_shell(sudo)
