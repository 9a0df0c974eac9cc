"""CrowdSec's engine, its local API and its bouncers: logrus lines, in a file or in syslog."""

import re

from relaytui.domain.event import Event
from relaytui.logs.base import LogFormat
from relaytui.logs.own_files import logrus_line
from relaytui.logs.scan import number_at, say, take_target

_ERRORS = frozenset({"error", "fatal", "panic"})
_PART = re.compile(r"(\d{1,9})(ms|µs|us|ns|h|m|s)")
_SECONDS = {"h": 3600, "m": 60, "s": 1}
#: `Ip 192.0.2.1 performed 'crowdsecurity/postfix-spam' (6 events over 2s) at …`
_PERFORMED = re.compile(r"(?:Ip|Range) (\S{2,50}) performed '([^']{1,200})'")
_DECISION = re.compile(
    r"(-?[0-9][0-9hmsµun.]{1,40}) (?:\(simulat\w{1,3}(?: alert| decision)?\) )?(\w{2,20}) on"
    r" (Ip|ip|Range|range) (\S{2,50})$"
)
_STATES = (
    ("Crowdsec v", "start"),
    ("Starting crowdsec", "start"),
    ("Crowdsec engine shutting down", "stop"),
    ("SIGTERM received", "stop"),
    ("shutting down", "stop"),
    ("serve: shutting down", "stop"),
    ("Starting processing data", "start"),
    ("SIGHUP received", "reload"),
    ("reload is finished", "reload"),
    ("Starting crowdsec-firewall-bouncer", "start"),
    ("crowdsec-firewall-bouncer v", "start"),
)


def parse(event: Event, message: str) -> bool:
    """Fill an event from a logrus line or from its `msg` alone."""
    if message.startswith(('time="', '{"')) and (fields := logrus_line(message)):
        event.severity, message = fields.level, fields.message
    event.reason = message
    if not (_decision(event, message) or _performed(event, message) or _state(event, message)):
        if event.severity in _ERRORS:
            event.kind = "error"
        elif event.severity in ("warning", "warn"):
            event.kind, event.severity = "warning", "warning"
    return True


def _decision(event: Event, text: str) -> bool:
    """`(MACHINE/ORIGIN) SCENARIO by ip A (CC/ASN) : 4h ban on Ip A`, and numbers of decisions."""
    before, colon, after = text.rpartition(" : ")
    found = _DECISION.match(after) if colon else None
    if found is None:
        return _counted(event, text)
    event.kind = "ban"
    if "(simulat" in after:
        event.kind, event.offence = "offence", "simulated"
    take_target(event, found[4])
    scenario = before.partition(") ")[2].partition(" by ")[0]
    say(
        event,
        scenario=scenario or None,
        duration_seconds=go_seconds(found[1]),
        decision=found[2] if found[2] != "ban" else None,
    )
    return True


def _counted(event: Event, text: str) -> bool:
    """`2 decisions added` of a bouncer: the engine's line is the one that counts."""
    number, _, rest = text.partition(" ")
    kinds = {
        "decision added": "ban",
        "decisions added": "ban",
        "decision deleted": "unban",
        "decisions deleted": "unban",
        "decision(s) deleted": "unban",
    }
    if not number.isdecimal() or rest not in kinds:
        return False
    event.kind, event.count = kinds[rest], number_at(number, 0)
    event.duplicate = rest != "decision(s) deleted"
    return True


def _performed(event: Event, text: str) -> bool:
    found = _PERFORMED.match(text)
    if found is None:
        return False
    event.kind = "offence"
    take_target(event, found[1])
    say(event, scenario=found[2])
    return True


def _state(event: Event, text: str) -> bool:
    for start, action in _STATES:
        if text.startswith(start):
            event.kind, event.action = "service", action
            if start.endswith(" v"):
                event.version = text[len(start) :].partition("-")[0].partition(" ")[0]
            return True
    return False


def go_seconds(text: str) -> int | None:
    """Seconds of a Go duration such as `4h`, `3h59m50.5s`, `-1m0s`; fractions are cut."""
    words = text.removeprefix("-")
    total = sum(
        int(number) * _SECONDS.get(unit, 0)
        for number, unit in _PART.findall(re.sub(r"\.\d{1,12}", "", words))
    )
    return -total if text.startswith("-") else total


FORMAT = LogFormat(
    "crowdsec",
    frozenset({"crowdsec", "cscli", "crowdsec-firewall-bouncer", "crowdsec-custom-bouncer"}),
    parse,
)
