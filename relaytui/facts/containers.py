"""The containers of a host, and which of them takes its mail.

A server in a container is asked within it; the firewall and the packages stay the host's.
"""

import re
from dataclasses import dataclass

from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact

#: What may be the name of a container; such a name is no option and needs no quotes.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")
ENGINES = ("docker", "podman")
#: Ports of SMTP, as a relay publishes them out of a container.
MAIL_PORTS = frozenset({25, 465, 587})
_PUBLISHED = re.compile(r":(\d{1,5})(?:-(\d{1,5}))?->")


#: Says `engine ENGINE HOW` and `container ENGINE HOW NAME PORTS`: HOW is `r`, `s` with sudo only,
#: `-` not at all. sudo is tried only where `$container` names one that is not seen without: podman
#: shows each account its own containers only.
LOOK_FOR_CONTAINERS = r"""
for engine in docker podman; do
  [ "$container" != none ] && command -v $engine >/dev/null 2>&1 || continue
  how=r
  seen=$($engine ps --format '{{.Names}} {{.Ports}}' 2>/dev/null </dev/null) || { how=-; seen=; }
  case "
$seen" in
  *"
$container "*) ;;
  *) [ "$container" = auto ] || ! sudo -n true >/dev/null 2>&1 || {
      roots=$(sudo -n $engine ps --format '{{.Names}} {{.Ports}}' 2>/dev/null </dev/null) &&
      how=s seen=$roots; } ;;
  esac
  printf 'engine %s %s\n' $engine "$how"
  printf '%s\n' "$seen" | head -n 200 | while read -r name ports; do
    [ -n "$name" ] && printf 'container %s %s %s %s\n' $engine "$how" "$name" "$ports"
  done
done
"""


@dataclass(frozen=True, slots=True)
class FoundContainer:
    """A running container: its engine, `how` as a file's, and the ports of the host that lead
    into it."""

    engine: str
    how: str
    name: str
    ports: frozenset[int]

    @property
    def takes_mail(self) -> bool:
        """Whether it publishes a port of SMTP."""
        return bool(self.ports & MAIL_PORTS)


def parse_container(rest: str) -> list[FoundContainer]:
    """`docker r mail 0.0.0.0:25->25/tcp, [::]:587-588->587-588/tcp`."""
    engine, how, name, ports = [*rest.split(" ", 3), "", "", ""][:4]
    if not NAME.fullmatch(name) or engine not in ENGINES:
        return []
    published: set[int] = set()
    for first, last in _PUBLISHED.findall(ports[:4000]):
        published |= {port for port in MAIL_PORTS if int(first) <= port <= int(last or first)}
    return [FoundContainer(engine, how, name, frozenset(published))]


def chosen_container(containers: tuple[FoundContainer, ...], wanted: str) -> FoundContainer | None:
    """The container that is the relay: the named one, or for `auto` one that takes mail."""
    for one in containers:
        if one.name == wanted or (wanted == "auto" and one.takes_mail):
            return one
    return None


def parse_containers(answers: Answers) -> tuple[FoundContainer, ...]:
    """Those that this account may see."""
    lines = answers["containers"].lines[:400]
    found = (
        parse_container(line.partition(" ")[2]) for line in lines if line.startswith("container ")
    )
    return tuple(one for each in found for one in each)


CONTAINERS = Fact(
    "containers",
    "look() {\n" + LOOK_FOR_CONTAINERS + "}\nlimit= ask containers look",
    parse_containers,
    every=60.0,
)
