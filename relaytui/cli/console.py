"""The console: the start page, or the hosts that were named."""

import argparse
import gc
import os
import sys
from collections.abc import Mapping, Sequence

from relaytui.cli.hosts import chosen_hosts, loaded_file
from relaytui.cli.own_formats import use_own_formats
from relaytui.config.said import words_of_options
from relaytui.domain.host_spec import HostSpec
from relaytui.state.geo import Geo, open_geo
from relaytui.state.notices import Notices

_THREE_WAYS = """\
relaytui needs a terminal for its console. Without one:

  relaytui tail mx1 mx2 [--json]    the mail logs of relays, merged
  relaytui parse FILE [--json]      what each line of a log means
  relaytui demo                     simulated relays for 20 seconds

`relaytui --help` tells more.
"""


def has_terminal() -> bool:
    """Whether keys can come in and the screen can go out."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def prepare_terminal() -> None:
    """Settings that Textual reads when it is imported."""
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    os.environ.setdefault("ESCDELAY", "50")


def run(args: argparse.Namespace) -> int:
    """The command without a name."""
    loaded = loaded_file(args.config)
    hosts = chosen_hosts(args, loaded)
    if not has_terminal():
        print(_THREE_WAYS, file=sys.stderr, end="")
        return 2
    said = loaded.configuration if loaded else None
    theme = args.theme or (said.theme if said else "") or None
    link = args.link or (said.link if said else "auto")
    keymap = said.keymap if said else {}
    geo = open_geo(said.geo) if said else None
    words, notices = said_hosts(args), Notices()
    use_own_formats(notices.tell)
    return open_console(
        hosts, theme=theme, link=link, keymap=keymap, said=words, geo=geo, notices=notices,
        protect=said.protect if said else (), write=args.write,
    )  # fmt: skip


def said_hosts(args: argparse.Namespace) -> list[str]:
    """The words of a command line that names the same hosts, for `:share`."""
    return words_of_options(
        config=args.config,
        ssh_config=args.ssh_config,
        transport=args.transport,
        accept_new=args.accept_new,
        tags=args.tag,
        local=args.local,
        hosts=args.hosts,
    )


def open_console(
    hosts: list[HostSpec],
    *,
    theme: str | None,
    link: str,
    keymap: Mapping[str, str] | None = None,
    said: Sequence[str] | None = None,
    geo: Geo | None = None,
    notices: Notices | None = None,
    protect: Sequence[str] = (),
    write: bool = False,
) -> int:
    """Show hosts, or the start page when there are none. `said` are the words that named them;
    None where no words can."""
    prepare_terminal()
    # Nothing that is loaded now is garbage; the console collects when it has painted.
    gc.disable()
    from relaytui.app import run_console

    return run_console(
        hosts, theme=theme, link=link, keymap=keymap, said=said, geo=geo, protect=protect,
        write=write, notices=notices,
    )  # fmt: skip
