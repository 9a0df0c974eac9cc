"""What an operator typed, as an intent's address, or why it is refused. The gate of all changes.

`ipaddress` and `inet_pton` take much that must never reach a host: scope ids with a shell's
signs in them, IPv4-mapped addresses that slip past a list of IPv4 ones, /0.
"""

from relaytui.domain.net import Net
from relaytui.domain.text import SafeText, safe
from relaytui.lists.edit import Operation, Refused
from relaytui.lists.typed import typed

#: Shorter prefixes have to be typed again; still shorter ones are refused.
ASKED = {4: 24, 6: 48}
REFUSED = {4: 16, 6: 32}
#: Characters of a reason that are kept.
REASON = 200


def typed_net(text: str, *, typed_prefix: str = "") -> Net | Refused:
    """The address or network. `typed_prefix`: what was typed once more for a wide one (`/20`)."""
    found = typed(Operation("add", text))
    if isinstance(found, Refused):
        return found
    return why_too_wide(found.net, typed_prefix) or found.net


def why_too_wide(net: Net, typed_prefix: str = "") -> Refused | None:
    """Why a network is too wide to be blocked; None where it is not."""
    bits = net.bits
    if bits is None:
        return Refused("no_network", f"{net} is a range and no network", _networks(net))
    if bits == 0:
        return Refused("too_wide", f"{net} is everybody: that is never blocked")
    if bits < REFUSED[net.version]:
        return Refused(
            "too_wide",
            f"{net} is wider than /{REFUSED[net.version]}: that is never blocked",
        )
    asked = _prefix_asked(net, bits, typed_prefix)
    return asked if isinstance(asked, Refused) else None


def _prefix_asked(net: Net, bits: int, typed_prefix: str) -> Net | Refused:
    """The net, if its prefix is long or was typed once more."""
    if bits >= ASKED[net.version] or typed_prefix.strip() == f"/{bits}":
        return net
    words = f"{net} holds {net.size:,} addresses" if net.version == 4 else f"{net} is wide"
    return Refused("needs_confirmation", f"{words}: type /{bits} to go on", reason="wide")


def typed_trust(text: str, *, adding: bool, typed_prefix: str = "") -> Net | Refused:
    """The address or network of a list that trusts. What is there already may be as wide as it
    is; a new one (`adding`) is never everybody, and a wide one is typed twice."""
    found = typed(Operation("add", text))
    if isinstance(found, Refused) or not adding:
        return found if isinstance(found, Refused) else found.net
    net = found.net
    if net.bits is None:
        return Refused("no_network", f"{net} is a range and no network", _networks(net))
    if net.bits == 0:
        return Refused("too_wide", f"{net} is everybody: that is never trusted")
    return _prefix_asked(net, net.bits, typed_prefix)


def typed_reason(text: str) -> SafeText:
    """A reason in one line."""
    return safe(" ".join(text.split()), REASON)


def _networks(net: Net) -> tuple[str, ...]:
    """The fewest networks that are a range, if they are few."""
    found: list[str] = []
    first = net.first
    while first <= net.last and len(found) <= 4:
        size = first & -first if first else 1 << (32 if net.version == 4 else 128)
        while first + size - 1 > net.last:
            size >>= 1
        found.append(str(Net(net.version, first, first + size - 1)))
        first += size
    return tuple(found) if len(found) <= 4 else ()
