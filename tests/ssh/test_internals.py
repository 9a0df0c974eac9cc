"""The inner names of Paramiko that ssh/internals.py leans on are there."""

import inspect
import socket
import subprocess
import sys

import paramiko
import pytest
from paramiko.agent import AgentSSH
from paramiko.auth_handler import AuthHandler
from paramiko.buffered_pipe import BufferedPipe
from paramiko.packet import Packetizer

from relaytui.ssh.internals import CIPHERS, MACS, make_transport, supported_key_types


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (paramiko.Transport, "_active_check_timeout"),
        (paramiko.Transport, "_send_user_message"),
        (paramiko.Transport, "_preferred_ciphers"),
        (paramiko.Transport, "_preferred_macs"),
        (paramiko.Transport, "_preferred_keys"),
        (paramiko.Transport, "preferred_keys"),
        (AuthHandler, "wait_for_response"),
        (AuthHandler, "_client_handler_table"),
        (AuthHandler, "_request_auth"),
        (AuthHandler, "_parse_service_accept"),
        (AuthHandler, "_finalize_pubkey_algorithm"),
        (Packetizer, "REKEY_BYTES"),
        (BufferedPipe, "set_event"),
        (AgentSSH, "_connect"),
        (AgentSSH, "_send_message"),
        (AgentSSH, "_close"),
    ],
)
def test_the_name_is_there(owner: type, name: str) -> None:
    assert hasattr(owner, name)


@pytest.mark.parametrize(
    "name", ["in_buffer", "in_stderr_buffer", "eof_sent", "eof_received", "remote_chanid"]
)
def test_a_channel_has_it(name: str) -> None:
    assert f"self.{name}" in inspect.getsource(paramiko.Channel)


def test_a_link_is_named_without_loading_paramiko() -> None:
    code = "import relaytui.ssh.connect, sys; print('paramiko' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


def test_a_transport_offers_no_weak_algorithm() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        transport = make_transport(ours, supported_key_types())
        options = transport.get_security_options()
        assert tuple(options.ciphers) == CIPHERS
        assert tuple(options.digests) == MACS
        offered = " ".join([*options.ciphers, *options.digests, *options.key_types, *options.kex])
        assert not [bad for bad in ("cbc", "3des", "md5", "sha1", "ssh-rsa") if bad in offered]
        transport.close()
