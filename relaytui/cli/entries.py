"""What `blocked` and `allowed` share: entries of all layers, one address among them, the end."""

import argparse
from collections.abc import Sequence
from typing import Any

from relaytui.analysis.entries import Entries, Held
from relaytui.cli.facts import Gathered, tell_failed
from relaytui.cli.main import add_hosts
from relaytui.domain.finding import Failed
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import safe
from relaytui.errors import UsageError
from relaytui.layers.reading import Reading, notes


def add_entry_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of both."""
    add_hosts(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object an entry")
    parser.add_argument(
        "--address",
        metavar="NET",
        help="only entries that hold this address, or touch this network",
    )
    parser.add_argument(
        "--layer", action="append", default=[], metavar="NAME", help="only this layer"
    )


class Asked:
    """The entries of the hosts of a command line, and its exit status."""

    def __init__(self, args: argparse.Namespace, reading: Reading[Any]) -> None:
        self._net = wanted_net(args.address)
        self._layers = set(args.layer)
        if unknown := self._layers - set(reading.layer_names):
            raise UsageError(
                f"--layer {safe(min(unknown), 60)}: no such layer",
                f"There are: {', '.join(reading.layer_names)}",
            )
        gathered = Gathered(args, reading.needs)
        self.entries: Entries[Any] = reading.entries(gathered.facts)
        self._relays = gathered.hosts
        self._unreached = gathered.failed
        self._notes = notes(gathered.facts)

    def held(self) -> list[Held[Any]]:
        """Those that are asked for, by address."""
        found = [one for one in self.entries.held if self._wanted(one)]
        return sorted(
            found, key=lambda one: (one.entry.net is None, one.entry.net or (), one.relay)
        )

    def status(self) -> int:
        """Say on stderr what could not be seen; the exit status."""
        unseen = [one for one in self.entries.unseen if not self._layers or
                  one.layer.name in self._layers]  # fmt: skip
        for one in unseen:
            told = Failed(f"{one.layer.title}: {one.failed.reason}", one.failed.remedy)
            tell_failed(one.relay, told)
        for relay, layer, words in self._notes:
            if not self._layers or layer.name in self._layers:
                tell_failed(relay, Failed(f"{layer.title}: {words}"))
        if self._unreached == len(self._relays):
            return 3
        return 4 if unseen or self._unreached else 0

    def _wanted(self, held: Held[Any]) -> bool:
        if self._layers and held.entry.layer not in self._layers:
            return False
        return self._net is None or (held.entry.net is not None and held.entry.net.meets(self._net))


def _by_address(held: Held[Any]) -> tuple[Any, ...]:
    """By address, then by name, then by relay."""
    net = held.entry.net
    return (net is None, net or (), held.entry.what, held.relay)


def wanted_net(text: str | None) -> Net | None:
    """The address or network of an argument. Raises UsageError."""
    if text is None:
        return None
    net = parse_net(text.strip())
    if net is None:
        raise UsageError(
            f"{safe(text, 60)} is no address and no network", "Write 192.0.2.7 or 192.0.2.0/24"
        )
    return net


def words(texts: Sequence[str]) -> str:
    """Texts as one cell."""
    return " ".join(text for text in texts if text)
