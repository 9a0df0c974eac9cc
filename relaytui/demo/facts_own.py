"""What changes have left on the simulated relays, and who is around them."""

from collections.abc import Mapping

from relaytui.demo.answers_facts import Said
from relaytui.demo.host import SimulatedHost, Values
from relaytui.facts.own import BLOCKS, CRON, KEEPER, SERVICE

_NONE = (1, "", "Error: No such file or directory")


def _own(host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    if not host.sudo:
        refused = (1, "", "Operation not permitted")
        return {"table": refused, f"file:{BLOCKS}": (1, "", "Permission denied")}
    said: dict[str, Said] = {"systemd": (0, "", "")}
    for path in (BLOCKS, KEEPER, SERVICE, CRON):
        text = host.own.files.get(path)
        missing = (1, "", f"head: cannot open '{path}' for reading: No such file or directory")
        said[f"file:{path}"] = missing if text is None else (0, text, "")
    return {**said, **_table(host, _values)}


def _table(host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    if not host.sudo:
        return {"table": (1, "", "Operation not permitted")}
    listed = host.own.listed(host.clock())
    return {"table": (0, listed, "") if listed else _NONE}


def _surroundings(host: SimulatedHost, _values: Values) -> Mapping[str, Said]:
    addresses = "1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever\n"
    return {
        "came": (0, "127.0.0.1 50000 127.0.0.1 22", ""),
        "talks": (0, "", ""),
        "who": (0, "", ""),
        "addresses": (0, addresses, ""),
        "routes": (0, "default via 192.0.2.1 dev eth0", ""),
        "resolvers": (0, "nameserver 192.0.2.53", ""),
    }


FACTS = {
    "own": _own,
    "own-table": _table,
    "surroundings": _surroundings,
    "logged-in": _surroundings,
}
