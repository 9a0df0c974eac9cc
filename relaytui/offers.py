"""What the start page offers when no relay was named."""

from relaytui.domain.host_spec import HostSpec

#: Words, and the host; None for the demo.
Offer = tuple[str, HostSpec | None]


def offers() -> list[Offer]:
    """This machine where it has a mail log, the aliases of the user's ssh, the demo."""
    from relaytui.config.offers import local_mail_log, ssh_aliases
    from relaytui.config.paths import user_ssh_config

    log = local_mail_log()
    here: list[Offer] = [(f"this machine ({log})", HostSpec(name="local"))] if log else []
    aliases = [(name, HostSpec(name=name, target=name)) for name in ssh_aliases(user_ssh_config())]
    return [*here, *aliases, ("the demo: simulated relays", None)]
