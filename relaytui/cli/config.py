"""Check the configuration file and your log formats, and show what holds and where it was said.

  relaytui config check relays.yaml     all that is wrong with it, with line and next step; also
                                        with your own log formats (docs/formats.md)
  relaytui config show mx1              every value that holds for a host, and where it was said
  relaytui config path                  which file is read, and where one is looked for
  relaytui config schema > FILE         the JSON schema, for editors that complete as you type

A first file, ~/.config/relaytui/relays.yaml on Linux (docs/configuration.md has it all):

  hosts: [mx1, mx2, {name: old, ssh: ops@192.0.2.7:2222}]
  defaults: {environment: PROD}

Exit status of check: 0 nothing is wrong, 1 something is, 2 there is no such file.
"""

import argparse
from pathlib import Path
from typing import Any

from relaytui.cli.hosts import used_file
from relaytui.cli.main import add_hosts, add_looks
from relaytui.cli.output import json_line
from relaytui.cli.telling import tell
from relaytui.config.load import Loaded, load
from relaytui.config.paths import configuration_files
from relaytui.config.problem import Problem, Refused
from relaytui.domain.text import safe
from relaytui.errors import ConfigError, UsageError
from relaytui.formats.load import Checked, check_format, format_files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command: what to do comes first."""
    below = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    check = below.add_parser("check", help="tell all that is wrong", allow_abbrev=False)
    check.add_argument("file", nargs="?", metavar="FILE", help="without it, the file that is read")
    show = below.add_parser("show", help="what holds, and where it was said", allow_abbrev=False)
    add_hosts(show)
    add_looks(show)
    path = below.add_parser("path", help="which file is read", allow_abbrev=False)
    below.add_parser("schema", help="print the JSON schema", allow_abbrev=False)
    for one in (check, path):
        one.add_argument("-c", "--config", metavar="FILE", help="the same as for other commands")
    for one in (check, show, path):
        one.add_argument("--json", action="store_true", help="JSON objects, one a line")


def run(args: argparse.Namespace) -> int:
    """The command."""
    return int(_WHAT[args.what](args))


def _check(args: argparse.Namespace) -> int:
    formats = [check_format(one) for one in format_files()]
    path = _needed_beside(args.file or args.config, formats)
    wrong: list[tuple[Path, Problem]] = []
    words = []
    if path is not None:
        try:
            loaded = load(path)
            _check_theme(loaded)
            words.append(f"{path}: {_counts(loaded)}")
        except Refused as error:
            wrong += [(path, problem) for problem in error.problems]
    for one in formats:
        wrong += [(one.path, problem) for problem in one.problems]
    words += [f"{one.path}: a log format" for one in formats if not one.problems]
    for file, problem in wrong:
        print(json_line(_object(problem, file)) if args.json else problem.text(str(file)))
    for each in words:
        tell(each if wrong else f"{each}; nothing is wrong")
    return 1 if wrong else 0


def _needed_beside(named: str | None, formats: list[Checked]) -> Path | None:
    """The configuration; none where there is none but formats are, which are checked alone."""
    return None if named is None and formats and used_file(None) is None else _needed(named)


def _check_theme(loaded: Loaded) -> None:
    """Refused where the theme is none; other commands find that when they need it."""
    if not loaded.configuration.theme:
        return
    from relaytui.theme_shelf import find_theme

    try:
        find_theme(loaded.configuration.theme)
    except ConfigError as error:
        problem = loaded.places["theme"].problem(error.reason, error.next_step or "Correct it")
        raise Refused(str(loaded.path), [problem]) from error


def _needed(named: str | None) -> Path:
    path = used_file(named)
    if path is None:
        places = safe(" and no ".join(map(str, configuration_files())))
        raise UsageError(
            f"no configuration: there is no {places}",
            "Write one, or name it: relaytui config check FILE",
        )
    return path


def _object(problem: Problem, path: Path) -> dict[str, Any]:
    fields: dict[str, Any] = {"file": str(path)}
    if problem.line:
        fields |= {"line": problem.line, "column": problem.column}
    return fields | {"problem": problem.words, "next_step": problem.next_step}


def _counts(loaded: Loaded) -> str:
    hosts, groups = len(loaded.hosts), len(loaded.groups)
    words = [f"{hosts} host{'s' * (hosts != 1)}"]
    if groups:
        words.append(f"{groups} group{'s' * (groups != 1)}")
    return ", ".join(words)


def _show(args: argparse.Namespace) -> int:
    from relaytui.cli.config_show import show

    return show(args)


def _path(args: argparse.Namespace) -> int:
    used = used_file(args.config)
    places = [Path(args.config)] if args.config else configuration_files()
    if args.json:
        fields = {"used": str(used) if used else None, "looked_for": list(map(str, places))}
        print(json_line(fields))
        return 0
    width = max(len(str(one)) for one in places)
    for one in places:
        word = "read" if one == used else "not read" if one.exists() else "not there"
        print(f"{safe(str(one)):<{width}}  {word}")
    return 0


def _schema(_args: argparse.Namespace) -> int:
    from relaytui.config.schema import schema_text

    print(schema_text(), end="")
    return 0


_WHAT = {"check": _check, "show": _show, "path": _path, "schema": _schema}
