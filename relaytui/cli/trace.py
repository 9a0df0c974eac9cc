"""Say where a mail is: its way over all relays, from rotated and compressed logs too.

  relaytui trace 4Tq1zR2wYlz9sT7 mx1 mx2      a queue id
  relaytui trace '<a.b@example.org>' @edge    a message-id
  relaytui trace bob@example.net @edge        a sender, a recipient or an account
  relaytui trace @example.net mx1 --since 2d  every address of a domain
  relaytui trace 192.0.2.7 mx1 --full         what a client handed in, each mail in full
  relaytui trace 4Tq1zR2wYlz9sT7 --files /var/log/mail.log*

One mail is told in full: when and from where it came, what was decided, where it went, what the
other side said, and how long each stage took. A mail that goes through several relays is one
story. Several mails are a list, the newest first; each row's ID can be asked for, or all with
--full. Refusals are found by sender, recipient, account and client. Hosts are searched by their
own grep; nothing is written there.

What could not be seen stands on stderr. Exit status: 0 something was found, 1 nothing was,
2 usage, 3 no host could be used, 4 some could not, 130 interrupted.
"""

import argparse
import contextlib
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from relaytui.cli.durations import seconds_of
from relaytui.cli.hosts import needed_hosts
from relaytui.cli.main import add_hosts
from relaytui.cli.output import json_line
from relaytui.cli.parse import moment_of, zone_of
from relaytui.cli.telling import tell
from relaytui.cli.trace_object import story_object
from relaytui.cli.trace_text import write_list, write_story
from relaytui.domain.host_spec import HostSpec
from relaytui.engine.each_host import connect_unasked
from relaytui.engine.host_search import Files
from relaytui.engine.tracing import Target, Tracing
from relaytui.errors import UsageError
from relaytui.ssh.link import Link
from relaytui.trace.sought import Sought

#: Hosts may stand behind options (cli/main.py).
MIXED = True
#: Mails that are followed where nothing else is said.
LIMIT = 20
#: The relay of lines in files that name none.
_FILES = "file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument(
        "word", metavar="ID|ADDRESS|MESSAGE-ID|ACCOUNT", help="what the mail is known by"
    )
    add_hosts(parser)
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a mail (docs/trace.md)"
    )
    parser.add_argument("--full", action="store_true", help="each mail in full, however many")
    parser.add_argument(
        "--limit", type=_number, default=LIMIT, metavar="N",
        help=f"mails that are followed, the newest first (default: {LIMIT})",
    )  # fmt: skip
    parser.add_argument(
        "--since", type=seconds_of, metavar="AGE", help="leave out logs older than that: 6h, 2d"
    )
    parser.add_argument(
        "--files", nargs="+", default=[], metavar="FILE",
        help="log files of this machine instead of hosts, also compressed; -: standard input",
    )  # fmt: skip
    parser.add_argument("--now", metavar="TIME", help="with --files: the relay's clock, ISO 8601")
    parser.add_argument("--tz", metavar="ZONE", default="", help="with --files: else UTC")


def _number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text[:9]) <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 10000")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """The command."""
    sought = Sought(args.word)
    since = None if args.since is None else time.time() - args.since
    stopping = threading.Event()
    with contextlib.ExitStack() as stack:
        stack.callback(stopping.set)
        if args.files:
            targets = [_files_target(args, stack)]
        else:
            targets = [
                Target(spec, partial(connect_unasked, spec, stopping.is_set), _close)
                for spec in needed_hosts(args)
            ]
        full = args.json or args.full
        tracing = Tracing(targets, sought, limit=args.limit, since=since, full=full)
        stack.callback(tracing.stop)
        tracing.run()
    _print(tracing, args)
    return _status(tracing, len(targets))


def _print(tracing: Tracing, args: argparse.Namespace) -> None:
    stories = tracing.stories
    if args.json:
        sys.stdout.write("".join(json_line(story_object(one)) + "\n" for one in stories))
    elif len(stories) == 1 or args.full:
        for at, story in enumerate(stories):
            sys.stdout.write("\n" if at else "")
            write_story(story)
    else:
        write_list(stories)
    sys.stdout.flush()
    for name, words in dict.fromkeys(tracing.notes):
        tell(f"{name}: {words}")
    for name, error in tracing.failed.items():
        tell(f"{name}: {error}")
    if tracing.chase.more:
        tell(f"{tracing.chase.more:,} older mails are not shown; --limit N shows more")


def _status(tracing: Tracing, hosts: int) -> int:
    if len(tracing.failed) == hosts:
        return 3
    if tracing.failed:
        return 4
    return 0 if tracing.stories else 1


def _close(link: Link) -> None:
    link.close()


def _files_target(args: argparse.Namespace, stack: contextlib.ExitStack) -> Target:
    if args.hosts or args.local or args.tag:
        raise UsageError("--files and hosts are both named", "Trace them one after the other")
    paths = [stack.enter_context(_path(name)) for name in args.files]
    spec = HostSpec(name=_FILES)
    files = Files(tuple(paths), moment_of(args.now), zone_of(args.tz))
    return Target(spec, partial(connect_unasked, spec, lambda: False), _close, files)


@contextlib.contextmanager
def _path(name: str) -> Iterator[str]:
    """The path of a file that can be searched; of standard input that of a copy."""
    if name == "-":
        with tempfile.NamedTemporaryFile(prefix="relaytui-") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
            copy.flush()
            yield copy.name
        return
    try:
        with Path(name).open("rb"):
            pass
    except OSError as error:
        raise UsageError(f"{name}: {error.strerror}", "Name a file that you may read") from error
    if "\n" in name:
        raise UsageError(f"{name!r}: a line break in a file's name", "Give it another name")
    yield os.path.abspath(name)
