"""What the commands that show facts share: ask all hosts, say what failed, end as promised."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from relaytui.cli.hosts import needed_hosts
from relaytui.cli.telling import tell
from relaytui.domain.finding import Absent, Failed
from relaytui.domain.host_spec import HostSpec
from relaytui.engine.asking import Asking
from relaytui.engine.each_host import EachHost
from relaytui.errors import UsageError
from relaytui.facts.base import AnyFact, HostFacts
from relaytui.ssh.link import Link


class Gathered:
    """The facts of all hosts that could be asked, in the order in which they were named;
    `failed` of `hosts` could not, which stderr tells."""

    def __init__(self, args: argparse.Namespace, facts: Sequence[AnyFact]) -> None:
        hosts = [one for one in needed_hosts(args) if not one.aggregator]
        if not hosts:
            raise UsageError(
                "only hosts that hold the logs of others are named", "Name the relays themselves"
            )
        self.hosts = [one.name for one in hosts]
        self.facts: dict[str, HostFacts] = {}
        self.failed = 0
        self._gather(hosts, facts)

    def _gather(self, hosts: list[HostSpec], facts: Sequence[AnyFact]) -> None:
        def job(link: Link, spec: HostSpec) -> HostFacts:
            return HostFacts(Asking(spec.sudo, spec.container).ask(link, facts))

        each = EachHost(hosts, job)
        found: dict[str, HostFacts] = {}
        try:
            for one in each.results():
                if one.gave is None:
                    self.failed += 1
                    tell(f"{one.name}: {one.error}")
                else:
                    found[one.name] = one.gave
        finally:
            each.close()
        self.facts = {name: found[name] for name in self.hosts if name in found}

    def status(self, answered: int) -> int:
        """The exit status, when so many hosts had an answer to what was asked: 0 all of them,
        3 none, 4 some."""
        if answered == len(self.hosts):
            return 0
        return 4 if answered else 3


def iso(seconds: float | None) -> str | None:
    """A moment as `2026-11-25T03:33:06+00:00`."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(round(seconds), UTC).isoformat()
    except (ValueError, OverflowError, OSError):  # a host may say any number
        return None


def finding_object(found: Any) -> dict[str, Any] | None:
    """Why there is no value, as an object: `absent`, or `failed` and what to do; None for one."""
    if isinstance(found, Absent):
        return {"absent": found.words}
    if isinstance(found, Failed):
        fields = {"failed": found.reason}
        if found.remedy:
            fields["do"] = found.remedy.words
            if found.remedy.command:
                fields["command"] = found.remedy.command
        return fields
    return None


def tell_failed(relay: str, found: Failed) -> None:
    """Say on stderr why something can't be seen, and what to do."""
    about = f"{found.about}: " if found.about else ""
    step = f". {found.remedy.words}" if found.remedy else ""
    command = f": {found.remedy.command}" if found.remedy and found.remedy.command else ""
    tell(f"{relay}: {about}{found.reason}{step}{command}")
