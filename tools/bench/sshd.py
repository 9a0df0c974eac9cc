"""Real sshds on this machine's loopback, with a hundred addresses, for as long as they are needed.

They have keys and a configuration of their own, take one key only, and end with the bench.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from peers import where

HOSTS = 100
#: Addresses that one sshd listens on at most (its MAX_LISTEN_SOCKS).
_LISTENS = 16
_PRIVILEGES = Path("/run/sshd")  # sshd wants it when it is root's


@dataclass(frozen=True)
class Lab:
    """What a client needs: an ssh configuration, names in it, and the files that it names."""

    folder: Path
    config: Path
    names: tuple[str, ...]
    port: int

    @property
    def key(self) -> Path:
        """The private key."""
        return self.folder / "id"

    @property
    def known_hosts(self) -> Path:
        """The key of the hosts."""
        return self.folder / "known_hosts"


@contextlib.contextmanager
def running(hosts: int = HOSTS) -> Iterator[Lab]:
    """The servers; FileNotFoundError where there is no sshd."""
    program = where("sshd")
    if program is None:
        raise FileNotFoundError("sshd")
    made = os.getuid() == 0 and not _PRIVILEGES.exists()
    if made:
        _PRIVILEGES.mkdir(mode=0o755)
    addresses = [f"127.0.1.{number}" for number in range(1, hosts + 1)]
    folder = Path(tempfile.mkdtemp(prefix="bench-sshd."))
    servers: list[subprocess.Popen[bytes]] = []
    try:
        lab = _prepared(folder, addresses)
        for start in range(0, hosts, _LISTENS):
            config = _server_config(lab, addresses[start : start + _LISTENS], start)
            servers.append(subprocess.Popen([program, "-D", "-e", "-f", config],
                                            stderr=subprocess.DEVNULL))  # fmt: skip
        for address in addresses[::_LISTENS]:
            _wait_for(address, lab.port)
        yield lab
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(10)
        shutil.rmtree(folder)
        if made:
            _PRIVILEGES.rmdir()


def _prepared(folder: Path, addresses: list[str]) -> Lab:
    with socket.socket() as free:
        free.bind((addresses[0], 0))
        port = free.getsockname()[1]
    for name in ("id", "host"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name],
                       check=True)  # fmt: skip
    shutil.copy(folder / "id.pub", folder / "authorized_keys")
    key = " ".join((folder / "host.pub").read_text().split()[:2])
    lines = [f"[{address}]:{port} {key}\n" for address in addresses]
    (folder / "known_hosts").write_text("".join(lines))
    names = tuple(f"h{number}" for number in range(1, len(addresses) + 1))
    config = "".join(f"Host {name}\n  HostName {address}\n"
                     for name, address in zip(names, addresses, strict=True))  # fmt: skip
    config += f"Host *\n  Port {port}\n  IdentityFile {folder}/id\n  IdentitiesOnly yes\n"
    config += f"  UserKnownHostsFile {folder}/known_hosts\n  GlobalKnownHostsFile none\n"
    config += "  BatchMode yes\n"
    (folder / "config").write_text(config)
    return Lab(folder, folder / "config", names, port)


def _server_config(lab: Lab, addresses: list[str], number: int) -> str:
    lines = [f"ListenAddress {address}:{lab.port}" for address in addresses]
    lines += [f"HostKey {lab.folder}/host", f"AuthorizedKeysFile {lab.folder}/authorized_keys"]
    lines += ["PidFile none", "UsePAM no", "PasswordAuthentication no", "StrictModes no"]
    # A home without start files: their cost is none of the clients.
    lines += [
        f"SetEnv HOME={lab.folder}",
        "MaxStartups 300:30:400",
        "PrintMotd no",
        "LogLevel ERROR",
    ]
    path = lab.folder / f"sshd_config{number}"
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def _wait_for(address: str, port: int) -> None:
    limit = time.monotonic() + 10
    while True:
        try:
            socket.create_connection((address, port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.05)
