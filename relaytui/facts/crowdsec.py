"""CrowdSec: its decisions, its bouncers, its allowlists, as cscli tells them.

`decisions list -o json` gives alerts with their decisions in them, or null; lines of its log may
stand before. What is pulled from the central service is left out of the list by cscli itself.
Without a bouncer nobody acts on a decision. Durations are Go's: `3h59m12.5s`, `-5s`.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.net import Net, parse_net
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.complaints import Meaning, meaning_of

#: Decisions that are taken, and characters of a word.
MOST, WORD = 500_000, 300

_SCRIPT = r"""
have cscli || exit 0
root decisions crowdsec cscli decisions list -o json -l 0
root bouncers crowdsec-bouncers cscli bouncers list -o json
root allowlists crowdsec-allowlists cscli allowlists list -o json
"""
_GO_PART = re.compile(r"(\d{1,12}(?:\.\d{1,9})?)(h|ms|m|s|us|µs|ns)")
_GO_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_DOWN = re.compile(r"connection refused|no such host|unable to (?:retrieve|connect)|"
                   r"dial (?:tcp|unix)|API (?:is )?(?:un|not )", re.IGNORECASE)  # fmt: skip
_FATAL = re.compile(r"(?:level=(?:fatal|error)|\bFATA|\bERRO|^Error:)\S* *(.*)", re.MULTILINE)
_UNKNOWN = re.compile(r"unknown command|unknown flag")


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


class Allowed(msgspec.Struct, frozen=True):
    """An entry of an allowlist; `until` as it is printed, empty where it never ends."""

    allowlist: SafeText
    value: SafeText
    comment: SafeText
    until: SafeText


class Crowdsec(msgspec.Struct, frozen=True):
    """`at`: when it was asked, by the host's clock. `bouncers` is None where that was not told,
    `allowed` where this version knows no allowlists."""

    decisions: tuple[Decision, ...]
    bouncers: int | None
    allowed: tuple[Allowed, ...] | None
    at: float


def seconds_of(duration: str) -> float | None:
    """A duration of Go's; None where it is none."""
    text = duration.strip()
    parts = _GO_PART.findall(text.lstrip("-"))
    if not parts or "".join(number + unit for number, unit in parts) != text.lstrip("-"):
        return None
    seconds = sum(float(number) * _GO_UNITS[unit] for number, unit in parts)
    return -seconds if text.startswith("-") else seconds


def document(answer: Answer) -> Any:
    """The JSON of an answer, whatever lines stand before; None for null, nothing, or none."""
    text = answer.text
    for at in (found.start() for found in re.finditer(r"^(?=[\[{]|null)", text, re.MULTILINE)):
        try:
            return json.JSONDecoder().raw_decode(text, at)[0]
        except (ValueError, RecursionError):
            continue
    return None


def decisions_of(found: Any) -> Iterator[Decision]:
    """Decisions out of alerts, or of a plain list of them; each once."""
    seen: set[int] = set()
    for one in found if isinstance(found, list) else ():
        if not isinstance(one, dict):
            continue
        nested = one.get("decisions")
        for each in nested if isinstance(nested, list) else [one]:
            decision = _decision(each) if isinstance(each, dict) else None
            if decision and decision.id not in seen:
                seen.add(decision.id)
                yield decision


def _decision(fields: dict[str, Any]) -> Decision | None:
    if "value" not in fields:
        return None
    number = fields.get("id")
    scope, value = _word(fields, "scope"), _word(fields, "value")
    net = parse_net(value, host_bits=True) if scope.lower() in ("ip", "range") else None
    return Decision(
        id=number if isinstance(number, int) else 0,
        scope=scope,
        value=value,
        kind=_word(fields, "type"),
        origin=_word(fields, "origin"),
        scenario=_word(fields, "scenario"),
        net=net,
        seconds=seconds_of(str(fields.get("duration", ""))),
        simulated=fields.get("simulated") is True,
    )


def _word(fields: dict[str, Any], name: str) -> SafeText:
    value = fields.get(name)
    return safe("" if value is None else str(value), WORD)


def raw_decisions(text: str) -> Iterator[Decision]:
    """`-o raw`: CSV under a heading (id, source, ip, reason, action, country, as, …)."""
    import csv

    rows = csv.DictReader(line for line in text.split("\n") if "," in line)
    for row in rows:
        scope, _, value = (row.get("ip") or "").rpartition(":")
        if ":" in scope:  # an IPv6 address: the scope ends at the first colon
            scope, _, value = (row.get("ip") or "").partition(":")
        number = row.get("id") or ""
        yield Decision(
            id=int(number) if number.isdecimal() and len(number) < 18 else 0,
            scope=safe(scope or "Ip", WORD),
            value=safe(value, WORD),
            kind=safe(row.get("action") or "", WORD),
            origin=safe(row.get("source") or "", WORD),
            scenario=safe(row.get("reason") or "", WORD),
            net=parse_net(value, host_bits=True),
            seconds=seconds_of(row.get("expiration") or ""),
            simulated=(row.get("simulated") or "").lower() == "true",
        )


def error_of(answer: Answer) -> str | None:
    """What went wrong, in a few words; None where nothing did."""
    meaning = meaning_of(answer)
    said = f"{answer.text[:2000]}\n{answer.complaint[:2000]}" if answer.status else ""
    if meaning in (Meaning.SUDO_PASSWORD, Meaning.SUDO_REFUSED, Meaning.SUDO_WRONG,
                   Meaning.NOT_FOUND, Meaning.TIMEOUT, Meaning.PERMISSION):  # fmt: skip
        return str(meaning)
    if answer.status in (0, -1):
        return None
    if _DOWN.search(said):
        return str(Meaning.NOT_RUNNING)
    found = _FATAL.search(said)
    return safe(found[1] if found else f"exit status {answer.status}", 200)


def parse_crowdsec(answers: Answers) -> Crowdsec | Absent | Failed:
    """What CrowdSec holds on a host."""
    listed = answers["decisions"]
    if not listed.ran:
        return Absent("not installed", "CrowdSec")
    if (error := error_of(listed)) is not None:
        return _failed(error)
    decisions = []
    for one in decisions_of(document(listed)):
        decisions.append(one)
        if len(decisions) == MOST:
            break
    bouncers = document(answers["bouncers"])
    known = answers["bouncers"].status == 0
    return Crowdsec(
        tuple(decisions),
        len(bouncers) if isinstance(bouncers, list) else 0 if known else None,
        _allowed(answers["allowlists"]),
        answers.now,
    )


def _failed(error: str) -> Failed:
    if error == Meaning.NOT_RUNNING:
        return Failed(
            "CrowdSec is not running: its API does not answer",
            Remedy("See why it ended, then start it", "systemctl status crowdsec"),
        )
    if error in (Meaning.PERMISSION, Meaning.SUDO_REFUSED, Meaning.SUDO_PASSWORD):
        return Failed(
            "no permission: sudo cscli",
            Remedy("Let the account read it: run `relaytui doctor HOST --sudoers read`"),
        )
    return Failed(f"cscli says: {error}", Remedy("Run it on the host", "sudo cscli decisions list"))


def _allowed(answer: Answer) -> tuple[Allowed, ...] | None:
    if answer.status != 0 or _UNKNOWN.search(answer.complaint):
        return None
    found = []
    lists = document(answer)
    for one in lists if isinstance(lists, list) else ():
        items = one.get("items") if isinstance(one, dict) else None
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                found.append(
                    Allowed(_word(one, "name"), _word(item, "value"), _word(item, "description"),
                            _word(item, "expiration"))
                )  # fmt: skip
    return tuple(found[:MOST])


CROWDSEC = Fact("crowdsec", _SCRIPT, parse_crowdsec, every=30.0)
