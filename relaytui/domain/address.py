"""Addresses and networks in one spelling: RFC 5952, IPv4-mapped ones as IPv4."""

import ipaddress
from functools import lru_cache

_OCTETS = frozenset(map(str, range(256)))


@lru_cache(maxsize=65536)
def canonical_address(text: str) -> str | None:
    """The address in its usual spelling; None where the text is none (as `unknown`)."""
    # No address is longer; a scope id is no part of one.
    if len(text) > 45 or "%" in text:
        return None
    if text[:5] in ("IPv6:", "ipv6:"):
        text = text[5:]
    octets = text.split(".")
    if len(octets) == 4 and _OCTETS.issuperset(octets):  # most are, and `ipaddress` takes its time
        return text
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


@lru_cache(maxsize=4096)
def canonical_network(text: str) -> str | None:
    """A network `ADDRESS/BITS` in its usual spelling; None where the text is none."""
    if len(text) > 49 or "%" in text:
        return None
    try:
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError:
        return None
