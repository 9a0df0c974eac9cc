"""What cscli prints: decisions, bouncers, allowlists, as JSON and as CSV (versions 1.0 to 1.7).

`decisions list -o json` gives alerts with their decisions in them, or null; lines of its log, which
are JSON too with `-o json`, may stand before. Durations are Go's: `3h59m12.5s`, `-5s`. Pure.
"""

import csv
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe

#: Decisions or items that are taken, and characters of a word.
MOST, WORD = 500_000, 300
#: Places in an answer where a document may begin that are tried.
_TRIES = 50
_GO_PART = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)(d|h|ms|m|s|us|µs|ns)")
_GO_UNITS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0,
             "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}  # fmt: skip
_SCOPE = re.compile(r"([A-Za-z][\w -]{0,60}):(.*)", re.DOTALL)


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


def seconds_of(duration: str) -> float | None:
    """A duration of Go's; None where it is none."""
    text = duration.strip()[:100]
    sign, text = (-1.0, text[1:]) if text[:1] == "-" else (1.0, text)
    parts = _GO_PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return sign * sum(float(number) * _GO_UNITS[unit] for number, unit in parts)


def moment(text: str) -> float | None:
    """`2026-12-01T00:00:00.123456789Z`, in seconds since the epoch; Go's zero time is none."""
    try:
        found = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text.replace("Z", "+00:00")))
        return found.timestamp() if found.year > 1970 else None
    except (ValueError, OverflowError):
        return None


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
        net=_net(scope, value),
        seconds=seconds_of(str(fields.get("duration", ""))),
        simulated=fields.get("simulated") is True,
    )


def _net(scope: str, value: str) -> Net | None:
    return parse_net(value, host_bits=True) if scope.lower() in ("ip", "range") else None


def _word(fields: dict[str, Any], name: str) -> SafeText:
    value = fields.get(name)
    return safe("" if value is None else str(value), WORD)


def rows_of(text: str, first: str) -> list[dict[str, str]]:
    """The rows of `-o raw`, under the heading whose first column has this name."""
    lines = text.split("\n")
    begin = next((at for at, one in enumerate(lines) if one.startswith(f"{first},")), None)
    if begin is None:
        return []
    names = lines[begin].strip().split(",")
    found = []
    for line in lines[begin + 1 :][:MOST]:
        try:
            cells = next(csv.reader([line]), [])
        except csv.Error:
            continue
        if len(cells) > 1:
            found.append(dict(zip(names, cells, strict=False)))
    return found


def raw_decisions(text: str) -> Iterator[Decision]:
    """`-o raw`: CSV under a heading (id, source, ip, reason, action, country, as, …)."""
    for row in rows_of(text, "id"):
        whole = row.get("ip", "")
        found = None if parse_net(whole) else _SCOPE.fullmatch(whole)
        scope, value = found.groups() if found else ("Range" if "/" in whole else "Ip", whole)
        number = row.get("id", "")
        yield Decision(
            id=int(number) if number.isdecimal() and len(number) < 18 else 0,
            scope=safe(scope, WORD),
            value=safe(value, WORD),
            kind=safe(row.get("action", ""), WORD),
            origin=safe(row.get("source", ""), WORD),
            scenario=safe(row.get("reason", ""), WORD),
            net=_net(scope, value),
            seconds=seconds_of(row.get("expiration", "")),
            simulated=row.get("simulated", "").lower() == "true",
        )


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


def raw_bouncers(text: str) -> tuple[Bouncer, ...]:
    """The bouncers of `bouncers list -o raw`."""
    return tuple(
        Bouncer(
            safe(row.get("name", ""), WORD),
            safe(row.get("type", ""), WORD),
            row.get("revoked", "") not in ("validated", "false", ""),
            moment(row.get("last_pull", "")),
        )
        for row in rows_of(text, "name")
    )


def allowed_of(found: Any) -> tuple[Allowed, ...]:
    """The entries of `allowlists list -o json`, or of `allowlists inspect NAME -o json`."""
    return tuple(
        Allowed(
            _word(one, "name"),
            _word(item, "value"),
            _word(item, "description"),
            _until(_word(item, "expiration")),
        )
        for one in _objects([found] if isinstance(found, dict) else found)
        for item in _objects(one.get("items"))
    )[:MOST]


def raw_allowed(text: str) -> tuple[Allowed, ...]:
    """The entries of `allowlists inspect NAME -o raw`."""
    return tuple(
        Allowed(
            safe(row.get("name", ""), WORD),
            safe(row["value"], WORD),
            safe(row.get("comment", ""), WORD),
            _until(safe(row.get("expiration", ""), WORD)),
        )
        for row in rows_of(text, "name")
        if row.get("value")
    )


def _until(text: SafeText) -> SafeText:
    return text if moment(text) is not None else SafeText("")
