"""What a person typed, as a network, or why it is refused."""

from typing import NamedTuple

from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import is_shown
from relaytui.lists.edit import Operation, Refused
from relaytui.lists.entry import Effect
from relaytui.lists.pattern import why_not

#: Shorter prefixes than these are asked about; wider ones let in, or shut out, half the world.
_WIDE = {4: 8, 6: 31}
_LOOPBACK = parse_net("127.0.0.0/8")


class Typed(NamedTuple):
    """The network, and what must be told about it."""

    net: Net
    notes: tuple[str, ...]


def typed(op: Operation) -> Typed | Refused:
    """The network of an operation; blanks around it and other spellings are taken."""
    text = op.net.strip()
    for one in (text, op.action or "", op.comment):
        if not all(is_shown(each) or each == "\t" for each in one):
            return Refused("control_character", "a control character or line end is in it")
    plain = text
    if text[:1] == "[":
        address, bracket, rest = text[1:].partition("]")
        plain = address + rest if bracket and rest[:1] in ("", "/") else text
    net = parse_net(plain)
    if net is not None:
        mapped = net.version == 4 and ":" in plain
        return Typed(net, ("mapped_to_ipv4",) if mapped else ())
    fault = why_not(plain)
    suggest: tuple[str, ...] = ()
    if fault.code == "host_bits":
        alone = parse_net(plain.partition("/")[0])
        suggest = (str(parse_net(plain, host_bits=True)), str(alone))
    return Refused(fault.code, fault.words, suggest=suggest)


def too_wide(net: Net, effect: Effect) -> Refused | None:
    """A network so wide that it must be confirmed."""
    bits = net.bits
    if bits is None or bits > _WIDE[net.version] or net == _LOOPBACK:
        return None
    if effect == "block":
        words = f"{net} would keep out {'everybody' if bits == 0 else 'very many'}"
        return Refused("needs_confirmation", words, reason="blocks_too_many")
    words = f"{net} would let in {'everybody' if bits == 0 else 'very many'}: an open relay"
    return Refused("needs_confirmation", words, reason="open_relay_risk")
