"""Nobody locks himself out: addresses × what they are × every way to write them."""

import ipaddress
import json
from pathlib import Path
from typing import Any

import pytest

from relaytui.changes.fleet_addresses import fleet_addresses
from relaytui.changes.guard import Protected, protect_list, why_not
from relaytui.changes.typed import typed_net
from relaytui.domain.entry import Trust
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.surroundings import parse_surroundings
from relaytui.lists.edit import Refused

FOLDER = Path(__file__).parent.parent / "data" / "guard"
ADDRESSES: list[str] = json.loads((FOLDER / "addresses.json").read_text())
CLASSES = [json.loads(line) for line in (FOLDER / "classes.jsonl").read_text().splitlines()]
#: Never near one of the addresses.
STRANGERS = ("192.0.3.9", "203.0.112.0/24", "2001:db8:7777::/48", "2a0f:ffff::9")


def protects(kind: dict[str, Any], address: str) -> tuple[Protected, ...]:
    """What a host protects where the address is of this class."""
    six = ":" in address
    bracketed = f"[{address}]" if six else address
    words = {"local": "[2001:db8::99]:22" if six else "192.0.2.99:22", "peer": bracketed,
             "bracketed": bracketed}  # fmt: skip

    def filled(text: str) -> str:
        text = text.replace("{6}", "6" if six else "").replace("{}", address)
        for name, value in words.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    answers = {
        label: Answer(0, filled(one).encode()) for label, one in kind.get("answers", {}).items()
    }
    addresses = fleet_addresses(
        [HostSpec(name="mx9", target=filled(kind["target"]))] if "target" in kind else [],
        {"mx1": (filled(kind["story"]), "SSH-2.0")} if "story" in kind else {},
    )
    if "addresses" in kind:
        addresses[filled(kind["addresses"])] = "it is the jump host"
    trust = [
        Trust(layer="x", place=safe("file:1"), net=parse_net(filled(one)), what=safe(one))
        for one in (kind.get("trust"),)
        if one
    ]
    configured = [filled(kind["protect"])] if "protect" in kind else []
    around = {"mx1": parse_surroundings(Answers(answers))}
    return protect_list(around, configured, addresses, trust)


def forms(address: str) -> list[str]:
    """Every way to write the address, and nets that hold it."""
    one = ipaddress.ip_address(address)
    found = [address]
    if isinstance(one, ipaddress.IPv4Address):
        spans = (31, 30, 29, 28, 27, 26, 25, 24, 23, 20, 17, 16, 15, 8, 1, 0)
        mapped = f"{int(one) >> 16:x}:{int(one) & 0xFFFF:x}"
        found += [f"{address}/32", f"::ffff:{address}", f"::ffff:{mapped}", f"::ffff:{address}/128"]
        found += [f"0:0:0:0:0:ffff:{mapped}", f"::FFFF:{address}"]
        found += [
            f"::ffff:{ipaddress.ip_network((address, bits), strict=False)[0]}/{96 + bits}"
            for bits in spans
        ]
    else:
        spans = (127, 126, 120, 112, 96, 80, 64, 56, 48, 47, 40, 32, 31, 16, 1, 0)
        found += [one.exploded, one.exploded.upper(), f"{address}/128"]
    return found + [str(ipaddress.ip_network((address, bits), strict=False)) for bits in spans]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind["class"])
def test_what_must_stay_open_is_never_blocked(kind: dict[str, Any]) -> None:
    count = 0
    for address in ADDRESSES:
        guarded = protects(kind, address)
        for text in forms(address):
            bits = text.rpartition("/")[2]
            found = typed_net(text, typed_prefix=f"/{bits}" if "/" in text else "")
            net = parse_net(text)
            if not isinstance(found, Refused) or found.code == "needs_confirmation":
                assert net is not None, text
                assert why_not(net, guarded), (kind["class"], address, text)
            count += 1
        for text in STRANGERS:
            free = parse_net(text)
            assert isinstance(free, Net)
            assert not why_not(free, guarded), (text, address)
    assert len(ADDRESSES) == 60
    assert count > 60 * 18


def test_there_are_twelve_classes() -> None:
    assert len(CLASSES) == 12


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("192.0.2.1", ["192.0.2.1"]), ("ops@192.0.2.1:22", ["192.0.2.1"]),
        ("[2001:db8::1]:22", ["2001:db8::1"]), ("ops@[2001:db8::1]", ["2001:db8::1"]),
        ("2001:db8::1", ["2001:db8::1"]), ("fe80::1%eth0", ["fe80::1"]),
        ("mx1.example.org:22", []), ("", []), ("192.0.2.1 port 22", ["192.0.2.1"]),
        ("SSH-2.0-OpenSSH_9.2, aes256-gcm@openssh.com", []), ("this machine, without SSH", []),
    ],
)  # fmt: skip
def test_addresses_in_targets_and_stories(words: str, found: list[str]) -> None:
    assert list(fleet_addresses([HostSpec(name="x", target=words)])) == found
    assert list(fleet_addresses([], {"x": (words,)})) == found
