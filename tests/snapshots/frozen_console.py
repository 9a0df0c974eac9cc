"""The console on the demo at a moment that never passes: python -m tests.snapshots.frozen_console.

The clock of this computer stands still for the console and for the simulated relays alike, the
traffic is that of a seed; so the same keys give the same screen. It begins at the start page, where
the demo is offered; with --empty it watches no host at all.
"""

import os
import sys
import time
from contextlib import ExitStack
from unittest.mock import patch

from tests.snapshots.frozen_demo import MOMENT, FrozenDemo, same_key


def main() -> int:
    """Run it until `q`, or until the terminal goes away."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    with ExitStack() as patches:
        patches.enter_context(patch("time.time", lambda: MOMENT))
        for name, instead in (
            ("relaytui.config.offers.local_mail_log", lambda: "/var/log/mail.log"),
            ("relaytui.demo.demo.Demo", FrozenDemo),
            ("relaytui.demo.demo.new_key", same_key),
            ("relaytui.demo.door.new_key", same_key),
        ):
            patches.enter_context(patch(name, instead))
        return _console(empty="--empty" in sys.argv)


def _console(*, empty: bool) -> int:
    from relaytui.cli.console import prepare_terminal

    prepare_terminal()
    from relaytui.app import RelayApp
    from relaytui.fleet import Fleet
    from relaytui.theming import choose_theme

    look = choose_theme("mono", {}, slow=False)
    app = RelayApp(Fleet([]) if empty else None, look=look, link="fast")
    try:
        return app.run() or 0
    finally:
        if app.fleet:
            app.fleet.close()
        for close in app.closers:
            close()


if __name__ == "__main__":
    sys.exit(main())
