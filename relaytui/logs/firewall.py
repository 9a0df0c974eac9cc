"""The kernel's lines: packets that nft, iptables, ufw or firewalld log, and what hurts a relay.

`[UPTIME] PREFIX IN=eth0 OUT= MAC=… SRC=A DST=B … PROTO=TCP SPT=n DPT=n …` (xt_LOG, nf_log). The
prefix is the admin's own words.
"""

import re

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.scan import number_at

_UPTIME = re.compile(r"\[ {0,12}\d{1,12}\.\d{1,9}\] ")
_PASSED = re.compile(r"allow|accept|permit|pass\b|audit|new[-_ :]?conn|established", re.IGNORECASE)
_FLOODS = ("ossible SYN flooding on port", "nf_conntrack: table full", "table full, dropping")
_CRASHES = ("Out of memory: Kill", "Memory cgroup out of memory", "oom-kill:", "oom_reaper:")
_DISKS = ("I/O error", "EXT4-fs error", "XFS (", "Remounting filesystem read-only",
          "Buffer I/O error")  # fmt: skip


def parse(event: Event, message: str) -> bool:
    """Fill an event from a line of the kernel."""
    found = _UPTIME.match(message)
    text = message[found.end() :] if found else message
    at = text.find("IN=")
    if at >= 0 and " OUT=" in text and " SRC=" in text and (at == 0 or not text[at - 1].isalnum()):
        _packet(event, text, at)
    else:
        _kernel(event, text)
    return True


def _packet(event: Event, text: str, at: int) -> None:
    prefix = text[:at].strip().rstrip(":").strip("[]").strip()
    source = canonical_address(_field(text, " SRC=", at))
    target = canonical_address(_field(text, " DST=", at))
    ports = _port(text, " SPT=", at), _port(text, " DPT=", at)
    event.list = prefix or None
    lower = prefix.lower()
    if "audit" in lower:
        event.kind = "other"
    else:
        event.kind = "allowed" if _PASSED.search(prefix) and "not" not in lower else "blocked"
    if text.startswith("IN= ", at):  # a packet of our own: nobody's attempt
        event.direction = "out"
        event.peer_ip, event.peer_port = target, ports[1]
        event.server_ip, event.server_port = source, ports[0]
        return
    event.client_ip, event.client_port = source, ports[0]
    event.server_ip, event.server_port = target, ports[1]


def _field(text: str, name: str, start: int) -> str:
    at = text.find(name, start)
    return text[at + len(name) :].partition(" ")[0] if at >= 0 else ""


def _port(text: str, name: str, start: int) -> int | None:
    at = text.find(name, start)
    return number_at(text, at + len(name)) if at >= 0 else None


def _kernel(event: Event, text: str) -> None:
    """Memory, disks and full tables: the reasons behind a relay that stands still."""
    if any(words in text for words in _FLOODS):
        event.kind, event.capacity = "warning", True
    elif text.startswith(_CRASHES) or " segfault at " in text or " general protection" in text:
        event.kind, event.crash = "error", True
    elif any(words in text for words in _DISKS) and "mounted filesystem" not in text:
        event.kind = "error" if "error" in text.lower() or "read-only" in text else "other"
    else:
        return
    event.reason = text


FORMAT = LogFormat("firewall", frozenset({"kernel", "ulogd", "firewalld", "ufw"}), parse)
