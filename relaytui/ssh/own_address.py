"""From which address a host sees us."""

from relaytui.domain.text import safe
from relaytui.ssh.link import Link
from relaytui.ssh.script import script


def own_address(link: Link) -> str | None:
    """The address in the host's own words: behind a router no socket here knows it.

    None when the host does not say. Raises what `Link.run` does, so a login without a shell is
    noticed by it.
    """
    answer = link.run(script("own-address", "printf '%s' \"${SSH_CONNECTION%% *}\""), timeout=15.0)
    words = safe(answer.stdout.decode("ascii", "replace").strip(), 64)
    return str(words) if words else None
