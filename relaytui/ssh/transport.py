"""Which back end reaches a host: Paramiko, unless its configuration needs the `ssh` program."""

import shutil

from relaytui.domain.host_spec import HostSpec
from relaytui.domain.text import safe
from relaytui.errors import NotSupported
from relaytui.ssh.config import ResolvedHost, needs_openssh

#: Ways to log in that need somebody to type; no back end has them.
_TYPED = {"password", "keyboard-interactive"}


def reason_for_openssh(spec: HostSpec, host: ResolvedHost) -> str:
    """Why the host is reached by `ssh`, for people; empty: Paramiko does.

    A host is never dialled in another way than its configuration says: NotSupported where no
    back end that may be used can do it.
    """
    needs = needs_openssh(host)
    methods = set(host.settings.get("preferredauthentications", [""])[0].split(","))
    if needs and methods - {""} and methods <= _TYPED:
        raise _refused(host, needs, "Use an account with a key")
    if spec.transport == "paramiko":
        if needs:
            raise _refused(host, needs, "Set `transport: auto`, so that `ssh` is used")
        return ""
    reason = "transport: ssh" if spec.transport == "ssh" else needs
    if reason and not shutil.which("ssh"):
        raise _refused(host, f"the `ssh` program ({reason})", "Install openssh-client")
    return reason


def _refused(host: ResolvedHost, needs: str, step: str) -> NotSupported:
    return NotSupported(
        f"{host.alias} needs {safe(needs, 100)}, which is not built in",
        f"It was not dialled. {step}",
    )
