"""From the arguments of a command to hosts."""

import argparse
from pathlib import Path

import msgspec

from relaytui.config.paths import configuration_file
from relaytui.config.words import hosts_of_words
from relaytui.domain.host_spec import HostSpec
from relaytui.errors import UsageError


def named_hosts(args: argparse.Namespace) -> list[HostSpec]:
    """The hosts that a command line names; none when it names none and no file is there.

    Names that stand in the configuration file as well are taken from there.
    """
    config = Path(args.config) if args.config else configuration_file()
    configured: list[HostSpec] = []
    if args.config or config.is_file():
        from relaytui.config.load import load_hosts  # YAML, only where there is a file

        configured = load_hosts(config)
    hosts = [HostSpec(name="local")] if args.local else []
    if args.hosts:
        known = {host.name: host for host in configured}
        hosts += [known.get(host.name, host) for host in hosts_of_words(args.hosts)]
    elif not args.local:
        hosts = configured
    return [
        msgspec.structs.replace(host, accept_new=args.accept_new, ssh_config=args.ssh_config)
        for host in hosts
    ]


def needed_hosts(args: argparse.Namespace) -> list[HostSpec]:
    """The same, where a command can do nothing without one."""
    hosts = named_hosts(args)
    if not hosts:
        raise UsageError(
            "no hosts are named",
            "Name them (relaytui tail mx1 mx2), a file of them (-c FILE), or this one (--local)",
        )
    return hosts
