"""What clients and mail are grouped by."""

import socket
from collections.abc import Callable
from functools import lru_cache

#: Kinds of groups that are counted as lines come, in the order of their tables.
KINDS = ("client", "net", "account", "sender", "domain", "helo")
CLIENT, NET, ACCOUNT, SENDER, DOMAIN, HELO = range(6)
#: All groupings, and the table that each is made of: a network of /24 or /64 is counted, wider
#: ones are sums of these.
GROUPINGS = {
    "client": CLIENT,
    "net24": NET,
    "net20": NET,
    "net64": NET,
    "net48": NET,
    "asn": NET,
    "account": ACCOUNT,
    "sender": SENDER,
    "domain": DOMAIN,
    "helo": HELO,
}
#: Characters of a name that is a key; a stranger may say any.
MOST_CHARACTERS = 120

Regroup = Callable[[str], str | None]


def net_of(address: str) -> str:
    """The /24 of an IPv4 address, the /64 of an IPv6 one (in RFC 5952 form)."""
    if ":" not in address:
        return f"{address.rpartition('.')[0]}.0/24"
    return _net6(address, 8, "/64")


def regroup_of(grouping: str, asn_of: Regroup | None = None) -> Regroup | None:
    """From a table's key to the grouping's; None as result leaves the key out, None instead of a
    function takes the keys as they are. `asn_of` gives the words of an address's network."""
    match grouping:
        case "net24":
            return lambda net: net if net.endswith("/24") else None
        case "net64":
            return lambda net: net if net.endswith("/64") else None
        case "net20":
            return lambda net: _net20(net) if net.endswith("/24") else None
        case "net48":
            return lambda net: _net48(net) if net.endswith("/64") else None
        case "asn":
            return asn_of or (lambda net: None)
    return None


@lru_cache(maxsize=16384)
def _net6(address: str, kept: int, bits: str) -> str:
    try:
        number = socket.inet_pton(socket.AF_INET6, address)
    except OSError:
        return address
    return socket.inet_ntop(socket.AF_INET6, number[:kept] + b"\0" * (16 - kept)) + bits


def _net20(net: str) -> str:
    first, second, third, _ = net.split(".")
    return f"{first}.{second}.{int(third) & 0xF0}.0/20"


def _net48(net: str) -> str:
    return _net6(net.removesuffix("/64"), 6, "/48")


def domain_of(mailbox: str) -> str:
    """The domain of a recipient in small letters; `-` where it has none."""
    return mailbox.rpartition("@")[2].lower()[:MOST_CHARACTERS] if "@" in mailbox else "-"


def name_of(text: str) -> str:
    """A sender, account or HELO name as a key; `<>` for the empty sender."""
    return text[:MOST_CHARACTERS] if text else "<>"
