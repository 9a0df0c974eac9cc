"""What cscli prints: decisions, bouncers, allowlists, as JSON (versions 1.0 to 1.7).

`decisions list -o json` gives alerts with their decisions in them, or null; lines of its log, which
are JSON too with `-o json`, may stand before. Durations are Go's: `3h59m12.5s`, `-5s`. Pure.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.go_time import moment, seconds_of

#: Decisions or items that are taken, and characters of a word.
MOST, WORD = 500_000, 300
#: Places in an answer where a document may begin that are tried.
_TRIES = 50


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """`seconds`: how long it still holds, negative when it is over; None where that is not told."""

    id: int
    scope: SafeText
    value: SafeText
    kind: SafeText
    origin: SafeText
    scenario: SafeText
    net: Net | None
    seconds: float | None = None
    simulated: bool = False

    @property
    def expired(self) -> bool:
        """Whether it is over."""
        return self.seconds is not None and self.seconds <= 0

    @property
    def keeps_out(self) -> bool:
        """Whether a bouncer of a firewall would act on it."""
        return (
            self.kind == "ban" and self.net is not None and not self.simulated and not self.expired
        )


class Bouncer(msgspec.Struct, frozen=True):
    """Who acts on decisions; `pulled`: when it last asked for them, in seconds since the epoch."""

    name: SafeText
    kind: SafeText
    revoked: bool
    pulled: float | None


class Allowed(msgspec.Struct, frozen=True):
    """An entry of an allowlist; `until` as it is printed, empty where it never ends."""

    allowlist: SafeText
    value: SafeText
    comment: SafeText
    until: SafeText


def document(text: str) -> Any:
    """The JSON of an answer, whatever lines stand before; None for null, nothing, or none."""
    for number, at in enumerate(re.finditer(r"^(?=[\[{]|null)", text, re.MULTILINE)):
        if number >= _TRIES:
            break
        try:
            found = json.JSONDecoder().raw_decode(text, at.start())[0]
        except (ValueError, RecursionError):
            continue
        if not (isinstance(found, dict) and "level" in found and "msg" in found):
            return found
    return None


def decisions_of(found: Any) -> Iterator[Decision]:
    """Decisions out of alerts, or of a plain list of them; each once."""
    seen: set[int] = set()
    for one in _objects(found):
        nested = one.get("decisions")
        for each in _objects(nested) if "decisions" in one else [one]:
            decision = _decision(each)
            if decision and decision.id not in seen and len(seen) < MOST:
                seen.add(decision.id or -len(seen) - 1)
                yield decision


def _objects(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _decision(fields: dict[str, Any]) -> Decision | None:
    if "value" not in fields:
        return None
    number = fields.get("id")
    scope, value = _word(fields, "scope"), _word(fields, "value")
    return Decision(
        id=number if isinstance(number, int) else 0,
        scope=scope,
        value=value,
        kind=_word(fields, "type"),
        origin=_word(fields, "origin"),
        scenario=_word(fields, "scenario"),
        net=net_of(scope, value),
        seconds=seconds_of(str(fields.get("duration", ""))),
        simulated=fields.get("simulated") is True,
    )


def net_of(scope: str, value: str) -> Net | None:
    """The network that a decision of this scope means."""
    return parse_net(value, host_bits=True) if scope.lower() in ("ip", "range") else None


def _word(fields: dict[str, Any], name: str) -> SafeText:
    value = fields.get(name)
    return safe("" if value is None else str(value), WORD)


def bouncers_of(found: Any) -> tuple[Bouncer, ...]:
    """The bouncers of `bouncers list -o json`."""
    return tuple(
        Bouncer(
            _word(one, "name"),
            _word(one, "type"),
            one.get("revoked") is True,
            moment(_word(one, "last_pull")),
        )
        for one in _objects(found)
    )


def allowed_of(found: Any) -> tuple[Allowed, ...]:
    """The entries of `allowlists list -o json`, or of `allowlists inspect NAME -o json`."""
    return tuple(
        Allowed(
            _word(one, "name"),
            _word(item, "value"),
            _word(item, "description"),
            until(_word(item, "expiration")),
        )
        for one in _objects([found] if isinstance(found, dict) else found)
        for item in _objects(one.get("items"))
    )[:MOST]


def until(text: SafeText) -> SafeText:
    """An end as it is printed; empty where it is none."""
    return text if moment(text) is not None else SafeText("")
