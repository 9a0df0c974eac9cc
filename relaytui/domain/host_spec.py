"""A host as the user named it."""

import msgspec

#: What `transport` may be.
TRANSPORTS = ("auto", "paramiko", "ssh")


class HostSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One relay to watch.

    `target` is what is dialled: an alias of the user's ssh configuration, `user@host:port`
    or `[v6]:port`; empty for this machine itself. `logs` is `auto`, `journal` or a path.
    `transport` is how it is reached: `auto`, `paramiko` or `ssh` (see docs/ssh.md).
    The overrides are set by the demo and the tests only, never by a configuration file.
    """

    name: str
    target: str = ""
    logs: str = "auto"
    transport: str = "auto"
    identity_file: str | None = None
    known_hosts: str | None = None
    ssh_config: str | None = None
    accept_new: bool = False

    @property
    def local(self) -> bool:
        """Whether it is this machine, without SSH."""
        return not self.target
