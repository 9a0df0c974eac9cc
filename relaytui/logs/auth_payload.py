"""The user in an AUTH command that a log quotes; its password is nobody's business.

The payload itself is hidden at the gate; only the user is taken from it, for RFC 4616 (PLAIN)
and the LOGIN mechanism.
"""

import base64
import binascii
import re

from relaytui.domain.text import safe

_COMMAND = re.compile(r"\bAUTH[ =](PLAIN|LOGIN)[ =]+([A-Za-z0-9+/=]{4,2048})", re.IGNORECASE)


def user_of_command(text: str) -> str | None:
    """The user that `AUTH PLAIN AGFkbWlu…` or `AUTH LOGIN aW5mb0…` names, or None."""
    found = _COMMAND.search(text)
    if found is None:
        return None
    try:
        words = base64.b64decode(found[2], validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    if found[1].upper() == "PLAIN":
        parts = words.split("\0")
        words = (parts[1] or parts[0]) if len(parts) == 3 else ""
    return safe(words, 320) or None
