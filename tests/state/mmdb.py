"""Writes small MaxMind DB files for IPv4 (format: the MaxMind DB File Format Specification 2.0)."""

import ipaddress
import struct
from collections.abc import Mapping
from typing import Any

_UINT32, _UINT64 = 6, 9
_METADATA = b"\xab\xcd\xefMaxMind.com"


def mmdb(networks: Mapping[str, Any], kind: str, built: int) -> bytes:
    """A file that tells these things of these networks, which must not overlap."""
    nodes: list[list[int | None]] = [[None, None]]
    leaves: dict[tuple[int, int], int] = {}
    data = b""
    for text, value in networks.items():
        net = ipaddress.IPv4Network(text)
        node, bits = 0, f"{int(net.network_address):032b}"[: net.prefixlen]
        for bit in map(int, bits[:-1]):
            below = nodes[node][bit]
            if below is None:
                below = nodes[node][bit] = len(nodes)
                nodes.append([None, None])
            node = below
        leaves[node, int(bits[-1])] = len(data)
        data += _encoded(value)
    tree = b"".join(
        struct.pack(">I", _record(nodes, leaves, node, bit))[1:]
        for node in range(len(nodes))
        for bit in (0, 1)
    )
    about = {
        "binary_format_major_version": 2, "binary_format_minor_version": 0,
        "build_epoch": (_UINT64, built), "database_type": kind, "description": {"en": kind},
        "ip_version": 4, "languages": ["en"], "node_count": (_UINT32, len(nodes)),
        "record_size": 24,
    }  # fmt: skip
    return tree + b"\0" * 16 + data + _METADATA + _encoded(about)


def _record(
    nodes: list[list[int | None]], leaves: dict[tuple[int, int], int], node: int, bit: int
) -> int:
    if (node, bit) in leaves:
        return len(nodes) + 16 + leaves[node, bit]
    below = nodes[node][bit]
    return len(nodes) if below is None else below


def _encoded(value: Any) -> bytes:
    if isinstance(value, str):
        text = value.encode()
        return _head(2, len(text)) + text
    if isinstance(value, dict):
        pairs = b"".join(_encoded(name) + _encoded(one) for name, one in value.items())
        return _head(7, len(value)) + pairs
    if isinstance(value, list):
        return _head(11, len(value)) + b"".join(map(_encoded, value))
    kind, number = value if isinstance(value, tuple) else (_UINT32 if value >> 16 else 5, value)
    digits: bytes = number.to_bytes(8, "big").lstrip(b"\0")
    return _head(kind, len(digits)) + digits


def _head(kind: int, size: int) -> bytes:
    """Type and size; types over 7 stand in a byte of their own."""
    length = bytes([size]) if size < 29 else bytes([29])
    more = b"" if size < 29 else bytes([size - 29])
    if kind < 8:
        return bytes([kind << 5 | length[0]]) + more
    return length + bytes([kind - 7]) + more
