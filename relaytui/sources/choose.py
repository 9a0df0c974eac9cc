"""Which log of a host is read. Each line is read once, so it is one log."""

from dataclasses import dataclass

from relaytui.facts.containers import chosen_container
from relaytui.sources.probe import FoundFile, HostProbe

#: A journal that is this much fresher than the file (seconds) is the one in use.
FRESHER = 300.0
#: A second log (Exim's own, beside syslog's) is read when it was written in this time (seconds).
IN_USE = 7 * 86400.0


@dataclass(frozen=True, slots=True)
class LogChoice:
    """What to read: `journal`, a path, or patterns of paths (`many`), and whether through sudo;
    or why nothing can be."""

    name: str = ""
    sudo: bool = False
    problem: str = ""
    next_step: str = ""
    many: bool = False
    #: The engine of the container whose log it is; `name` is then the container's.
    engine: str = ""

    @property
    def source(self) -> str:
        """The log as people know it."""
        return f"{self.engine} logs {self.name}" if self.engine else self.name


def choose(probe: HostProbe, wish: str = "auto", container: str = "auto") -> LogChoice:
    """The log to read; `wish` is `auto`, `journal` or a path; `container` a name, `auto` or
    `none`.

    A container that publishes a port of SMTP is the relay, and its log the relay's, unless
    the configuration says which log it is.

    The file comes first: it costs a third of the journal on the line and reads like the log
    that people grep. The journal is taken where there is no file, or where the file is old.
    """
    if container not in ("auto", "none") and wish == "auto":
        return _container(probe, container)
    relay = chosen_container(probe.containers, container)
    if relay and wish == "auto":
        return LogChoice(relay.name, relay.how == "s", engine=relay.engine)
    if wish == "journal":
        return _journal(probe)
    if wish != "auto":
        return _file(probe, [one for one in probe.files if one.path == wish], wish)
    file = max(
        probe.files, key=lambda one: (one.how != "-", one.size > 0, one.changed), default=None
    )
    journal_works = probe.journal in "rs"
    if journal_works and probe.journal_last and _old(file, probe.journal_last):
        return _journal(probe)
    if file and file.how != "-":
        return _with_others(file, probe)
    closed = next((engine for engine, how in probe.engines if how == "-"), None)
    if closed and not file and not probe.journal_last and container == "auto":
        return LogChoice(
            problem=f"no mail log, and {probe.user} may not ask {closed} for its containers",
            next_step=f"{_join(closed, probe.user)}; or say where the log is: `logs:`",
        )
    if journal_works and (probe.journal_last or not file):
        return _journal(probe)
    if file:
        return _file(probe, [file], file.path)
    if probe.journal == "-":
        return _journal(probe)
    return LogChoice(
        problem="no mail log found: no journal, and none of the usual files",
        next_step="Say where it is: `logs: {file: PATH}` for this host in the configuration",
    )


def _join(engine: str, user: str) -> str:
    """How an account gets to ask an engine. Docker's group is as good as root, so it is said."""
    return f"On the host: usermod -aG {engine} {user} (as good as root); then connect again"


def _container(probe: HostProbe, name: str) -> LogChoice:
    for one in probe.containers:
        if one.name == name:
            return LogChoice(name, one.how == "s", engine=one.engine)
    if not probe.engines:
        return LogChoice(
            problem=f"container {name}: neither docker nor podman is here",
            next_step="Correct `container:` for this host in the configuration",
        )
    engine, how = next((one for one in probe.engines if one[1] == "-"), probe.engines[0])
    if how == "-":
        return LogChoice(
            problem=f"{probe.user} may not ask {engine} for its containers",
            next_step=_join(engine, probe.user),
        )
    return LogChoice(
        problem=f"there is no running container {name}",
        next_step="Start it, or correct `container:` for this host in the configuration",
    )


def _with_others(file: FoundFile, probe: HostProbe) -> LogChoice:
    """A file, and with it the log of a mail server that writes one of its own beside syslog."""
    of_its_own = "exim" in file.path
    now = max(probe.clock or 0.0, file.changed)
    others = [
        one
        for one in probe.files
        if ("exim" in one.path) != of_its_own
        and one.how != "-" and one.size > 0 and one.changed > now - IN_USE
    ]  # fmt: skip
    if not others:
        return LogChoice(file.path, file.how == "s")
    both = [file, max(others, key=lambda one: one.changed)]
    sudo = any(one.how == "s" for one in both)
    return LogChoice("\n".join(sorted(one.path for one in both)), sudo, many=True)


def _old(file: FoundFile | None, journal_last: float) -> bool:
    return file is None or file.how == "-" or file.changed + FRESHER < journal_last


def _journal(probe: HostProbe) -> LogChoice:
    if probe.journal in ("r", "s"):
        return LogChoice("journal", probe.journal == "s")
    if probe.journal == "!":
        return LogChoice(
            problem="this host has no journal",
            next_step="Say where its log is: `logs: {file: PATH}` in the configuration",
        )
    return LogChoice(
        problem=f"{probe.user} may not read the journal",
        next_step=f"On the host: usermod -aG systemd-journal {probe.user}; then connect again",
    )


def _file(probe: HostProbe, found: list[FoundFile], path: str) -> LogChoice:
    if not found:
        return LogChoice(
            problem=f"there is no {path}",
            next_step="Correct `logs:` for this host in the configuration",
        )
    file = found[0]
    if file.how != "-":
        return LogChoice(path, file.how == "s")
    group = file.owner.partition(":")[2]
    if len(file.mode) > 4 and file.mode[4] == "r" and group not in ("root", "wheel"):
        step = f"On the host: usermod -aG {group} {probe.user}; then connect again"
    else:
        step = f"On the host: setfacl -m u:{probe.user}:r {path}; and give the same to new logs"
    return LogChoice(
        problem=f"{probe.user} may not read {path} ({file.owner} {file.mode})", next_step=step
    )
