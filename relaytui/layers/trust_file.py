"""A file of a list that trusts, as an edit needs it; and the lists of a layer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from relaytui.changes.plan import FILE, Command
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import Net
from relaytui.domain.text import SafeText
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.facts.file_texts import FileText
from relaytui.layers.base import Trusted
from relaytui.lists.entry import Entry
from relaytui.lists.form import About, Form
from relaytui.lists.postfix_hash import written as hash_key


@dataclass(frozen=True)
class ListFile:
    """How a file is edited and made effective.

    `action` is what a new entry has behind the address; `group` the jail. `own`: it is ours, with
    ends of entries. `table` is what `postmap -q` is asked, `tried` the same for a file that is
    not in its place yet. `names`: further words for it. `usual`: a new entry goes here where
    nobody says where. `closed`: why no entry is added here.
    """

    path: str
    form: Form
    file: FileText
    action: str = ""
    group: str = ""
    about: About = field(default_factory=About)
    own: bool = False
    table: str = ""
    tried: str = ""
    then: tuple[Command, ...] = ()
    names: tuple[str, ...] = ()
    usual: bool = True
    closed: str = ""

    def is_meant(self, place: str) -> bool:
        """Whether a place names it: its path, with or without a line."""
        path, _, line = place.rpartition(":")
        return place in (self.path, *self.names) or (path == self.path and line.isdecimal())

    def text(self, facts: HostFacts) -> str | Failed | None:
        """Its text, as plans before this one will have written it; None where there is none."""
        if self.path in facts.written:
            return facts.written[self.path]
        if self.file.missing:
            return None
        if self.file.failed:
            return self.file.failed
        return Failed(self.file.problem) if self.file.problem else self.file.text

    def key(self, net: Net) -> str:
        """What is looked up to see what a list does with a network: an address of it."""
        key = hash_key(net)
        if self.form.name == "postfix_hash" and isinstance(key, str):
            return key
        return str(Net(net.version, net.first, net.first))

    def checks(self, net: Net, *, found: bool) -> tuple[Command, ...]:
        """What the daemon's own tool must say of the new text; `found`: the key must be there."""
        if not self.tried:
            return ()
        argv = ("postmap", "-q", self.key(net), self.tried)
        return (Command(argv, well=(0,) if found else (0, 1)),)


def tried(kind: str) -> str:
    """The table that is looked up in a text that is not in its place: what postmap would make of
    it is not there, so its text is read."""
    return f"{'cidr' if kind == 'cidr' else 'texthash'}:{FILE}"


Files = Sequence[ListFile] | Absent | Failed | None


@dataclass(frozen=True)
class Lists:
    """The lists of a layer.

    `files` are those that can be edited, `trusted` all of its entries, of which those in other
    places are told. `whole`: all of them are one list, so what stands in one piece of it also
    covers what is taken out of another. `needs` are the facts that tell of them. `lacks`: why a
    host does not trust a network as it should now (or does), beyond what the files say. `shared`
    are paths that another layer edits. `warning` tells what it is to be in such a list, `late`
    when a change of it is seen.
    """

    layer: str
    files: Callable[[HostFacts], Files]
    trusted: Callable[[HostFacts], Trusted]
    needs: tuple[AnyFact, ...]
    whole: bool = False
    lacks: Callable[[HostFacts, ListFile, Net, bool], str] = lambda facts, file, net, on: ""
    shared: Callable[[HostFacts], set[str]] = lambda facts: set()
    warning: str = ""
    late: str = ""


def same_net(entries: Sequence[Entry], net: Net, *, on: bool | None = None) -> list[Entry]:
    """Entries of just this network."""
    return [one for one in entries if one.net == net and (on is None or one.on == on)]


def path_of(place: SafeText) -> str:
    """The file of `file:line`."""
    return place.rpartition(":")[0] or str(place)
