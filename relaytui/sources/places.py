"""Where the logs of several relays, or several logs of one, stand on a host."""

from collections.abc import Callable
from dataclasses import dataclass

from relaytui.domain.text import safe
from relaytui.sources.choose import LogChoice
from relaytui.sources.files_script import PATHS, PLACES
from relaytui.ssh.script import Script, script

#: Where central rsyslog and syslog-ng hosts write by the usual examples: a file a host first,
#: then one for all. The first that has files is taken.
CENTRAL = (
    "/var/log/remote/*/mail.log",
    "/var/log/remote/*/maillog",
    "/var/log/remote/*/mail",
    "/var/log/hosts/*/mail.log",
    "/var/log/rsyslog/*/mail.log",
    "/var/log/syslog-ng/*/mail.log",
    "/var/log/HOSTS/*/mail.log",
    "/var/log/remote/*-mail.log",
    "/var/log/remote/*.mail.log",
    "/var/log/remote/mail.log",
    "/var/log/remote/maillog",
)


#: Where systemd-journal-remote keeps the journals of other hosts (systemd-journal-remote(8)).
REMOTE = "/var/log/journal/remote/*.journal"


@dataclass(frozen=True, slots=True)
class Place:
    """A pattern: how many of its files can be read, and how many there are."""

    pattern: str
    readable: int
    there: int


def is_pattern(wish: str) -> bool:
    """Whether a wish names more than one file."""
    return "\n" in wish or any(sign in wish for sign in "*?[")


def places_script(patterns: str) -> Script:
    """The script `log-places`; patterns a line each."""
    return script("log-places", PLACES, patterns=patterns)


def parse_places(stdout: bytes) -> list[Place]:
    """Its answer."""
    found = []
    for line in stdout.decode("utf-8", "surrogateescape").split("\n"):
        words = line.split(" ", 2)
        if len(words) == 3 and words[0].isdecimal() and words[1].isdecimal():
            found.append(Place(words[2], int(words[0][:9]), int(words[1][:9])))
    return found


def paths_script(patterns: str) -> Script:
    """The script `log-paths`: the readable files of some patterns."""
    return script("log-paths", f"{PATHS}paths\n", patterns=patterns)


def parse_paths(stdout: bytes) -> list[str]:
    """Its answer."""
    return stdout.decode("utf-8", "surrogateescape").split("\n")[:-1]


def choose_places(wish: str, ask: Callable[[Script, bool], bytes]) -> LogChoice | None:
    """What to read of `wish` (patterns, or `auto`: the usual ones of a central host).

    `ask` runs a script (True: by sudo, which is tried only where nothing is readable without).
    None where `auto` finds nothing: then the host's own log holds all. `journal` is what
    systemd-journal-remote takes in.
    """
    patterns = {"auto": "\n".join((*CENTRAL, REMOTE)), "journal": REMOTE}.get(wish, wish)
    for sudo in (False, True):
        places = parse_places(ask(places_script(patterns), sudo))
        readable = [one for one in places if one.readable]
        if readable and readable[0].pattern == REMOTE:
            return LogChoice("journal", sudo)
        if readable and wish == "auto":
            return LogChoice(readable[0].pattern, sudo, many=True)
        if readable:
            return LogChoice(wish, sudo, many=True)
        if wish == "auto" and not any(one.there for one in places):
            return None
    if wish == "auto":
        return None
    if wish == "journal":
        return _no_remote_journal(places)
    where = str(safe(wish.replace("\n", ", "), 200))
    return LogChoice(
        problem=f"no file of {where} can be read",
        next_step="Look at the pattern and at the rights: ls -l on the host, as this account",
    )


def _no_remote_journal(places: list[Place]) -> LogChoice:
    if any(one.there for one in places):
        return LogChoice(
            problem="the journals of other hosts can't be read",
            next_step="On the host: usermod -aG systemd-journal-remote ACCOUNT; connect again",
        )
    return LogChoice(
        problem=f"no journal of another host is there ({REMOTE})",
        next_step="Say where the logs are: `logs: {file: PATTERN}` in the configuration",
    )
