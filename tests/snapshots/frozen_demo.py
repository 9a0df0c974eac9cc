"""The demo of a moment: its traffic, keys, names and clock are the same in each run."""

import contextlib
import shutil
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from relaytui.demo.demo import ATTACK_AFTER, Demo
from relaytui.domain.host_spec import HostSpec

#: The moment: 2026-11-25 08:00:00 UTC. The attack began so many seconds before.
MOMENT = 1_795_593_600.0
ATTACKED = 40.0


class _Folder:
    """A folder here, in place of one with a name by chance."""

    name = "demo"

    def __init__(self) -> None:
        Path(self.name).mkdir()

    def cleanup(self) -> None:
        """Remove it."""
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self.name)


class FrozenDemo(Demo):
    """Four relays; the key of the last one is not known."""

    def __init__(self) -> None:
        self._moment = MOMENT - ATTACK_AFTER - ATTACKED
        super().__init__(4, clock=lambda: self._moment)
        self._folder.cleanup()
        self._folder = _Folder()  # type: ignore[assignment]

    def __enter__(self) -> "FrozenDemo":
        super().__enter__()
        self._moment = MOMENT
        return self

    def specs(self) -> list[HostSpec]:
        """The last one has another list of known hosts."""
        *known, last = super().specs()
        return [*known, msgspec.structs.replace(last, known_hosts=str(self.folder / "nobody"))]


def same_key() -> str:
    """A private key, the same each time; nothing is protected by it."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
