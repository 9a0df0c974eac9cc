"""The checksum of POSIX `cksum`, by which a log file is known again after it was renamed."""


def _entry(byte: int) -> int:
    value = byte << 24
    for _ in range(8):
        value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
    return value & 0xFFFFFFFF


_TABLE = tuple(_entry(byte) for byte in range(256))


def posix_checksum(content: bytes) -> int:
    """CRC of the content followed by its length, lowest byte first, complemented."""
    length = len(content)
    value = 0
    for byte in content + length.to_bytes((length.bit_length() + 7) // 8, "little"):
        value = ((value << 8) & 0xFFFFFFFF) ^ _TABLE[value >> 24 ^ byte]
    return value ^ 0xFFFFFFFF
