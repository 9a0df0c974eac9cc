"""The `ssh` process that holds a connection, its private folder, and who looks after both."""

import contextlib
import os
import re
import selectors
import shutil
import signal
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from relaytui.domain.text import SafeText, decode
from relaytui.ssh.platform import allow_files

#: Bytes of a folder's name in which a socket still has room: the system takes 104, and ssh
#: first makes one with 17 more in its name.
FOLDER_ROOM = 56
#: Files that this process may have open: a host takes some fifteen.
FILES = 4096
#: Seconds for the process to end when it is told to, before it is killed.
GRACE = 2.0
#: Runs a command until it ends or our stdin does, then removes the folder. Its stdin is a pipe
#: of ours, so it ends with us, however we end.
_GUARD = """\
folder=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & ssh=$!
{ read -r _ <&3; kill "$ssh"; } 2>/dev/null & guard=$!
wait "$ssh"; status=$?
rm -rf -- "$folder"
kill "$guard" 2>/dev/null
exit "$status"
"""


def private_folder() -> Path:
    """A new folder that only we can enter, with a name that is short and plain."""
    places = (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp")
    for place in places:
        plain = re.fullmatch(r"/[\w./-]*", place, re.ASCII) and len(place) <= FOLDER_ROOM
        if plain and os.access(place, os.W_OK | os.X_OK):
            return Path(tempfile.mkdtemp(prefix="relaytui-ssh-", dir=place))
    return Path(tempfile.mkdtemp(prefix="relaytui-ssh-"))


class _Words:
    """The last lines of a text that comes in pieces, gated."""

    def __init__(self) -> None:
        self._lines: deque[bytes] = deque(maxlen=40)
        self._rest = b""

    def add(self, piece: bytes) -> None:
        """Take a piece."""
        *lines, rest = (self._rest + piece).split(b"\n")
        self._lines.extend(line[:1000] for line in lines)
        self._rest = rest[-1000:]

    def lines(self) -> list[SafeText]:
        """What came last."""
        whole = [line.strip() for line in (*self._lines, self._rest)]
        return [decode(line, 300) for line in whole if line]


class Master:
    """A running `ssh`. Its own words come by a pipe of their own (`-E`): what a server or a
    proxy prints can't pass for them."""

    def __init__(self, words: Callable[[Path], Sequence[str]], on_end: Callable[[], None]) -> None:
        """Start it; `words` makes the command for a folder. Raises OSError."""
        allow_files(FILES)
        self._folder = private_folder()
        self.socket = str(self._folder / "mux")
        self._own, self._others = _Words(), _Words()
        #: Set when it is gone, with its folder, and has been heard to the end.
        self.ended = threading.Event()
        self._over = False
        self._on_end = on_end
        try:
            log = self._folder / "log"
            os.mkfifo(log, 0o600)
            # For both directions, so that it has no end before we say so.
            self._log = os.open(log, os.O_RDWR | os.O_NONBLOCK)
            guard = ["/bin/sh", "-c", _GUARD, "relaytui", str(self._folder)]
            self._process = subprocess.Popen(
                [*guard, *words(self._folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,  # no terminal to ask at, and no Ctrl-C from it
                env={**os.environ, "LC_ALL": "C", "SSH_ASKPASS_REQUIRE": "never"},
            )
        except OSError:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        self._lock = threading.Lock()
        self._killer = threading.Timer(GRACE, self._kill)
        self._killer.daemon = True
        listener = threading.Thread(target=self._listen, name="ssh words", daemon=True)
        listener.start()
        threading.Thread(
            target=self._bury, args=(listener,), name="ssh master", daemon=True
        ).start()

    def said(self) -> tuple[list[SafeText], list[SafeText]]:
        """The last lines of ssh itself, and of others: its proxy, the server's banner."""
        return self._own.lines(), self._others.lines()

    def close(self) -> None:
        """End it (any thread, any number of times); its folder goes with it."""
        with self._lock:
            stdin = self._process.stdin
            if not stdin or stdin.closed:
                return
            stdin.close()
            if not self.ended.is_set():
                self._killer.start()

    def _kill(self) -> None:
        if self._process.poll() is None:
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _bury(self, listener: threading.Thread) -> None:
        """Wait for it, so that no zombie is left, and tidy up."""
        self._process.wait()
        self._killer.cancel()
        self._over = True
        with contextlib.suppress(OSError):
            os.write(self._log, b"\n")
        listener.join()
        os.close(self._log)
        shutil.rmtree(self._folder, ignore_errors=True)
        self.ended.set()
        self._on_end()

    def _listen(self) -> None:
        """Keep the last words. A proxy may outlive the ssh that it was for: no end is waited
        for but that of the process."""
        assert self._process.stderr
        with selectors.DefaultSelector() as selector, self._process.stderr as stderr:
            os.set_blocking(stderr.fileno(), False)
            selector.register(self._log, selectors.EVENT_READ, self._own)
            selector.register(stderr, selectors.EVENT_READ, self._others)
            over = False
            while not over:
                over = self._over
                for key, _ in [] if over else selector.select():
                    if not _read(key.fd, key.data):
                        selector.unregister(key.fileobj)
            _read(self._log, self._own)
            _read(stderr.fileno(), self._others)


def _read(descriptor: int, words: _Words) -> bool:
    """Take what is there; False at its end."""
    try:
        piece = os.read(descriptor, 65536)
    except BlockingIOError:
        return True
    words.add(piece)
    return bool(piece)
