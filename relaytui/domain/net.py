"""An address, a network or a range, as the numbers of its ends: lists hold 100,000 of them."""

import socket
from typing import NamedTuple

_BITS = {4: 32, 6: 128}
#: ::ffff:0:0/96, where IPv6 writes IPv4 addresses.
_MAPPED = 0xFFFF << 32


class Net(NamedTuple):
    """All addresses from `first` to `last` (both in it) of IP version 4 or 6.

    Sorts by version, then by place; IPv4-mapped addresses are IPv4 ones.
    """

    version: int
    first: int
    last: int

    @property
    def bits(self) -> int | None:
        """The length of its prefix; None where it is a range that is no network."""
        span = self.last - self.first + 1
        if span & (span - 1) or self.first & (span - 1):
            return None
        return _BITS[self.version] - span.bit_length() + 1

    @property
    def size(self) -> int:
        """How many addresses."""
        return self.last - self.first + 1

    def covers(self, other: "Net") -> bool:
        """Whether all of another is in it."""
        return self.version == other.version and (
            self.first <= other.first and other.last <= self.last
        )

    def meets(self, other: "Net") -> bool:
        """Whether they have an address in common."""
        return self.version == other.version and (
            self.first <= other.last and other.first <= self.last
        )

    def __str__(self) -> str:
        """RFC 5952: `192.0.2.7`, `192.0.2.0/24` or `192.0.2.5-192.0.2.9`."""
        first = _address(self.version, self.first)
        if self.first == self.last:
            return first
        bits = self.bits
        if bits is None:
            return f"{first}-{_address(self.version, self.last)}"
        return f"{first}/{bits}"


def _address(version: int, number: int) -> str:
    if version == 4:
        return socket.inet_ntop(socket.AF_INET, number.to_bytes(4, "big"))
    return socket.inet_ntop(socket.AF_INET6, number.to_bytes(16, "big"))


def _number(text: str) -> tuple[int, int] | None:
    """Version and number of an address; None where it is none (a scope id makes it none)."""
    try:
        if ":" not in text:
            return 4, int.from_bytes(socket.inet_pton(socket.AF_INET, text), "big")
        return 6, int.from_bytes(socket.inet_pton(socket.AF_INET6, text), "big")
    except (OSError, ValueError):  # ValueError: a NUL in it
        return None


def parse_net(text: str, *, host_bits: bool = False) -> Net | None:
    """`ADDRESS`, `ADDRESS/BITS` or `FIRST-LAST`; None where it is none of them.

    An address within a network (`192.0.2.5/24`) is none either, unless `host_bits` says that
    whoever wrote it means the network.
    """
    if "-" in text:
        return _range(*text.split("-", 1))
    address, slash, bits = text.partition("/")
    found = _number(address)
    if found is None or (slash and not (bits.isascii() and bits.isdecimal() and len(bits) <= 3)):
        return None
    version, first = found
    length = int(bits) if slash else _BITS[version]
    if length > _BITS[version]:
        return None
    span = 1 << (_BITS[version] - length)
    if first & (span - 1):
        if not host_bits:
            return None
        first &= ~(span - 1)
    return _usual(Net(version, first, first + span - 1))


def _range(first: str, last: str) -> Net | None:
    low, high = _number(first.strip()), _number(last.strip())
    if low is None or high is None or low[0] != high[0] or low[1] > high[1]:
        return None
    return _usual(Net(low[0], low[1], high[1]))


def _usual(net: Net) -> Net:
    """IPv4-mapped addresses as IPv4."""
    if net.version == 6 and net.first >> 32 == 0xFFFF and net.last >> 32 == 0xFFFF:
        return Net(4, net.first - _MAPPED, net.last - _MAPPED)
    return net
