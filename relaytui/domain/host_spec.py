"""A host as the user named it."""

import msgspec


class HostSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One relay to watch.

    `target` is what is dialled: an alias of the user's ssh configuration, `user@host:port`
    or `[v6]:port`; empty for this machine itself. `logs` is `auto`, `journal`, a path, a
    pattern of paths (`/var/log/remote/*/mail.log`) or several of both, a line each.
    An `aggregator` holds the logs of other relays: each line is that of its header's host;
    `relays` are those hosts where the user named them. `environment` is a short word for
    screens. `transport` is `auto`, `paramiko` or `ssh`.
    The overrides are set by the demo and the tests only, never by a configuration file.
    """

    name: str
    target: str = ""
    logs: str = "auto"
    environment: str = ""
    transport: str = "auto"
    tags: tuple[str, ...] = ()
    aggregator: bool = False
    relays: tuple[str, ...] = ()
    identity_file: str | None = None
    known_hosts: str | None = None
    ssh_config: str | None = None
    accept_new: bool = False

    @property
    def local(self) -> bool:
        """Whether it is this machine, without SSH."""
        return not self.target
