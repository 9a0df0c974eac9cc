"""From which address a host sees us."""

from typing import Protocol

from relaytui.domain.text import safe
from relaytui.ssh.link import Outcome
from relaytui.ssh.script import Script, script


class _Asked(Protocol):
    def run(self, script: Script, *, timeout: float = 20.0, sudo: bool = False) -> Outcome:
        """See Link."""


def asked_address(link: _Asked) -> str | None:
    """The address in the host's own words: behind a router no socket here knows it.

    None when the host does not say. Raises what `Link.run` does.
    """
    answer = link.run(script("own-address", "printf '%s' \"${SSH_CONNECTION%% *}\""), timeout=15.0)
    words = safe(answer.stdout.decode("ascii", "replace").strip(), 64)
    return str(words) if words else None
