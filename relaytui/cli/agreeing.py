"""The question before hosts are changed."""

import argparse
import sys
from collections.abc import Sequence

from relaytui.changes.plan import HostPlan
from relaytui.cli.telling import tell
from relaytui.domain.intent import Intent, intent_words
from relaytui.domain.text import safe

#: Hosts from which on their number is typed.
MANY = 3


def agreed(args: argparse.Namespace, busy: Sequence[HostPlan], intents: Sequence[Intent]) -> bool:
    """Whether somebody has said yes: `y`, the number of hosts, or --yes with it."""
    wanted = str(len(busy)) if len(busy) >= MANY else "y"
    if args.yes is not None:
        if args.yes == str(len(busy)):
            return True
        tell(f"--yes {safe(args.yes, 20)}: the plan is about {len(busy)}")
        return False
    if not sys.stdin.isatty():
        tell(f"nobody can be asked here: write --yes {len(busy)}")
        return False
    what = "; ".join(intent_words(one) for one in intents)
    tell(f"{what} on {len(busy)} host{'s' if len(busy) > 1 else ''}. Type {wanted} to do it:")
    try:
        return sys.stdin.readline().strip() == wanted
    except UnicodeDecodeError:
        return False
