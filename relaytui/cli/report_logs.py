"""The files of one log, and logs that may tell of the same lines."""

from dataclasses import dataclass, field


@dataclass
class Log:
    """The files of one log, oldest first. `first` and `last`: its times, as far as they are known
    without reading it all; `hosts`: what its first lines name."""

    name: str
    files: list[str] = field(default_factory=list)
    first: float = 0.0
    last: float = 0.0
    hosts: set[str] = field(default_factory=set)


def overlapping(logs: list[Log]) -> list[list[Log]]:
    """Logs in groups: those of one host at one time may tell of the same lines."""
    groups: list[list[Log]] = []
    for log in logs:
        for group in groups:
            if any(log.hosts & one.hosts and log.first <= one.last for one in group):
                group.append(log)
                break
        else:
            groups.append([log])
    return groups
