"""Fact: whom CrowdSec's decisions keep out, who acts on them, and whom its allowlists spare.

What is pulled from the central service is left out of the list by cscli itself. Without a bouncer
nobody acts on a decision. Each run of cscli is 40 to 200 ms on the host, and some more in its API,
so decisions are asked for twice a minute, or when its service has come or gone; lists that seldom
change are asked for seldom.
"""

from functools import lru_cache

import msgspec

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.facts import crowdsec_said as said
from relaytui.facts import crowdsec_words as words
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.complaints import Meaning
from relaytui.facts.crowdsec_words import Allowed, Bouncer, Decision
from relaytui.facts.paced import PACED

__all__ = ["CROWDSEC", "Allowed", "Bouncer", "Crowdsec", "Decision"]

_SCRIPT = f"""
have cscli || exit 0
{PACED}
ahead=60 lives=-
for unit in /sys/fs/cgroup/system.slice/crowdsec.service \\
  /sys/fs/cgroup/systemd/system.slice/crowdsec.service
do [ ! -d "$unit" ] || lives=1; done
kept_at=$now
if paced decisions "$lives" 25 crowdsec cscli decisions list -o json -l 0; then kept_at=$now; fi
give when 0 "$kept_at"
paced bouncers - 120 crowdsec-bouncers cscli bouncers list -o json
retry=600
paced allowlists - 300 crowdsec-allowlists cscli allowlists list -o json
settle
"""
#: Seconds without a pull after which a bouncer may be down.
SILENT = 3600.0


class Crowdsec(msgspec.Struct, frozen=True):
    """`at`: when it was asked, by the host's clock. `bouncers` is the number of those that may
    act, None where that was not told; `silent`, how many of them have not asked for an hour.
    `allowed` is None where this version knows no allowlists."""

    decisions: tuple[Decision, ...]
    bouncers: int | None
    allowed: tuple[Allowed, ...] | None
    at: float
    silent: int = 0


def parse_crowdsec(answers: Answers) -> Crowdsec | Absent | Failed:
    """What CrowdSec holds on a host."""
    if not answers["owed"].ran:
        return Absent("not installed", "CrowdSec")
    listed = answers["decisions"]
    if not listed.ran:
        return Failed("CrowdSec was not asked yet", Remedy("It is asked again in some seconds"))
    if (error := said.error_of(listed)) is not None and listed.status != 0:
        return _failed(error)
    bouncers = _bouncers(answers["bouncers"])
    acting = [one for one in bouncers or () if not one.revoked]
    silent = [one for one in acting if one.pulled is None or one.pulled < answers.now - SILENT]
    return Crowdsec(
        _decisions(listed.stdout),
        None if bouncers is None else len(acting),
        _allowed(answers["allowlists"]),
        _when(answers),
        len(silent),
    )


# A look that has brought nothing new gives the same bytes, so they are read once.
@lru_cache(maxsize=64)
def _decisions(stdout: bytes) -> tuple[Decision, ...]:
    return tuple(words.decisions_of(words.document(Answer(0, stdout).text)))


def _when(answers: Answers) -> float:
    """When the decisions were asked for: their durations count from then on."""
    text = answers["when"].text.strip()
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 13 else answers.now


def _bouncers(answer: Answer) -> tuple[Bouncer, ...] | None:
    return words.bouncers_of(words.document(answer.text)) if answer.status == 0 else None


def _allowed(answer: Answer) -> tuple[Allowed, ...] | None:
    return words.allowed_of(words.document(answer.text)) if answer.status == 0 else None


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


CROWDSEC = Fact("crowdsec", _SCRIPT, parse_crowdsec, every=10.0)
