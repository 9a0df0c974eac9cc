"""The words that `ssh` is started with: the user's configuration, and what we insist on."""

from pathlib import Path

from relaytui.domain.host_spec import HostSpec
from relaytui.ssh.config import ResolvedHost, parse_target
from relaytui.ssh.dial import CONNECT_TIMEOUT
from relaytui.ssh.keepalive import INTERVAL, QUESTIONS

#: Whatever the configuration says. Nothing is forwarded, run here or asked at a terminal; the
#: connection is this process's alone and ends with it; known_hosts is only appended to.
_ALWAYS = {
    "BatchMode": "yes",
    "ClearAllForwardings": "yes",
    "PermitLocalCommand": "no",
    "RemoteCommand": "none",
    "EscapeChar": "none",
    "ControlPersist": "no",
    "UpdateHostKeys": "no",
    # Below it, ssh keeps the reason to itself when it gives up.
    "LogLevel": "INFO",
}


def master_words(spec: HostSpec, host: ResolvedHost, folder: Path) -> list[str]:
    """The command that makes and holds the connection; its socket is `mux` in the folder, and
    its own words go to `log` there."""
    options = dict(_ALWAYS)
    if "forkafterauthentication" in host.settings:  # older ones do not know it
        options["ForkAfterAuthentication"] = "no"
    if not host.connect_timeout:
        options["ConnectTimeout"] = f"{CONNECT_TIMEOUT:.0f}"
    if not host.alive_interval:
        options["ServerAliveInterval"] = f"{INTERVAL:.0f}"
        options["ServerAliveCountMax"] = str(QUESTIONS)
    options |= _overrides(spec)
    words = ["ssh", "-M", "-N", "-T", "-a", "-x", "-S", str(folder / "mux")]
    words += ["-E", str(folder / "log")]
    words += [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    return [*words, *_target(spec)]


def _overrides(spec: HostSpec) -> dict[str, str]:
    options = {}
    if spec.identity_file:
        options["IdentityFile"] = _file(spec.identity_file)
        options["IdentitiesOnly"] = "yes"
        options["IdentityAgent"] = "none"
    if spec.known_hosts:
        options["UserKnownHostsFile"] = _file(spec.known_hosts)
        options["GlobalKnownHostsFile"] = "none"
    if spec.accept_new:
        options["StrictHostKeyChecking"] = "accept-new"
    return options


def _target(spec: HostSpec) -> list[str]:
    target = parse_target(spec.target)
    words = ["-F", spec.ssh_config] if spec.ssh_config else []
    words += ["-l", target.user] if target.user else []
    words += ["-p", str(target.port)] if target.port else []
    return [*words, "--", target.host]


def _file(path: str) -> str:
    """A file's name as a value: in quotes, and its `%` no token."""
    quoted = path.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{quoted}"'
