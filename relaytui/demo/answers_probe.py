"""What the script of sources/probe.py prints."""

from relaytui.demo.host import Reply, SimulatedHost, Values


def _how(host: SimulatedHost, how: str) -> str:
    return "-" if how == "s" and not host.sudo else how


def _probe(host: SimulatedHost, values: Values) -> Reply:
    host.advance()
    lines = [
        f"clock {host.clock():.9f} +0000",
        "zone Etc/UTC",
        "user demo",
        "groups demo adm systemd-journal",
    ]
    for path in values["files"].split("\n"):
        if path in host.files:
            log = host.files[path]
            current = log.current
            stat = f"{current.changed:.0f} {current.size} root:adm -rw-r-----"
            lines.append(f"file {path} {_how(host, log.how)} {stat}")
    if host.journal is None:
        lines.append("journal !")
    else:
        lines.append(f"journal {_how(host, host.journal.how)} {host.journal.last_time:.6f}")
    return "".join(f"{line}\n" for line in lines).encode(), b"", 0


ANSWERS = {"log-probe": _probe}
