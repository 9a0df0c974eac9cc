"""Values in nftables' JSON (libnftables-json(5)), as nft's text form writes them."""

from typing import Any


def values_of(value: Any) -> list[Any]:
    """The values of a set, or the one that it is."""
    if isinstance(value, dict) and isinstance(value.get("set"), list):
        inner: list[Any] = value["set"]
        return inner
    return value if isinstance(value, list) else [value]


def value_text(value: Any, depth: int = 0) -> str:
    """`192.0.2.0/24`, `a-b`, `a . b`, `25`."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and depth < 8:
        return _object_text(value, depth + 1)
    if isinstance(value, list) and depth < 8:
        return ",".join(value_text(one, depth + 1) for one in value[:1000])
    return "" if value is None else str(value)


def _object_text(value: dict[str, Any], depth: int) -> str:
    if isinstance(prefix := value.get("prefix"), dict):
        return f"{value_text(prefix.get('addr'), depth)}/{value_text(prefix.get('len'), depth)}"
    if isinstance(ends := value.get("range"), list):
        return "-".join(value_text(one, depth) for one in ends[:2])
    if isinstance(parts := value.get("concat"), list):
        return " . ".join(value_text(one, depth) for one in parts)
    if isinstance(element := value.get("elem"), dict):
        return value_text(element.get("val"), depth)
    if isinstance(inner := value.get("set"), list):
        return "{ " + ", ".join(value_text(one, depth) for one in inner[:1000]) + " }"
    return "?"
