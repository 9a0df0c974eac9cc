"""Fields and hosts of Sendmail's lines."""

from typing import NamedTuple

from relaytui.domain.address import canonical_address
from relaytui.domain.event import Event


class Host(NamedTuple):
    """`NAME [ADDRESS] (may be forged)`, `NAME.`, `[ADDRESS]`, `USER@localhost`."""

    name: str | None
    address: str | None


def host_of(text: str) -> Host:
    """The host that a text begins with."""
    name, bracket, rest = text.partition("[")
    address = canonical_address(rest.partition("]")[0]) if bracket else None
    name = name.strip().rstrip(".").partition(" ")[0]
    return Host(name or None, address)


def take_client(event: Event, text: str) -> bool:
    """Take the client that a text begins with; whether there was an address."""
    event.client_name, event.client_ip = host_of(text)
    return event.client_ip is not None


def fields_of(text: str, names: tuple[str, ...]) -> dict[str, str]:
    """Values of `name=value, name=value`, for the names that are asked for, each in its place.

    Every name is looked for behind the one before it, so text of strangers in a later field
    can't stand for an earlier one; give the names in the order in which Sendmail prints them.
    """
    found: dict[str, str] = {}
    places: list[tuple[int, str]] = []
    at = 0
    for name in names:
        mark = f"{name}=" if at == 0 and text.startswith(f"{name}=") else f", {name}="
        begin = text.find(mark, at)
        if begin >= 0:
            places.append((begin, name))
            at = begin + len(mark)
    for number, (begin, name) in enumerate(places):
        value = text[text.index("=", begin) + 1 :]
        if number + 1 < len(places):
            value = text[text.index("=", begin) + 1 : places[number + 1][0]]
        found[name] = value
    return found


def sole_host(text: str, mark: str) -> Host:
    """The host behind a mark that a stranger's text may imitate; nobody where it is not sure."""
    hosts = [host_of(part) for part in text.split(mark, 9)[1:9]]
    addresses = {host.address for host in hosts if host.address}
    if len(addresses) > 1:
        return Host(None, None)
    return next((host for host in hosts if host.address), hosts[0] if hosts else Host(None, None))


def last_field(text: str, name: str) -> str:
    """What stands behind the last `, name=`: for a field that the server writes at the end."""
    at = text.rfind(f", {name}=")
    return text[at + len(name) + 3 :] if at >= 0 else ""


def plain(address: str) -> str:
    """An address without its brackets."""
    return address[1:-1] if address[:1] == "<" and address[-1:] == ">" else address
