"""Every inner name of Paramiko that we lean on, and why; each is named by a test.

| name | why |
|---|---|
| Transport._active_check_timeout | how often an idle transport thread looks up: 0.1 s costs CPU |
| Transport._send_user_message | a keepalive that asks for a reply without waiting for it |
| Transport._preferred_ciphers, _preferred_macs, _preferred_keys | order and choice per link |
| Packetizer.REKEY_BYTES | the server decides when to rekey: two-way traffic breaks it |
| Channel.in_buffer, in_stderr_buffer (BufferedPipe.set_event) | one queue wakes one reader |
| Channel.eof_received | the end of a stream without a status |
"""

from typing import Any

import paramiko
from paramiko.common import cMSG_GLOBAL_REQUEST
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


def make_transport(sock: Any, key_types: tuple[str, ...]) -> paramiko.Transport:
    """A transport with our choices, not yet started."""
    transport: Any = paramiko.Transport(
        sock, default_window_size=WINDOW, default_max_packet_size=PACKET
    )
    transport._active_check_timeout = 1.0
    sock.settimeout(transport._active_check_timeout)
    transport._preferred_ciphers = CIPHERS
    transport._preferred_macs = MACS
    transport._preferred_keys = key_types
    transport.packetizer.REKEY_BYTES = 2**40
    transport.channel_timeout = 10.0
    transport.banner_timeout = 15.0
    transport.auth_timeout = 30.0
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


def wake_with(channel: paramiko.Channel, event: Any) -> None:
    """Have an object with set, clear and is_set told when a channel has something."""
    channel.in_buffer.set_event(event)
    channel.in_stderr_buffer.set_event(event)


def at_end(channel: paramiko.Channel) -> bool:
    """Whether a channel will bring nothing more."""
    return bool(channel.eof_received or channel.closed)
