"""Networks as people write them: checked strictly, since a slip of a digit is another network."""

import ipaddress


class BadNetwork(ValueError):
    """A text that is no network; `str(error)` says why, `next_step` what to write."""

    def __init__(self, words: str, next_step: str) -> None:
        super().__init__(words)
        self.next_step = next_step


def exact_network(text: str) -> str:
    """An address or `ADDRESS/BITS` in its usual spelling; IPv4-mapped ones as IPv4.

    BadNetwork where it is none, has a scope id, or has host bits: then both readings are told.
    """
    if "%" in text:
        raise BadNetwork("an address with a scope id", "Write it without `%…`")
    try:
        interface = ipaddress.ip_interface(text)
    except ValueError:
        raise BadNetwork("no address and no network", "Write 192.0.2.7 or 192.0.2.0/24") from None
    if "/" in text and not text.rpartition("/")[2].isdecimal():
        raise BadNetwork(
            "a network with a mask",
            f"Write {interface.network}",
        )
    network, address = interface.network, interface.ip
    if network.network_address != address:
        raise BadNetwork(
            "an address within a network", f"Write {address} for the one or {network} for the whole"
        )
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        if network.prefixlen < 96:
            raise BadNetwork("wider than all IPv4-mapped addresses", "Write the IPv4 network")
        return _usual(f"{address.ipv4_mapped}/{network.prefixlen - 96}")
    return _usual(str(network))


def _usual(text: str) -> str:
    network = ipaddress.ip_network(text)
    return str(network.network_address if network.num_addresses == 1 else network)
