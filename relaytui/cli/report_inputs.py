"""What a report is made of: log files, standard input, or hosts."""

import argparse
import glob
import os
from collections.abc import Sequence
from pathlib import Path

from relaytui.cli.hosts import loaded_file
from relaytui.config.offers import ssh_aliases
from relaytui.domain.text import safe
from relaytui.errors import UsageError
from relaytui.filtering.tree import fields_of
from relaytui.state.filter import Filter

STDIN = "-"


def chosen_files(args: argparse.Namespace) -> list[str]:
    """The files that a command line names, each once; none where it names hosts."""
    words: Sequence[str] = args.inputs
    if args.local or args.tag:
        return _hosts_only(words)
    found: list[str] = []
    hosts = []
    for word in words:
        files = _files(word)
        if files and os.sep not in word and word != STDIN and _is_host(args, word):
            raise UsageError(
                f"{safe(word)} is a file here and a host that is known",
                f"Write ./{safe(word)} for the file, or USER@{safe(word)} for the host",
            )
        if files:
            found += files
        else:
            hosts.append(word)
    if found and hosts:
        raise UsageError(
            f"{safe(hosts[0])}: no such file, and a report is made of files or of hosts",
            "Correct the name, or make two reports",
        )
    return _each_once(found)


def check_known_in_files(chosen: Filter | None) -> None:
    """UsageError where a filter names what only lines that come from a host have."""
    for name in fields_of(chosen.node) if chosen else ():
        if name in ("late", "n"):
            words = f"--match: `{name}` is not known of lines in files"
            raise UsageError(words, "Leave it out, or report on the host")


def _hosts_only(words: Sequence[str]) -> list[str]:
    if named := [word for word in words if word == STDIN or os.sep in word]:
        raise UsageError(
            f"{safe(named[0])}: a report is made of files or of hosts",
            "Leave out --local and --tag, or the file",
        )
    return []


def _files(word: str) -> list[str]:
    """The files that a word means; none where it is a host's name."""
    if word == STDIN:
        return [STDIN]
    if os.path.isdir(word):
        step = f"Write {safe(word.rstrip(os.sep))}/mail.log*, or whichever of its files are logs"
        if os.sep in word:
            raise UsageError(f"{safe(word)} is a folder", step)
        return []
    if os.path.exists(word):
        return [word]
    matching = sorted(one for one in glob.glob(word) if os.path.isfile(one))
    if not matching and (os.sep in word or (glob.has_magic(word) and "[" not in word)):
        raise UsageError(f"{safe(word)}: no such file", "Correct the path")
    return matching


def _is_host(args: argparse.Namespace, word: str) -> bool:
    """Whether a configuration, ours or ssh's, knows a host of that name."""
    loaded = loaded_file(args.config)
    if loaded and any(word in (host.name, host.target) for host in loaded.hosts):
        return True
    path = Path(args.ssh_config) if args.ssh_config else Path.home() / ".ssh" / "config"
    return word in ssh_aliases(path)


def _each_once(paths: list[str]) -> list[str]:
    """Without files that are named twice, also by links."""
    found: dict[object, str] = {}
    for path in paths:
        if path == STDIN:
            found.setdefault(STDIN, path)
            continue
        there = os.stat(path)
        found.setdefault((there.st_dev, there.st_ino), path)
    return list(found.values())
