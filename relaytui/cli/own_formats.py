"""The user's own log formats, for the commands that read logs."""

import os
from collections.abc import Callable

from relaytui.config.paths import user_formats

#: Commands that read logs.
READERS = frozenset({"tail", "parse", "why", "rates", "trace"})


def use_own_formats(tell: Callable[[str], None]) -> None:
    """Try them and put them to use; nothing is loaded where there are none."""
    if os.path.isdir(user_formats()):
        from relaytui.formats.load import use_formats

        use_formats(tell)
