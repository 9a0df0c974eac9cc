"""Every inner name of Paramiko that we lean on, and why; each is named by a test.

| name | why |
|---|---|
| Transport._active_check_timeout | how often an idle transport thread looks up: 0.1 s costs CPU |
| Transport._send_user_message | requests whose answers are not waited for: keepalive, exec |
| Transport._preferred_ciphers, _preferred_macs, _preferred_keys | order and choice per link |
| Transport.preferred_keys | certificates of hosts first where they count |
| Transport.auth_handler.wait_for_response | a login that can be given up at once |
| AuthHandler._client_handler_table, _request_auth, _parse_service_accept | to ask whether a \
key would be taken before its passphrase is asked for |
| AuthHandler._finalize_pubkey_algorithm | which signature an RSA key is offered with |
| Packetizer.REKEY_BYTES | the server decides when to rekey: two-way traffic breaks it |
| Channel.in_buffer, in_stderr_buffer (BufferedPipe.set_event) | one queue wakes one reader |
| Channel.remote_chanid | the address of a request of our own making |
| Channel.eof_sent | not set where a dying transport, not the host, has closed a channel |
| AgentSSH._connect, _send_message | an agent at any path, asked one question at a time |
"""

import socket
import threading
from typing import Any

import paramiko
from paramiko.agent import AgentSSH
from paramiko.auth_handler import AuthHandler
from paramiko.common import (
    MSG_USERAUTH_INFO_REQUEST,
    cMSG_CHANNEL_REQUEST,
    cMSG_GLOBAL_REQUEST,
    cMSG_USERAUTH_REQUEST,
)
from paramiko.message import Message

CIPHERS = (
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "aes256-ctr",
    "aes128-ctr",
)
MACS = (
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
    "hmac-sha2-256",
    "hmac-sha2-512",
)
WINDOW = 4 * 1024 * 1024
PACKET = 128 * 1024
#: Seconds that an agent may take to list its keys, and to sign (a person may have to agree).
AGENT_LIST, AGENT_SIGN = 10.0, 60.0
#: Agents serve one question at a time well, and many at once badly.
_agent_lock = threading.RLock()


class _Transport(paramiko.Transport):
    """Offers host key algorithms in our order: Paramiko always puts certificates last."""

    @property
    def preferred_keys(self) -> tuple[str, ...]:
        """Its own are `_preferred_keys` and then their certificates."""
        return tuple(self._preferred_keys)  # type: ignore[attr-defined]


def make_transport(sock: Any, key_types: tuple[str, ...]) -> paramiko.Transport:
    """A transport with our choices, not yet started."""
    transport: Any = _Transport(sock, default_window_size=WINDOW, default_max_packet_size=PACKET)
    transport._active_check_timeout = 5.0
    sock.settimeout(transport._active_check_timeout)
    transport._preferred_ciphers = CIPHERS
    transport._preferred_macs = MACS
    transport._preferred_keys = key_types
    transport.packetizer.REKEY_BYTES = 2**40
    transport.channel_timeout = 10.0
    # Its own limits come after ours, which say more.
    transport.banner_timeout = transport.handshake_timeout = 120.0
    transport.auth_timeout = AGENT_SIGN + 30.0
    transport.daemon = True
    return transport  # type: ignore[no-any-return]


def supported_key_types() -> tuple[str, ...]:
    """Host key algorithms, best first."""
    return tuple(paramiko.Transport._preferred_keys)  # type: ignore[attr-defined]


def ask_for_life(transport: paramiko.Transport) -> None:
    """A global request that every server answers (with a refusal); the answer is any packet."""
    message = Message()
    message.add_byte(cMSG_GLOBAL_REQUEST)
    message.add_string("keepalive@openssh.com")
    message.add_boolean(True)
    transport._send_user_message(message)  # type: ignore[attr-defined]


def execute(channel: paramiko.Channel, command: str) -> None:
    """Ask for a command, without waiting for the yes: a no closes the channel.

    Paramiko's own `exec_command` waits for it, and without a limit.
    """
    message = Message()
    message.add_byte(cMSG_CHANNEL_REQUEST)
    message.add_int(channel.remote_chanid)
    message.add_string("exec")
    message.add_boolean(True)
    message.add_string(command)
    transport: Any = channel.get_transport()
    transport._send_user_message(message)


def wake_with(channel: paramiko.Channel, event: Any) -> None:
    """Have an object with set, clear and is_set told when a channel has something."""
    channel.in_buffer.set_event(event)
    channel.in_stderr_buffer.set_event(event)


def cut_off(channel: paramiko.Channel) -> bool:
    """Whether a closed channel was closed because the connection is gone."""
    return bool(channel.closed and not channel.eof_sent)


def login_result(transport: paramiko.Transport, answered: threading.Event) -> list[str]:
    """What came of a login that was begun with an event, once that is set; raises as Paramiko."""
    handler: Any = transport.auth_handler
    return list(handler.wait_for_response(answered))


class KeyProbe(AuthHandler):
    """Asks whether a public key would be taken, without signing anything (RFC 4252, 7)."""

    def __init__(self, transport: paramiko.Transport, blob: bytes) -> None:
        super().__init__(transport)
        self._blob = blob
        self.accepted = False

    def begin(self, user: str, answered: threading.Event) -> None:
        """Ask; the event is set with the answer."""
        self.auth_event = answered
        self.auth_method = "publickey"
        self.username = user
        self._request_auth()  # type: ignore[attr-defined]

    @property
    def _client_handler_table(self) -> dict[int, Any]:
        table = dict(super()._client_handler_table)  # type: ignore[misc]
        table[MSG_USERAUTH_INFO_REQUEST] = self._would_be_taken  # its number is PK_OK's as well
        return table

    def _parse_service_accept(self, _message: Any) -> None:
        kind = Message(self._blob).get_text()
        message = Message()
        message.add_byte(cMSG_USERAUTH_REQUEST)
        message.add_string(self.username or "")
        message.add_string("ssh-connection")
        message.add_string("publickey")
        message.add_boolean(False)
        message.add_string(self._finalize_pubkey_algorithm(kind))  # type: ignore[attr-defined]
        message.add_string(self._blob)
        self.transport._send_message(message)  # type: ignore[attr-defined]

    def _would_be_taken(self, _message: Any) -> None:
        self.accepted = True
        if self.auth_event:
            self.auth_event.set()


def ask_about_key(
    transport: paramiko.Transport, user: str, blob: bytes, answered: threading.Event
) -> KeyProbe:
    """Begin to ask whether a key would be taken; `accepted` says it once the event is set."""
    probe = KeyProbe(transport, blob)
    transport.auth_handler = probe
    probe.begin(user, answered)
    return probe


class SocketAgent(AgentSSH):
    """The ssh-agent at a socket. Raises OSError and SSHException."""

    def __init__(self, path: str) -> None:
        super().__init__()
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.settimeout(AGENT_LIST)
            sock.connect(path)
            self._connect(sock)  # type: ignore[attr-defined]
            sock.settimeout(AGENT_SIGN)
        except BaseException:
            sock.close()
            raise

    def _send_message(self, message: Any) -> Any:
        with _agent_lock:
            return super()._send_message(message)  # type: ignore[misc]

    def close(self) -> None:
        """End the connection to the agent."""
        self._close()  # type: ignore[attr-defined]
