"""From the configuration file and the command line to hosts."""

import difflib
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from relaytui.config.marked import Marked, read_marked
from relaytui.config.model import KNOWN_KEYS, Configuration, FileLog, HostEntry
from relaytui.config.words import short_name
from relaytui.domain.host_spec import HostSpec
from relaytui.errors import ConfigError

_AT = re.compile(r"(.*) - at `(?:key in )?(\$[^`]*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `([^`]*)`")
_NAME = re.compile(r"[^\s\x00-\x1f/=,]{1,64}")


def load_hosts(path: Path) -> list[HostSpec]:
    """The hosts of a configuration file; ConfigError says line, key and next step."""
    marked = read_marked(path)
    if marked.content is None:
        raise ConfigError(f"{path}: it is empty", "Write at least `hosts: [NAME]`")
    try:
        configuration = msgspec.convert(marked.content, Configuration)
    except msgspec.ValidationError as error:
        raise _explained(marked, str(error)) from error
    hosts = [
        _host(marked, configuration, name, entry, where)
        for name, entry, where in _entries(configuration)
    ]
    _refuse_strangers(marked, configuration, hosts)
    if not hosts:
        raise ConfigError(f"{path}: no hosts", "Write at least `hosts: [NAME]`")
    _refuse_twins(hosts, str(path))
    return hosts


Entries = list[tuple[str, HostEntry, str]]


def _entries(configuration: Configuration) -> Entries:
    hosts = configuration.hosts
    if isinstance(hosts, dict):
        return [(name, entry or HostEntry(), f"$.hosts.{name}") for name, entry in hosts.items()]
    found: Entries = []
    for index, one in enumerate(hosts):
        entry = HostEntry(ssh=one) if isinstance(one, str) else one
        name = entry.name or short_name(entry.ssh or "") or ("local" if entry.local else "")
        found.append((name, entry, f"$.hosts[{index}]"))
    return found


def _host(
    marked: Marked, configuration: Configuration, name: str, entry: HostEntry, where: str
) -> HostSpec:
    line = marked.line(where)
    if not name:
        raise ConfigError(
            f"{marked.name}:{line}: a host without a name", "Give it `name:` or `ssh:`"
        )
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"{marked.name}:{line}: {name!r} can't be a host's name",
            "Names have no blanks, commas, slashes or `=`; put the address into `ssh:`",
        )
    if entry.local and entry.ssh:
        raise ConfigError(
            f"{marked.name}:{line}: {name} has both `local:` and `ssh:`", "Keep one of them"
        )
    logs = entry.logs or configuration.logs.get(name) or configuration.defaults.logs
    target = "" if entry.local else entry.ssh or name
    return HostSpec(
        name=name,
        target=target,
        logs=_logs(marked, name, logs, line),
        aggregator=entry.aggregator,
    )


def _logs(marked: Marked, name: str, logs: str | FileLog, line: int) -> str:
    if isinstance(logs, FileLog):
        if not logs.file.startswith("/") or "\n" in logs.file or "\0" in logs.file:
            raise ConfigError(
                f"{marked.name}:{line}: {name}: `file: {logs.file}` is no absolute path",
                "Write the path as on the host, from / on",
            )
        return logs.file
    if logs not in ("auto", "journal"):
        raise ConfigError(
            f"{marked.name}:{line}: {name}: `logs: {logs}` is not known",
            "It is `auto`, `journal` or `{file: PATH}`",
        )
    return logs


def _explained(marked: Marked, words: str) -> ConfigError:
    """msgspec's words with a line, and the nearest known key."""
    found = _AT.match(words)
    problem, path = (found[1], found[2]) if found else (words, "$")
    unknown = _UNKNOWN.match(problem)
    if not unknown:
        line = marked.line(path)
        return ConfigError(
            f"{marked.name}:{line}: {path[2:] or 'the file'}: {problem}", "Correct that line"
        )
    key = unknown[1]
    section = re.match(r"\$\.?(\w*)", path)
    known = KNOWN_KEYS.get(section[1] if section else "", ())
    near = difflib.get_close_matches(key, known, 1, 0.5)
    step = f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(known)}"
    return ConfigError(
        f"{marked.name}:{marked.key_line(path, key)}: `{key}` is not known here", step
    )


def _refuse_strangers(
    marked: Marked, configuration: Configuration, hosts: Sequence[HostSpec]
) -> None:
    names = [host.name for host in hosts]
    for name in configuration.logs:
        if name not in names:
            near = difflib.get_close_matches(name, names, 1, 0.5)
            step = f"Did you mean `{near[0]}`?" if near else "Add it to `hosts:`"
            line = marked.key_line("$.logs", name)
            raise ConfigError(f"{marked.name}:{line}: `logs:` names {name}, no host of ours", step)


def _refuse_twins(hosts: Sequence[HostSpec], where: str) -> None:
    seen: set[str] = set()
    for host in hosts:
        if host.name in seen:
            raise ConfigError(
                f"{where}: {host.name} is named twice", "Give one of them another `name:`"
            )
        seen.add(host.name)
