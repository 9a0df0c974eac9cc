"""rspamd's maps of addresses: multimap's rules of type ip, whitelisted_ip of the modules, and
the networks that it takes for its own.

`rspamadm configdump -j` prints the sections one after the other, as they hold. It reads all of
rspamd's configuration, which takes it about a second; its complaints about files that only rspamd
itself may read are no matter. Source: rspamd's multimap module.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.complaints import Meaning, meaning_of
from relaytui.facts.file_texts import TEXT, FileText, file_texts

SECTIONS = ("multimap", "options", "ratelimit", "greylist")

_SCRIPT = (
    TEXT
    + r"""
have rspamadm || exit 0
nobody=
if [ "$uid" = 0 ]; then
  have setpriv || { ask as-root echo yes; exit 0; }
  nobody='setpriv --reuid=65534 --regid=65534 --clear-groups'
fi
ask sections $nobody rspamadm configdump -j SECTIONS
for path in $($nobody rspamadm configdump -j multimap ratelimit greylist 2>/dev/null |
  grep -E '"map"|"whitelisted_ip"|^ *"[^"]*",*$' | grep -oE '"([a-z+]*file://)?/[^" ;]+"' |
  sed 's/^"//; s/"$//; s/^[a-z+]*file:\/\///'); do
  case $path in *.zst|*.hs|*.sock*) ;; *) text "$path" ;; esac
done
""".replace("SECTIONS", " ".join(SECTIONS))
)
#: Sources of one rule that are taken.
_MOST = 100


@dataclass(frozen=True, slots=True)
class AddressMap:
    """Where addresses are listed: `words` say what asks them, `sources` are files, addresses or
    web addresses. `blocks`: a rule that adds to the score or rejects; None: it adds nothing."""

    words: SafeText
    sources: tuple[str, ...]
    blocks: bool | None
    on: bool = True


@dataclass(frozen=True, slots=True)
class RspamdMaps:
    """The maps, and the files that they name."""

    maps: tuple[AddressMap, ...]
    files: dict[str, FileText] = field(default_factory=dict)


def parse_rspamd_maps(answers: Answers) -> RspamdMaps | Absent | Failed:
    """The maps of a host's rspamd."""
    if answers["as-root"].ran:
        remedy = Remedy("Log in as another account, or install setpriv (util-linux)")
        return Failed("rspamadm would write files as root", remedy, "rspamd maps")
    answer = answers["sections"]
    if not answer.ran:
        return Absent("no rspamd", "rspamd maps")
    sections = _sections(answer.text)
    if not sections:
        meaning = meaning_of(answer)
        why = "no permission: " if meaning is Meaning.PERMISSION else ""
        words = meaning or safe(answer.complaint.split("\n")[-1], 200) or "it says nothing"
        remedy = Remedy("See what it says on the host", "rspamadm configdump -j multimap")
        return Failed(safe(f"{why}rspamadm configdump ({words})", 300), remedy, "rspamd maps")
    found: list[AddressMap] = list(_rules(sections.get("multimap", {})))
    for name in ("ratelimit", "greylist"):
        sources = _strings(sections.get(name, {}).get("whitelisted_ip"))
        if sources:
            on = sections[name].get("enabled") is not False
            found.append(AddressMap(safe(f"{name}: whitelisted_ip"), sources, False, on))
    own = sections.get("options", {})
    for name in ("local_addrs", "local_networks"):
        if sources := _strings(own.get(name)):
            found.append(AddressMap(safe(f"options: {name}"), sources, False))
    return RspamdMaps(tuple(found), file_texts(answers))


def _sections(text: str) -> dict[str, dict[str, Any]]:
    """The sections in the order in which they were asked for."""
    found: dict[str, dict[str, Any]] = {}
    decoder, at = json.JSONDecoder(), 0
    for name in SECTIONS:
        while at < len(text) and text[at] != "{":  # `Section NAME NOT FOUND`, a line
            line = text[at:].partition("\n")[0]
            at += len(line) + 1
            if f"Section {name} NOT FOUND" in line:
                break
        else:
            try:
                value, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError):
                return found
            found[name] = value if isinstance(value, dict) else {}
            at += len(text[at:]) - len(text[at:].lstrip())
    return found


def _rules(section: dict[str, Any]) -> Iterator[AddressMap]:
    for name, rule in section.items():
        if not isinstance(rule, dict) or str(rule.get("type", "")).lower() != "ip":
            continue
        sources = _strings(rule.get("map"))
        score, action = rule.get("score"), str(rule.get("action", ""))
        blocks: bool | None = None
        if rule.get("prefilter") or action:
            blocks = action not in ("accept", "no action") and bool(action)
        elif isinstance(score, int | float) and score:
            blocks = score > 0
        symbol = str(rule.get("symbol") or name)
        told = f"multimap {symbol}: {action or f'score {score}'}"
        yield AddressMap(safe(told, 120), sources, blocks, rule.get("enabled") is not False)


def _strings(value: Any) -> tuple[str, ...]:
    if isinstance(value, dict):
        value = value.get("urls", value.get("data", []))
    if isinstance(value, str):
        alone = value.startswith(("/", "file:", "http", "fallback")) or "," not in value
        value = [value] if alone else value.split(",")
    if not isinstance(value, list):
        return ()
    return tuple(one.strip() for one in value if isinstance(one, str) and one.strip())[:_MOST]


RSPAMD_MAPS = Fact("rspamd-maps", _SCRIPT, parse_rspamd_maps, every=300.0, mail=True, patience=30.0)
