"""Hosts as words of a command line that names the same ones."""

import os
from collections.abc import Sequence

from relaytui.domain.host_spec import HostSpec

#: `-c none` names no file.
_NO_FILE = "none"


def words_of_options(
    *,
    config: str | None = None,
    ssh_config: str | None = None,
    transport: str | None = None,
    accept_new: bool = False,
    tags: Sequence[str] = (),
    local: bool = False,
    hosts: Sequence[str] = (),
) -> list[str]:
    """The words of options as they were given; files by their whole paths, as they are read from
    anywhere else too."""
    words = [f"--config={_whole(config)}"] if config else []
    if ssh_config:
        words += ["-F", _whole(ssh_config)]
    words += [f"--transport={transport}"] if transport else []
    words += ["--accept-new"] if accept_new else []
    words += [f"--tag={tag}" for tag in tags]
    words += ["--local"] if local else []
    return [*words, *hosts]


def words_of_hosts(hosts: Sequence[HostSpec]) -> list[str]:
    """The words of hosts that were chosen by hand, without any configuration."""
    return words_of_options(
        local=any(host.local for host in hosts),
        hosts=[host.target for host in hosts if not host.local],
    )


def _whole(path: str) -> str:
    return path if path == _NO_FILE else os.path.abspath(os.path.expanduser(path))
