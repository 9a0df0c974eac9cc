"""Addresses and networks as log lines write them, in one spelling."""

import ipaddress

_CACHED = 65536
_known: dict[str, str | None] = {}


def _parse(text: str) -> str | None:
    text = text.removeprefix("IPv6:").partition("%")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(address)


def canonical(text: str) -> str | None:
    """An address in RFC 5952 form, an IPv4-mapped one as IPv4; None if it is none.

    A zone (`%eth0`) and the prefix `IPv6:` of SMTP literals are left out.
    """
    try:
        return _known[text]
    except KeyError:
        pass
    if len(text) > 64:
        return None
    if len(_known) >= _CACHED:
        _known.clear()
    address = _known[text] = _parse(text)
    return address


def network(text: str) -> str | None:
    """A network (`2001:db8::/84`) in one spelling; None if it is none or has host bits."""
    if len(text) > 64 or "/" not in text:
        return None
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        return None
