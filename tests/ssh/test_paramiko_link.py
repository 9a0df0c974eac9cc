"""What is Paramiko's alone."""

from tests.ssh.conftest import Connect, until
from tests.ssh.server import ShellServer


def test_without_its_word_the_socket_has_it(server: ShellServer, connected: Connect) -> None:
    server.house.environment = {"SSH_CONNECTION": ""}
    assert connected(server.spec()).own_address == "127.0.0.1"


def test_no_thread_is_left(server: ShellServer, connected: Connect) -> None:
    link = connected(server.spec())
    transport = link._transport  # type: ignore[attr-defined]
    link.close()
    until(lambda: not transport.is_alive())
    link.close()
