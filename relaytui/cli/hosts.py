"""From the arguments of a command to hosts and settings."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from relaytui.config.effective import EffectiveHost, typed, unlisted
from relaytui.config.paths import configuration_files
from relaytui.config.words import hosts_of_words
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.text import safe
from relaytui.errors import UsageError

if TYPE_CHECKING:
    from relaytui.config.load import Loaded

#: `-c none`: no configuration is read, as in `ssh -F none`.
NO_FILE = "none"


def used_file(config: str | None) -> Path | None:
    """The file that is read: the one that was named, else the first that is there."""
    if config:
        return None if config == NO_FILE else Path(config)
    # Also one that can't be read is found, to say so rather than to go on without it.
    return next((one for one in configuration_files() if os.path.lexists(one)), None)


def loaded_file(config: str | None) -> "Loaded | None":
    """The configuration that holds for a command line; None where there is none."""
    path = used_file(config)
    if path is None:
        return None
    from relaytui.config.load import load  # YAML, only where there is a file

    return load(path)


def named_hosts(args: argparse.Namespace) -> list[HostSpec]:
    """The hosts that a command line names; none when it names none and no file is there."""
    return chosen_hosts(args, loaded_file(args.config))


def chosen_hosts(args: argparse.Namespace, loaded: "Loaded | None") -> list[HostSpec]:
    """Hosts by name, group, tag and --local, each once; all of the file where none is named."""
    return [
        msgspec.structs.replace(host.spec(), accept_new=args.accept_new, ssh_config=args.ssh_config)
        for host in Choice(loaded, args.transport).hosts(args.hosts, args.tag, args.local)
    ]


class Choice:
    """Chooses among the hosts of a configuration, and those that stand in none; a transport of
    the command line holds for all of them."""

    def __init__(self, loaded: "Loaded | None", transport: str | None = None) -> None:
        self._transport = transport
        self._known = {host.name: host for host in loaded.hosts} if loaded else {}
        self._groups = loaded.groups if loaded else {}
        self._defaults = loaded.defaults if loaded else {}

    def hosts(self, words: list[str], tags: list[str], local: bool) -> list[EffectiveHost]:
        """The hosts of a command line, in its order."""
        found = self._hosts(words, tags, local)
        if not self._transport:
            return found
        said = {"transport": typed(self._transport)}
        return [msgspec.structs.replace(one, words={**one.words, **said}) for one in found]

    def _hosts(self, words: list[str], tags: list[str], local: bool) -> list[EffectiveHost]:
        if not (words or tags or local):
            return list(self._known.values())
        found: dict[str, EffectiveHost] = {}
        for host in [*self._here(local), *self._of_words(words), *self._of_tags(tags)]:
            found.setdefault(host.name, host)
        return list(found.values())

    def _here(self, local: bool) -> list[EffectiveHost]:
        if not local:
            return []
        listed = [one for one in self._known.values() if not one.target]
        return listed[:1] or [unlisted("local", "", self._defaults)]

    def _of_words(self, words: list[str]) -> list[EffectiveHost]:
        plain = [one for one in words if not self._group(one)]
        single = {one.target: one for one in hosts_of_words(plain)}
        found: list[EffectiveHost] = []
        for word in words:
            if group := self._group(word):
                found += [self._known[name] for name in self._groups[group]]
            else:
                found.append(self._host(single[word]))
        return found

    def _group(self, word: str) -> str:
        """The group that a word names: `@NAME` always, `NAME` where no host has it."""
        if not word.startswith("@"):
            return word if word in self._groups and word not in self._known else ""
        if word[1:] in self._groups:
            return word[1:]
        names = ", ".join(f"@{name}" for name in self._groups)
        step = _there_are(names, "groups: {NAME: [HOST]}")
        raise UsageError(f"{safe(word)}: no such group", step)

    def _host(self, named: HostSpec) -> EffectiveHost:
        """A host of the file by its name; with another account or port, that one is dialled."""
        host = self._known.get(named.name)
        if host is None:
            return unlisted(named.name, named.target, self._defaults)
        if named.target in (host.name, host.target):
            return host
        return msgspec.structs.replace(host, words={**host.words, "ssh": typed(named.target)})

    def _of_tags(self, tags: list[str]) -> list[EffectiveHost]:
        there = dict.fromkeys(tag for host in self._known.values() for tag in host.tags)
        for tag in tags:
            if tag not in there:
                step = _there_are(", ".join(there), "tags: [WORD]")
                raise UsageError(f"--tag {safe(tag)}: no host has it", step)
        return [host for host in self._known.values() if set(tags) & set(host.tags)]


def _there_are(names: str, example: str) -> str:
    if names:
        return f"There are: {names}"
    return f"The configuration has none; write `{example}`"


def needed_hosts(args: argparse.Namespace) -> list[HostSpec]:
    """The same, where a command can do nothing without one."""
    hosts = named_hosts(args)
    if not hosts:
        raise UsageError(
            "no hosts are named",
            "Name them (relaytui tail mx1 mx2), a file of them (-c FILE), or this one (--local)",
        )
    return hosts
