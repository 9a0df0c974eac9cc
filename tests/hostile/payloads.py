"""What a stranger can send to take over, deceive or stall a terminal, by kind.

Control sequences are those of ECMA-48, xterm's ctlseqs, and the private ones of iTerm2, kitty
and sixel terminals. Numbers have leading zeros where an app's own sequence could look alike,
so that the oracle tells them apart.
"""

from functools import lru_cache
from typing import Any

from tests.hostile.recorded import cases


@lru_cache(maxsize=1)
def payloads() -> list[bytes]:
    """All of them, one by one; none holds a line feed."""
    return [_bytes(case).replace(b"\n", b"") for case in cases("payloads")]


def _bytes(case: dict[str, Any]) -> bytes:
    return bytes.fromhex(case["hex"]) if "hex" in case else case["text"].encode()


def of_kind(kind: str) -> list[str]:
    """Those of one kind, as text."""
    return [str(case["text"]) for case in cases("payloads") if case["kind"] == kind]
