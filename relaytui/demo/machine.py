"""The inside of one simulated Postfix: its processes, its queue ids, and what it logs."""

import contextlib
import random
from collections.abc import Generator, Iterator

from relaytui.demo.entry import Entry
from relaytui.demo.world import OWN_DOMAIN, World, own_address

_DIGITS = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
_TLS13 = (
    "TLSv1.3 with cipher {} key-exchange X25519 server-signature {} server-digest SHA256"
)  # fmt: skip
_CIPHERS = (
    (70, _TLS13.format("TLS_AES_256_GCM_SHA384 (256/256 bits)", "RSA-PSS (2048 bits)")),
    (14, _TLS13.format("TLS_AES_128_GCM_SHA256 (128/128 bits)", "ECDSA (prime256v1)")),
    (14, "TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits)"),
    (2, "TLSv1 with cipher AES256-SHA (256/256 bits)"),
)
#: A worker ends after so many clients, as Postfix's max_use says.
_MAX_USE = 100


class Worker:
    """A running process of a service, e.g. `submission/smtpd`."""

    def __init__(self, machine: "Machine", service: str, pid: int) -> None:
        self.pid = pid
        self.uses = 0
        self._machine, self._tag = machine, f"postfix/{service}"

    def say(self, message: str, priority: int = 6) -> None:
        """Log a message."""
        self._machine.log(self._tag, self.pid, message, priority)

    def warn(self, message: str) -> None:
        """Log a warning."""
        self.say(f"warning: {message}", 4)


class Machine:
    """One relay as its traffic sees it. `now` is set by the traffic; nothing here has a clock."""

    def __init__(self, world: World, host: str, rng: random.Random, long_ids: bool) -> None:
        self.world, self.host, self.rng, self.now = world, host, rng, 0.0
        self.name = f"{host}.{OWN_DOMAIN}"
        self.address = own_address(host)
        self.logged: list[Entry] = []
        #: Scenes that begin now, beside the one that asks for them.
        self.waiting: list[Generator[float, None, None]] = []
        self._long_ids = long_ids
        self._pid = rng.randrange(900, 2000)
        self._idle: dict[str, list[Worker]] = {}
        self._last = 0.0
        self.qmgr, self.anvil, self.postscreen = map(self._started, ("qmgr", "anvil", "postscreen"))

    def log(self, tag: str, pid: int, message: str, priority: int = 6) -> None:
        """Log a message now, or a moment after the one before it."""
        self._last = max(self.now, self._last + 0.00004)
        self.logged.append(Entry(self._last, tag, pid, message, priority))

    def _started(self, service: str) -> Worker:
        self._pid += self.rng.randrange(1, 9)
        return Worker(self, service, self._pid)

    @contextlib.contextmanager
    def worker(self, service: str) -> Iterator[Worker]:
        """A process of a service, for one client: an idle one, else a new one."""
        idle = self._idle.setdefault(service, [])
        worker = idle.pop() if idle else self._started(service)
        yield worker
        worker.uses += 1
        if worker.uses < _MAX_USE:
            idle.append(worker)

    def queue_id(self) -> str:
        """A new queue id, long (time and inode in base 52) or short (microseconds and inode)."""
        second, micros = divmod(round(self.now * 1_000_000), 1_000_000)
        inode = self.rng.randrange(200_000, 900_000)
        if not self._long_ids:
            return f"{micros:05X}{inode:X}"
        return f"{_based(second, 52, 6)}{_based(micros, 52, 4)}z{_based(inode, 51, 1)}"

    def tls(self) -> str:
        """Protocol and cipher as Postfix words them."""
        weights = [weight for weight, _ in _CIPHERS]
        return self.rng.choices(_CIPHERS, weights)[0][1]

    def message_id(self, domain: str) -> str:
        """A message id as mail programs make it."""
        return f"{self.rng.getrandbits(64):016x}.{self.rng.randrange(10**6)}@{domain}"


def _based(number: int, base: int, width: int) -> str:
    digits = ""
    while number or len(digits) < width:
        number, digit = divmod(number, base)
        digits = _DIGITS[digit] + digits
    return digits
