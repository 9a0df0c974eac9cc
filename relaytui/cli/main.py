"""The command line. Each sub-command is a module here, loaded when it is called."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from relaytui.cli.own_formats import READERS, use_own_formats
from relaytui.cli.telling import ArgumentParser, never_fail, tell
from relaytui.errors import RelaytuiError
from relaytui.version import VERSION

#: Sub-commands and what they are for; each is the module of its name.
COMMANDS = {
    "tail": "print the mail logs of relays, merged, and go on with what comes",
    "parse": "say what each line of a log file means",
    "blocked": "say who is kept out, by which layer, until when",
    "allowed": "say whom relays trust, and where that is written",
    "block": "keep addresses out for a time, with proof",
    "unblock": "lift what keeps addresses out, in every layer of every host",
    "allow": "trust addresses, in a list that you name or in our own; switch entries on",
    "disallow": "trust addresses no longer; switch entries off",
    "undo": "take a change back, on every host of it",
    "clean": "show all that changes have left on hosts, and take it away",
    "journal": "print what was changed, by whom and why; verify it; export it",
    "queue": "say what waits in the mail queues, and why",
    "updates": "say which updates are pending, security first, and what wants a restart",
    "trace": "say where a mail is: its way over all relays, from old logs too",
    "why": "say why an address or an account is kept out or let in",
    "config": "check the configuration file, show what holds and where it was said",
    "report": "sum up mail logs of files or relays: volumes, senders, refusals, TLS, delays",
    "rates": "count what clients, accounts and networks do, beside the limits that hold",
    "doctor": "say what can be seen on relays, why not, and what to do",
    "demo": "open the console on simulated relays",
}

_ABOUT = """\
Live mail logs of your SMTP relays, over SSH, in one console.

  relaytui mx1 mx2            two relays, by the names your ssh knows
  relaytui ops@192.0.2.7:2222 one that your ssh configuration does not name
  relaytui --local            this machine, when it is the relay
  relaytui -c relays.yaml     the hosts of a file (relaytui config --help)
  relaytui @inbound           those of one group in it
  relaytui demo               a look at it without any relay
"""


def _parser() -> argparse.ArgumentParser:
    commands = "\n".join(f"  relaytui {name:<7} {about}" for name, about in COMMANDS.items())
    parser = ArgumentParser(
        prog="relaytui",
        description=_ABOUT,
        epilog=f"Without the console:\n{commands}\n\nEach has its own --help.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"relaytui {VERSION}")
    add_hosts(parser)
    add_looks(parser)
    parser.add_argument(
        "--write", action="store_true", help="let the console change hosts (else :rw 15m arms it)"
    )
    return parser


#: The help of `--theme`.
THEMES = "colours: night, day, contrast, terminal, mono, or a theme of your own"


def add_looks(parser: argparse.ArgumentParser) -> None:
    """The arguments that the configuration can hold too; without them, that is taken."""
    parser.add_argument("--theme", metavar="NAME", help=THEMES)
    parser.add_argument(
        "--link",
        choices=("auto", "fast", "slow"),
        help="how fast the line to this terminal is; slow paints twice a second",
    )


def add_hosts(parser: argparse.ArgumentParser, *, flag: bool = False) -> None:
    """The arguments that name hosts, the same for every command. `flag`: behind --hosts, where
    something else stands in their place."""
    how = "an ssh alias, [USER@]HOST[:PORT], or @GROUP"
    if flag:
        parser.add_argument("--hosts", nargs="+", default=[], metavar="HOST", help=how)
    else:
        parser.add_argument("hosts", nargs="*", metavar="HOST", help=how)
    parser.add_argument(
        "-c", "--config", metavar="FILE", help="another configuration; none: without any"
    )
    parser.add_argument(
        "--tag", action="append", default=[], metavar="WORD", help="the hosts that have this tag"
    )
    parser.add_argument("--local", action="store_true", help="this machine itself, without SSH")
    parser.add_argument(
        "-F", dest="ssh_config", metavar="FILE", help="another ssh configuration, as in ssh -F"
    )
    parser.add_argument(
        "--transport",
        choices=("auto", "paramiko", "ssh"),
        help="what connects: relaytui itself (paramiko), the ssh program, or as the hosts need",
    )
    parser.add_argument(
        "--accept-new",
        action="store_true",
        help="take the key of a host that was never seen, as ssh does when told so",
    )


def _command(name: str) -> ModuleType:
    return importlib.import_module(f"relaytui.cli.{name}")


def _run(words: Sequence[str]) -> int:
    if words and words[0] in COMMANDS:
        name = words[0]
        module = _command(name)
        parser = ArgumentParser(
            prog=f"relaytui {name}",
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        module.add_arguments(parser)
        if name in READERS:
            use_own_formats(tell)
        # A word and hosts behind it, with options between them, are more than argparse expects.
        mixed = getattr(module, "MIXED", False)
        parse = parser.parse_intermixed_args if mixed else parser.parse_args
        return int(module.run(parse(words[1:])))
    return int(_command("console").run(_parser().parse_args(words)))


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; the result is the exit status (see docs/commands.md)."""
    never_fail()
    try:
        status = _run(sys.argv[1:] if words is None else words)
        sys.stdout.flush()
        return status
    except RelaytuiError as error:
        tell(str(error))
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read us has enough. Python would complain once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
