"""Errors: each names the thing, the place and the next step.

RelaytuiError
├── UsageError           the command line; exit status 2
├── ConfigError          the configuration file; exit status 2
└── LinkError            a host can't be used
    ├── Unreachable      no connection: name, route, port, time-out
    ├── HostKeyUnknown   asks the user
    ├── HostKeyRefused   changed or revoked; never retried
    ├── LoginRefused     no key was taken; never retried
    ├── NoLog            no mail log that could be read; never retried
    ├── NotSupported     the host's ssh configuration needs what a back end can't do
    ├── LinkLost         it was connected, and is no more
    └── NoAnswer         a command had no answer in time
"""


class RelaytuiError(Exception):
    """What went wrong (`str(error)`), and what to do about it (`next_step`)."""

    exit_status = 2

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.next_step = next_step

    def __str__(self) -> str:
        message = str(self.args[0])
        return f"{message}. {self.next_step}" if self.next_step else message

    @property
    def reason(self) -> str:
        """The message without the next step, for narrow places."""
        return str(self.args[0])


class UsageError(RelaytuiError):
    """The command line can't be understood."""


class ConfigError(RelaytuiError):
    """The configuration can't be used."""


class LinkError(RelaytuiError):
    """A host can't be used. `retry` tells whether trying again by itself makes sense."""

    exit_status = 3
    retry = True


class Unreachable(LinkError):
    """No connection could be made."""


class HostKeyUnknown(LinkError):
    """The host's key is not known and nobody said yes."""

    retry = False


class HostKeyRefused(LinkError):
    """The host's key has changed or is revoked."""

    retry = False


class LoginRefused(LinkError):
    """The host took none of our keys."""

    retry = False


class NotSupported(LinkError):
    """The host's configuration needs what this back end can't do; it was not dialled."""

    retry = False


class NoLog(LinkError):
    """The host has no mail log, or none that this account may read; all else may be well."""

    retry = False


class LinkLost(LinkError):
    """The connection ended."""


class NoAnswer(LinkError):
    """A command had no answer in time."""
