"""What a configuration file may say."""

import msgspec


class FileLog(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`logs: {file: PATH}`."""

    file: str


class HostEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One host. `ssh` is what `ssh` would be given: an alias, `user@host:port`; without it the
    host's name is taken. `local: true` is this machine itself. `logs` is `auto`, `journal` or
    `{file: PATH}`; `aggregator: true` is a host that keeps the logs of others."""

    name: str | None = None
    ssh: str | None = None
    local: bool = False
    aggregator: bool = False
    logs: str | FileLog | None = None


class Defaults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What holds for every host that does not say otherwise."""

    logs: str | FileLog = "auto"


class Configuration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. `hosts` is a list of names or entries, or a map from name to entry."""

    hosts: list[str | HostEntry] | dict[str, HostEntry | None] = []
    defaults: Defaults = Defaults()
    logs: dict[str, str | FileLog] = {}


#: Known keys by the section they stand in, to name the nearest one.
KNOWN_KEYS = {
    "": Configuration.__struct_fields__,
    "hosts": HostEntry.__struct_fields__,
    "defaults": Defaults.__struct_fields__,
}
