"""A link to a host: over SSH, or to this machine itself.

Paramiko is imported when a connection is made, in the host's own thread: it costs 0.2 to 0.4 s
that nobody has to wait for.
"""

from collections.abc import Callable

from relaytui.domain.host_spec import HostSpec
from relaytui.ssh.host_key import HostKeyQuestion
from relaytui.ssh.link import Link
from relaytui.ssh.passphrase import AskPassphrase, PassphraseQuestion

__all__ = ["AskPassphrase", "HostKeyQuestion", "PassphraseQuestion", "connect", "connect_plain"]


def connect(
    spec: HostSpec,
    *,
    ask: Callable[[HostKeyQuestion], bool],
    on_state: Callable[[str], None],
    on_quiet: Callable[[float], None],
    stopped: Callable[[], bool],
    ask_passphrase: AskPassphrase | None = None,
    wished: float | None = None,
) -> Link:
    """A connected link; the calling thread serves it. Raises LinkError of every kind.

    `ask` decides on an unknown host key, `ask_passphrase` gives that of a key file (None: nobody
    can be asked), `wished` is when the user wished for it (monotonic seconds; None: now),
    `on_state` hears what is being done, `on_quiet` for how many seconds a host has not answered
    (0: it does again).
    """
    if spec.local:
        from relaytui.ssh.local_link import LocalLink

        return LocalLink(spec.name)
    on_state("reading the ssh configuration")
    from relaytui.ssh.config import resolve

    host = resolve(spec)
    from relaytui.ssh.transport import reason_for_openssh

    if reason := reason_for_openssh(spec, host):
        from relaytui.ssh.openssh_link import connect_openssh

        return connect_openssh(
            spec, host, reason, on_state=on_state, on_quiet=on_quiet, stopped=stopped
        )
    from relaytui.ssh.paramiko_link import connect_paramiko
    from relaytui.ssh.reach import Hooks

    return connect_paramiko(host, Hooks(ask, on_state, stopped, ask_passphrase, wished), on_quiet)


def connect_plain(spec: HostSpec, stopped: Callable[[], bool]) -> Link:
    """A connected link without anybody to ask: an unknown host key is not taken, and a key file
    that has a passphrase is used where it was unlocked before. Raises LinkError."""
    return connect(
        spec,
        ask=lambda question: False,
        on_state=lambda words: None,
        on_quiet=lambda seconds: None,
        stopped=stopped,
    )
