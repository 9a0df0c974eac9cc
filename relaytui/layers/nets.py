"""Networks without a part of them."""

from relaytui.domain.net import Net


def parts(net: Net, out: Net) -> list[Net]:
    """What is left of a net without another that is in it, as the fewest networks."""
    found, pending = [], [net]
    while pending:
        one = pending.pop()
        if not one.meets(out):
            found.append(one)
        elif not out.covers(one):
            half = one.first + one.size // 2
            pending += [Net(one.version, half, one.last), Net(one.version, one.first, half - 1)]
    return sorted(found)
