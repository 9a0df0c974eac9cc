"""Whose servers a next hop belongs to: a name for the group of them."""

from functools import lru_cache

from relaytui.domain.address import canonical_address

#: Second labels under which names are registered, below domains of countries.
_SECOND = frozenset({"ac", "co", "com", "edu", "gov", "gob", "gv", "net", "ne", "or", "org"})


@lru_cache(maxsize=16384)
def provider_of(name: str) -> str:
    """`google.com` of `alt1.gmail-smtp-in.l.google.com`, `example.co.uk` of `mx.example.co.uk`;
    an address or a single word as it is, `-` where nothing is named."""
    host = name.partition("[")[0].rstrip(".").lower() or name.strip("[]")
    labels = host.split(".")
    if len(labels) < 3 or canonical_address(host) is not None:
        return host or "-"
    kept = 3 if len(labels[-1]) == 2 and labels[-2] in _SECOND else 2
    return ".".join(labels[-kept:])
