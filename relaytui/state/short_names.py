"""Names of relays, cut so that a phone has room for more than names."""

import re
from collections import Counter
from collections.abc import Sequence

_PARTS = re.compile(r"[^\W\d_]+|\d+")


def short_names(names: Sequence[str], most: int = 4) -> dict[str, str]:
    """A short name for each relay, no two alike.

    A name that is short already stays; else the first letter of each word and the last number
    (`relay-frankfurt-03` becomes `rf3`); where that is not unique, `#` and its place.
    """
    wanted = {name: name if len(name) <= most else _initials(name)[:most] for name in names}
    taken = Counter(wanted.values())
    return {
        name: short if short and taken[short] == 1 else f"#{place}"
        for place, (name, short) in enumerate(wanted.items(), 1)
    }


def _initials(name: str) -> str:
    label = name.rpartition("@")[2].split(".")[0]
    parts = _PARTS.findall(label)
    letters = "".join(part[0] for part in parts if not part.isdecimal())
    numbers = [part.lstrip("0") or "0" for part in parts if part.isdecimal()]
    return letters[:2] + (numbers[-1] if numbers else "")
