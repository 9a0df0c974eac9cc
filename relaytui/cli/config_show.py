"""`relaytui config show`: each value that holds, and where it was said."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from relaytui.cli.hosts import Choice, loaded_file
from relaytui.cli.output import json_line
from relaytui.config.effective import BUILT, EffectiveHost, Origin, Sourced, log_files, typed
from relaytui.config.load import Loaded
from relaytui.config.problem import HIDDEN, is_secret
from relaytui.domain.text import safe

#: Top words that are no part of a host, and what holds where they are not said.
_SETTINGS: Mapping[str, Any] = {"theme": "", "link": "auto", "protect": [], "keymap": {}}
_NAMES = {"ssh_config": "-F", "accept_new": "accept-new"}


def show(args: argparse.Namespace) -> int:
    """Print hosts and settings; with named hosts, those hosts alone."""
    loaded = loaded_file(args.config)
    hosts = Choice(loaded, args.transport).hosts(args.hosts, args.tag, args.local)
    settings = {} if args.hosts or args.tag or args.local else dict(_settings(args, loaded))
    on_link = {name: typed(getattr(args, name)) for name in _NAMES if getattr(args, name)}
    if args.json:
        print(json_line(_object(loaded, hosts, settings | on_link)))
        return 0
    file = loaded.path if loaded else None
    print(safe(f"configuration {file or 'none'}"))
    for host in hosts:
        groups = f" ({', '.join(host.groups)})" if host.groups else ""
        print("\n" + safe(f"{host.name}{groups}"))
        _print(host.words, file)
    if settings or on_link:
        print("\nsettings")
        _print(settings | {_NAMES[name]: value for name, value in on_link.items()}, file)
    return 0


def _settings(args: argparse.Namespace, loaded: Loaded | None) -> Iterator[tuple[str, Sourced]]:
    for word, built_in in _SETTINGS.items():
        if getattr(args, word, None):
            yield word, typed(getattr(args, word))
        elif loaded and word in loaded.places:
            node = loaded.places[word]
            value = getattr(loaded.configuration, word)
            yield word, Sourced(_hidden(value), Origin("file", node.line, node.column))
        else:
            yield word, Sourced(built_in, BUILT)


def _hidden(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: HIDDEN if is_secret(name) else one for name, one in value.items()}


def _print(words: Mapping[str, Sourced], file: Path | None) -> None:
    width = max(len(word) for word in words)
    values = {word: _written(word, one.value) for word, one in words.items()}
    wide = min(40, max(len(value) for value in values.values()))
    for word, one in words.items():
        place = f" {file.name}:{one.origin.line}" if file and one.origin.line else ""
        print(safe(f"  {word:<{width}}  {values[word]:<{wide}}  {one.origin.by}{place}"))


def _written(word: str, value: Any) -> str:
    if word == "logs" and isinstance(value, dict):
        value = list(log_files(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        value = [f"{name}={one}" for name, one in value.items()]
    return (", ".join(value) if isinstance(value, list) else str(value)) or "-"


def _object(
    loaded: Loaded | None, hosts: list[EffectiveHost], settings: Mapping[str, Sourced]
) -> dict[str, Any]:
    return {
        "file": str(loaded.path) if loaded else None,
        "hosts": [
            {"name": host.name, "groups": list(host.groups)} | _objects(host.words)
            for host in hosts
        ],
        **_objects(settings),
    }


def _objects(words: Mapping[str, Sourced]) -> dict[str, Any]:
    return {word: _source(one) for word, one in words.items()}


def _source(one: Sourced) -> dict[str, Any]:
    fields: dict[str, Any] = {"value": one.value, "by": one.origin.by}
    if one.origin.line:
        fields |= {"line": one.origin.line, "column": one.origin.column}
    return fields
