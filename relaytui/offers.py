"""What the start page offers when no relay was named, and the fleet of what was chosen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from relaytui.domain.host_spec import HostSpec

if TYPE_CHECKING:
    from relaytui.fleet import Fleet

#: Seconds behind which the console passes lines over.
BEHIND = 30.0
#: Words, and the host; None for the demo.
Offer = tuple[str, HostSpec | None]
#: Makes the fleet of some hosts.
FleetMaker = Callable[[list[HostSpec]], "Fleet"]


def offers() -> list[Offer]:
    """This machine where it has a mail log, the aliases of the user's ssh, the demo."""
    from relaytui.config.offers import local_mail_log, ssh_aliases
    from relaytui.config.paths import user_ssh_config

    log = local_mail_log()
    here: list[Offer] = [(f"this machine ({log})", HostSpec(name="local"))] if log else []
    aliases = [(name, HostSpec(name=name, target=name)) for name in ssh_aliases(user_ssh_config())]
    return [*here, *aliases, ("the demo: simulated relays", None)]


def fleet_of(hosts: list[HostSpec]) -> "Fleet":
    """The console's fleet of hosts; the SSH layer is loaded when the first host is dialled."""
    from relaytui.engine.session import Wishes
    from relaytui.fleet import Fleet

    return Fleet(hosts, wishes=Wishes(behind=BEHIND, facts=True))
