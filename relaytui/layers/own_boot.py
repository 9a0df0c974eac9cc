"""The file that lists our blocks, for after a boot (layers/keeper_script.py reads it then)."""

from collections.abc import Iterable

from relaytui.domain.net import Net


def block_lines(text: str) -> list[str]:
    """The lines of BLOCKS."""
    return text.split("\n")[:-1] if text.endswith("\n") else text.split("\n") if text else []


def without(lines: Iterable[str], nets: Iterable[Net]) -> list[str]:
    """Lines that are about none of these nets."""
    gone = {str(one) for one in nets}
    return [line for line in lines if " ".join(line.split(" ")[2:3]) not in gone]


def block_line(net: Net, until: float | None, comment: str) -> str:
    """A line of BLOCKS."""
    return f"{0 if until is None else round(until)} {net.version} {net} {comment}"
