"""A host as the user named it."""

import msgspec

from relaytui.domain.text import safe

#: Characters of a name: a DNS name has fewer.
NAME = 255


class HostSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One relay to watch.

    `target` is what is dialled: an alias of the user's ssh configuration, `user@host:port`
    or `[v6]:port`; empty for this machine itself. `logs` is `auto`, `journal`, a path or a
    pattern of paths (`/var/log/remote/*/mail.log`); `more_logs` are paths of further log files
    that hold other lines. `environment` is a short
    word for screens. `sudo`: `auto`, or `never` where it must not even be asked what it allows.
    `read_only`: it is never changed.
    `container`: the name of the one that the mail server is in, `auto` for one that publishes a
    port of SMTP, `none`. `transport` is `auto`, `paramiko` or `ssh`. An `aggregator` holds the
    lines of `relays`, named as in its log; of all that it names when none is named here. Names
    stand on screens and come from files that others may have written: they are gated here.
    The overrides are set by the demo and the tests only, never by a configuration file.
    """

    name: str
    target: str = ""
    logs: str = "auto"
    more_logs: tuple[str, ...] = ()
    environment: str = ""
    transport: str = "auto"
    tags: tuple[str, ...] = ()
    aggregator: bool = False
    relays: tuple[str, ...] = ()
    sudo: str = "auto"
    read_only: bool = False
    container: str = "auto"
    identity_file: str | None = None
    known_hosts: str | None = None
    ssh_config: str | None = None
    accept_new: bool = False

    def __post_init__(self) -> None:
        """Gate the names."""
        force = msgspec.structs.force_setattr
        force(self, "name", safe(self.name, NAME))
        force(self, "relays", tuple(safe(one, NAME) for one in self.relays))

    @property
    def local(self) -> bool:
        """Whether it is this machine, without SSH."""
        return not self.target
