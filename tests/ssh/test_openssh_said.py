"""Recorded words of ssh, and the error that each becomes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from relaytui import errors
from relaytui.ssh.config import ResolvedHost
from relaytui.ssh.openssh_said import lost, refused

CASES = Path(__file__).parents[1] / "data" / "openssh" / "refusals.jsonl"
HOST = ResolvedHost(alias="mx1", hostname="192.0.2.1", user="ops")
PROXIED = ResolvedHost(
    alias="mx1", hostname="192.0.2.1", user="ops", settings={"proxycommand": ["gate %h"]}
)
#: Errors after which another try by itself would be wrong.
FINAL = {"HostKeyUnknown", "HostKeyRefused", "LoginRefused", "NotSupported", "LinkError"}


@pytest.mark.parametrize(
    "case", [json.loads(line) for line in CASES.read_text().splitlines()], ids=lambda one: one["id"]
)
def test_what_ssh_says_becomes_our_error(case: dict[str, Any]) -> None:
    host = replace(HOST, settings=case.get("settings", {}))
    error, expected = refused(host, case["own"], case["others"]), case["expect"]
    assert type(error) is getattr(errors, expected["error"])
    assert expected["words"] in error.reason
    assert expected["next_step"] in error.next_step
    assert error.retry == (expected["error"] not in FINAL)


def test_a_way_that_failed_is_named_with_its_words() -> None:
    own = ["kex_exchange_identification: Connection closed by remote host"]
    error = refused(PROXIED, own, ["gate: no token"])
    assert "ProxyCommand gate %h" in error.reason
    assert "gate: no token" in error.reason


@pytest.mark.parametrize(
    ("own", "others", "words"),
    [
        (["Timeout, server 192.0.2.1 not responding."], [], "no answer"),
        ([], ["Connection to 192.0.2.1 closed by remote host."], "closed by remote host"),
        (["client_loop: send disconnect: Broken pipe"], [], "Broken pipe"),
        ([], [], "ssh ended"),
    ],
)
def test_how_a_link_was_lost(own: list[str], others: list[str], words: str) -> None:
    assert words in lost(HOST, own, others).reason
