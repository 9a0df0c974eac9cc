"""Ask hosts what doctor wants to know."""

import dataclasses
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from relaytui.doctor.answer import parse_answer, parse_root
from relaytui.doctor.case import Case
from relaytui.doctor.script import doctor_script, root_script
from relaytui.domain.host_spec import HostSpec
from relaytui.domain.text import SafeText, safe
from relaytui.engine.each_host import EachHost
from relaytui.errors import LinkError, LinkLost, RelaytuiError
from relaytui.facts.sudo_list import may_run
from relaytui.sources.places import choose_places, is_pattern
from relaytui.ssh.link import Link
from relaytui.ssh.script import Script

#: Seconds that the slowest script may take.
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Examined:
    """A host: how it was reached and what it said, or the error that says why not."""

    name: str
    case: Case | None = None
    error: RelaytuiError | None = None
    back_end: str = ""
    story: tuple[SafeText, ...] = ()
    own_address: SafeText | None = None


class Examination:
    """All hosts at once. `results` gives each as it is done: none waits for another."""

    def __init__(self, hosts: Sequence[HostSpec], *, ask_sudo: bool = False) -> None:
        self._ask_sudo = ask_sudo
        self._each = EachHost(hosts, self._examined)
        #: End all that is still running.
        self.close = self._each.close

    def results(self) -> Iterator[Examined]:
        """Every host once, the quickest first."""
        for one in self._each.results():
            yield one.gave or Examined(one.name, error=one.error)

    def _examined(self, link: Link, spec: HostSpec) -> Examined:
        return Examined(
            spec.name,
            case=look(link, spec, ask_sudo=self._ask_sudo),
            back_end=_back_end(link),
            story=tuple(safe(words, 200) for words in link.story),
            own_address=safe(link.own_address, 64) if link.own_address else None,
        )


def look(link: Link, spec: HostSpec, *, ask_sudo: bool) -> Case:
    """Ask one host: one round trip, a second one as root where sudo allows everything, and a
    third where the logs are a pattern."""
    wish = "\n".join((spec.logs, *spec.more_logs))
    begun = time.time()
    outcome = link.run(doctor_script(wish, ask_sudo=ask_sudo), timeout=PATIENCE)
    ended = time.time()
    answer = parse_answer(outcome.stdout)
    case = Case(spec.name, answer, None, wish, ask_sudo, begun, ended, target=spec.target)
    case = _as_root(link, case)
    if not (is_pattern(wish) or (spec.aggregator and wish in ("auto", "journal"))):
        return case

    def asked(script: Script, sudo: bool) -> bytes:
        if sudo and not case.root:
            return b""
        return link.run(script, sudo=sudo, timeout=PATIENCE).stdout

    return dataclasses.replace(case, places=choose_places(wish, asked))


def _as_root(link: Link, case: Case) -> Case:
    """With what only root sees, where sudo has said that a shell is allowed."""
    allowed = case.answer.sudo.allowed if case.answer.sudo else ()
    if case.is_root or not may_run(allowed, "/bin/sh -s"):
        return case
    try:
        outcome = link.run(root_script(), timeout=PATIENCE, sudo=True)
    except LinkLost:
        raise
    except LinkError as error:  # requiretty, or a sudo that changed its mind
        return dataclasses.replace(case, no_root=safe(error.reason, 200))
    return dataclasses.replace(case, root=parse_root(outcome.stdout))


def _back_end(link: Link) -> str:
    """What carries it, by the module it is in: paramiko, local, …"""
    return type(link).__module__.rpartition(".")[2].removesuffix("_link")
