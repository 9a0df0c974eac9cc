"""What one host is asked, and what it has said: facts over links that come and go."""

import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

from relaytui.domain.finding import Failed, Remedy
from relaytui.domain.text import safe
from relaytui.engine.facts_script import facts_script
from relaytui.errors import LinkLost, NoAnswer
from relaytui.facts.access import ACCESS, Access
from relaytui.facts.answers import Answers, parse_told
from relaytui.facts.base import AnyFact
from relaytui.facts.containers import CONTAINERS, FoundContainer, chosen_container
from relaytui.ssh.link import Link

#: Seconds beyond the commands' own that an answer may be on its way.
ON_THE_WAY = 12.0
_AGAIN = Remedy("It is asked again; a host that is busy or out of memory answers late")


#: Something to do on a host's link, with what is known of it.
Job = Callable[[Link, "Asking"], Any]


class Asking:
    """The state of asking one host. One thread at a time may use it."""

    def __init__(self, sudo: str = "auto", container: str = "auto") -> None:
        self._sudo = sudo
        self._container = container
        self._place: FoundContainer | None = None
        self.access: Access | None = None
        #: The host's clock minus ours, in seconds; 0 where it is no more than the time that the
        #: answer took.
        self.skew = 0.0
        self._answers: dict[str, Answers] = {}
        self._sums: dict[tuple[str, str], str] = {}
        self._values: dict[str, Any] = {}

    def ask(
        self, link: Link, facts: Sequence[AnyFact], values: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """What was found, by the facts' names: a value, Absent or Failed for each of them.

        One round trip; at first another before it for what the account may do, which brings
        those facts along that ask for no right. `values` are variables for the scripts. Raises
        LinkLost.
        """
        found: dict[str, Any] = {}
        if self.access is None and ACCESS not in facts:
            plain = [] if values else [one for one in facts if one.plain and one != CONTAINERS]
            found |= self._round(link, (ACCESS, CONTAINERS, *plain), {})
            containers = found[CONTAINERS.name]
            if isinstance(containers, tuple):
                self._place = chosen_container(containers, self._container)
            facts = [one for one in facts if one.name not in found]
        return found | (self._round(link, facts, values or {}) if facts else {})

    @property
    def place(self) -> FoundContainer | None:
        """The container that the mail system is asked in; None where it is the host itself."""
        return self._place

    def forget(self) -> None:
        """The host is another one now, or has begun anew: send everything again."""
        self._answers.clear()
        self._sums.clear()

    def _round(
        self, link: Link, facts: Sequence[AnyFact], values: dict[str, str]
    ) -> dict[str, Any]:
        mark = secrets.token_hex(12)
        access = self.access or Access()
        names = {one.name for one in facts}
        sums = {key: total for key, total in self._sums.items() if key[0] in names}
        whole = "yes" if access.shell else "no"
        who = "" if self.access is None else "0" if access.root else "1"
        given = {
            "sudo": self._sudo, "whole": whole, "container": self._container, "who": who, **values,
        }  # fmt: skip
        asked = facts_script(facts, mark, access.rights, sums, self._place, given)
        begun = time.time()
        try:
            outcome = link.run(asked, timeout=sum(one.patience for one in facts) + ON_THE_WAY)
        except LinkLost:
            raise
        except NoAnswer as error:
            return {name: Failed(safe(error.reason, 200), _AGAIN) for name in names}
        told = parse_told(outcome.stdout, mark, self._answers)
        self.skew = _skew(told.clock, begun, time.time())
        found = {one.name: self._value(one, told.answers.get(one.name)) for one in facts}
        if not values:
            # A label that was not told now can't be told as "the same" the next time.
            kept = {key: one for key, one in self._sums.items() if key[0] not in told.answers}
            self._sums = kept | told.sums
            self._answers |= told.answers
        if isinstance(seen := found.get(ACCESS.name), Access):
            self.access = seen
        return found

    def _value(self, fact: AnyFact, answers: Answers | None) -> Any:
        if answers is None:
            return Failed("the answer broke off", _AGAIN)
        before = self._answers.get(fact.name)
        # The same bytes, the same value: a time left that they tell has not moved either.
        if before and before.by_label == answers.by_label and fact.name in self._values:
            return self._values[fact.name]
        try:
            value = fact.parse(answers)
        except Exception as error:  # noqa: BLE001  (the border of a host's job)
            words = safe(f"{type(error).__name__}: {error}", 200)
            return Failed(f"internal error: {words}", Remedy("Please report it"))
        self._values[fact.name] = value
        return value


def _skew(clock: float, begun: float, ended: float) -> float:
    if not clock or begun - 1.0 <= clock <= ended + 1.0:
        return 0.0
    return clock - begun if clock < begun else clock - ended
