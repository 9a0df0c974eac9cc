"""rspamd's ratelimit module: its buckets by name, as `rspamadm configdump -j ratelimit` tells.

The command reads all of rspamd's configuration, which takes it about a second; its complaints
about files that only rspamd itself may read are no matter. Source: rspamd's ratelimit module.
"""

import json
from dataclasses import dataclass
from typing import Any

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.complaints import Meaning, meaning_of

_NONE = SafeText("")
#: Buckets that are taken.
_MOST = 200

# As root it would write rspamd's caches anew, so it runs as nobody then.
_SCRIPT = """
nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
if have rspamadm; then
  if [ "$uid" != 0 ]; then ask ratelimit rspamadm configdump -j ratelimit
  elif have setpriv; then
    ask ratelimit $nobody rspamadm configdump -j ratelimit
  else ask as-root echo yes
  fi
fi
"""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket: `name` and `selector` say what it counts, `rate` how quickly it runs empty (as
    it is written: `20 / 1min`), `burst` how much it holds."""

    name: SafeText
    rate: SafeText
    burst: float | None = None
    selector: SafeText = _NONE


def parse_rspamd_limits(answers: Answers) -> tuple[Bucket, ...] | Absent | Failed:
    """The buckets; none where the module has none."""
    if answers["as-root"].ran:
        remedy = Remedy("Log in as another account, or install setpriv (util-linux)")
        return Failed("rspamadm would write files as root", remedy, "rspamd limits")
    answer = answers["ratelimit"]
    if not answer.ran:
        return Absent("no rspamd", "rspamd limits")
    dumped = _object(answer.text)
    if dumped is None:
        if "not found" in (answer.text + answer.complaint).lower():
            return ()
        meaning = meaning_of(answer)
        why = "no permission: " if meaning is Meaning.PERMISSION else ""
        words = safe(answer.complaint.split("\n")[-1], 200) or "it says nothing"
        remedy = Remedy("See what it says on the host", "rspamadm configdump -j ratelimit")
        return Failed(safe(f"{why}rspamadm configdump ({words})", 300), remedy, "rspamd limits")
    rates = dumped.get("rates")
    found: list[Bucket] = []
    for name, said in rates.items() if isinstance(rates, dict) else ():
        if isinstance(said, dict):
            found += _buckets(str(name), said)
        elif isinstance(said, str | int | float | list):
            found.append(Bucket(safe(str(name), 60), safe(_rate(said), 60)))
    return tuple(found[:_MOST])


def _object(text: str) -> dict[str, Any] | None:
    """The JSON object among other words; `configdump` may put the section around it."""
    start = text.find("{")
    try:
        found = json.JSONDecoder().raw_decode(text, start)[0] if start >= 0 else None
    except (ValueError, RecursionError):
        return None
    if isinstance(found, dict) and isinstance(found.get("ratelimit"), dict):
        found = found["ratelimit"]
    return found if isinstance(found, dict) else None


def _buckets(name: str, said: dict[str, Any]) -> list[Bucket]:
    """One rate: `bucket` is one, or a list of them; a word of text is a rate by itself."""
    buckets = said.get("bucket", said.get("buckets"))
    selector = safe(str(said.get("selector", "")), 100)
    found = []
    for one in buckets if isinstance(buckets, list) else [buckets]:
        if isinstance(one, dict):
            burst = one.get("burst")
            found.append(
                Bucket(
                    safe(name, 60),
                    safe(_rate(one.get("rate", "")), 60),
                    float(burst) if isinstance(burst, int | float) else None,
                    selector,
                )
            )
        elif isinstance(one, str):
            found.append(Bucket(safe(name, 60), safe(one, 60), None, selector))
    return found


def _rate(said: Any) -> str:
    """A rate as it is written; `[burst, leak a second]` is the old form."""
    if isinstance(said, list):
        return " / ".join(str(one) for one in said[:2])
    if isinstance(said, float):
        return f"{said:g} / s"
    return str(said)


RSPAMD_LIMITS = Fact(
    "rspamd_limits", _SCRIPT, parse_rspamd_limits, every=900.0, mail=True, patience=10.0
)
