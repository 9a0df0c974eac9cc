"""The link over the `ssh` program: one process a host, sessions over its socket."""

import contextlib
import os
import secrets
import time
from collections.abc import Callable

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.text import safe
from relaytui.errors import LinkError, LinkLost, Unreachable
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.dial import CONNECT_TIMEOUT
from relaytui.ssh.keepalive import keepalive_of
from relaytui.ssh.link import Sink
from relaytui.ssh.openssh_master import Master
from relaytui.ssh.openssh_mux import MuxError, MuxSession, SessionRefused, answers
from relaytui.ssh.openssh_options import master_words
from relaytui.ssh.openssh_said import lost, refused
from relaytui.ssh.pipes import GoneWithTheLink, PipeLane
from relaytui.ssh.script import SHELL, SUDO_SHELL, script
from relaytui.ssh.serving import NoSession, ServedLink
from relaytui.ssh.shell import Pending

#: Seconds for a person who has to touch a key or to answer the agent.
LOGIN_PATIENCE = 90.0
#: Seconds for a session to begin.
SESSION_PATIENCE = 10.0
#: Seconds for what came before the end of the connection to be handed over.
LAST_WORDS = 2.0


class _Session:
    """The other end of a lane's pipes."""

    def __init__(self, session: MuxSession, path: str) -> None:
        self._session = session
        self._path = path
        self._stopped = False

    def wait(self) -> int | None:
        """Wait for the end of the command."""
        status = self._session.status()
        # A killed command and a lost connection look the same from here.
        if status is None and not self._stopped and not answers(self._path):
            raise GoneWithTheLink
        return status

    def stop(self) -> None:
        """End it: the host sees the end of stdin and the channel closed."""
        self._stopped = True
        self._session.stop()


class OpensshLink(ServedLink):
    """A connected link; made by `connect_openssh`."""

    def __init__(self, host: ResolvedHost, on_quiet: Callable[[float], None]) -> None:
        super().__init__()
        self.name = host.alias
        self.story: tuple[str, ...] = ()
        self._host = host
        self._keepalive = keepalive_of(host, on_quiet)
        self._question: Pending | None = None
        self._lanes: list[PipeLane] = []
        self._master: Master | None = None
        self._gone_at = 0.0

    def start(self, spec: HostSpec, stopped: Callable[[], bool]) -> None:
        """Start `ssh` and wait until it is logged in. Raises LinkError of every kind."""
        host = self._host
        try:
            self._master = Master(lambda folder: master_words(spec, host, folder), self.wake)
        except OSError as error:
            raise self._no_room(error) from error
        patience = LOGIN_PATIENCE + (host.connect_timeout or CONNECT_TIMEOUT)
        limit = time.monotonic() + patience
        while not answers(self._master.socket):
            if self._master.ended.wait(0.02):
                raise refused(host, *self._master.said())
            if stopped():
                raise Unreachable("stopped")
            if time.monotonic() > limit:
                raise Unreachable(
                    f"{self.name}: not logged in within {patience:.0f} s",
                    f"Try it with: ssh -v {self.name}",
                )

    def close(self) -> None:
        """See Link."""
        self._lose(LinkLost(f"{self.name}: closed"))
        for lane in self._lanes:
            lane.close()
        if self._master:
            self._master.close()
        self.wake()

    def _open(self, sudo: bool, sink: Sink) -> PipeLane:
        assert self._master
        session: MuxSession | None = None
        try:
            ours, theirs = _pipes()
        except OSError as error:
            raise self._no_room(error) from error
        try:
            session = MuxSession(self._master.socket, SESSION_PATIENCE)
            session.start(SUDO_SHELL if sudo else SHELL, theirs)
        except (SessionRefused, MuxError) as error:
            _close(ours)
            if isinstance(error, MuxError):
                raise self._lost_to(error) from error
            raise NoSession(
                f"{self.name}: no further session ({safe(str(error), 80)})",
                "MaxSessions of its sshd is low; 3 are needed",
            ) from error
        finally:
            _close(theirs)
        lane = PipeLane(_Session(session, self._master.socket), ours, sink, self.ready)
        self._lanes = [*(one for one in self._lanes if not one.over), lane]
        return lane

    def _no_room(self, error: OSError) -> LinkError:
        return LinkError(
            f"{self.name}: ssh can't be started: {error.strerror}",
            "Is the disk full, or are too many files or processes open (ulimit -n, -u)?",
        )

    def _lost_to(self, error: MuxError) -> LinkLost:
        """The error of a session that could not even be asked for."""
        assert self._master
        if self._master.ended.wait(1.0):
            return lost(self._host, *self._master.said())
        return LinkLost(f"{self.name}: {safe(str(error), 80)}")

    def _tend(self, now: float) -> None:
        """Look whether ssh is there, and the host answers; ssh itself ends a dead link."""
        assert self._master
        if self._master.ended.is_set():
            self._gone_at = self._gone_at or now
            drained = all(lane.drained for lane in self._lanes) and self.ready.empty()
            if drained or now > self._gone_at + LAST_WORDS:
                raise lost(self._host, *self._master.said())
            return
        if self._busy:
            return  # its answer will tell, or the end of its time
        if self._keepalive.look(now, self._heard) and not self._asked:
            span = self._keepalive.interval * (self._keepalive.questions + 2)
            self._question = Pending(script("alive", ":"), secrets.token_hex(12), span)
            self._talks[False].ask(self._question)
            self.wake()  # it is sent in the next round

    def _patience(self, now: float) -> float:
        if self._busy or self._gone_at:
            return 0.05 if self._gone_at else 1.0
        return max(0.1, self._keepalive.next_look(now, self._heard))

    @property
    def _heard(self) -> float:
        return max((lane.heard for lane in self._lanes), default=0.0)

    @property
    def _asked(self) -> bool:
        """Whether a question whether the host lives is open."""
        return self._question is not None and not self._question.done.is_set()

    @property
    def _busy(self) -> bool:
        """Whether the resident shell does something else."""
        return self._talks[False].wanted and not self._asked


Three = tuple[int, int, int]


def _pipes() -> tuple[Three, Three]:
    """stdin, stdout and stderr: our ends, and the session's."""
    made: list[int] = []
    try:
        for _ in range(3):
            made += os.pipe()
    except OSError:
        for one in made:
            os.close(one)
        raise
    stdin, write, read, stdout, read_too, stderr = made
    return (write, read, read_too), (stdin, stdout, stderr)


def _close(descriptors: Three) -> None:
    for one in descriptors:
        with contextlib.suppress(OSError):
            os.close(one)


def connect_openssh(
    spec: HostSpec,
    host: ResolvedHost,
    reason: str,
    *,
    on_state: Callable[[str], None],
    on_quiet: Callable[[float], None],
    stopped: Callable[[], bool],
) -> OpensshLink:
    """Connect by `ssh`; `reason` says why by it. Raises LinkError of every kind."""
    on_state(f"ssh is dialling {host.hostname} port {host.port}")
    link = OpensshLink(host, on_quiet)
    try:
        link.start(spec, stopped)
    except BaseException:
        link.close()
        raise
    link.story = (f"over ssh: {safe(reason, 100)}", f"{host.user}@{host.hostname} port {host.port}")
    return link
