"""Exim's host lists: `exim -bP config` tells the settings as they hold, with macros put in.

An account that is no admin of Exim gets the same, but for the values of macros (Exim 4.96). Where
an older Exim does not know it, the configuration file is read itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.complaints import meaning_of
from relaytui.facts.file_texts import TEXT, FileText, file_texts

_SCRIPT = (
    TEXT
    + r"""
exim=exim4; have exim4 || exim=exim; have "$exim" || exit 0
ask config "$exim" -bP config
config=$("$exim" -bP config 2>/dev/null) || {
  path=$("$exim" -bP configure_file 2>/dev/null); path=${path##* }
  text "$path"; config=$(cat "$path" 2>/dev/null)
}
for path in $(printf '%s\n' "$config" | grep -E '^ *([a-z]+ )?!?(hostlist|hosts|host_reject)' |
  grep -oE '[{ :;=]/[A-Za-z0-9_./+-]+' | cut -c 2-); do text "$path"; done
"""
)

_LIST = re.compile(r"hostlist(?:_cache)?\s+(\w+)\s*=\s*(.*)")
_VERB = re.compile(r"(accept|deny|drop|defer|discard|require|warn)\b\s*(.*)")
_HOSTS = re.compile(r"(!?)\s*hosts\s*=\s*(.*)")
_ACL = re.compile(r"(\w+):$")
_MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class HostRule:
    """A statement of an ACL that asks for hosts. `negated`: it holds for all others."""

    acl: SafeText
    verb: str
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Exim:
    """Named lists, what refuses at once, the rules with hosts, and the files that these name."""

    lists: dict[str, str]
    rejected: str = ""
    rules: tuple[HostRule, ...] = ()
    files: dict[str, FileText] = field(default_factory=dict)


def parse_exim(answers: Answers) -> Exim | Absent | Failed:
    """The host lists of a host's Exim."""
    config = answers["config"]
    if not config.ran:
        return Absent("no Exim", "exim")
    files = file_texts(answers)
    text = config.text
    if config.status != 0 or "begin acl" not in text:
        # The configuration file is the first that was read then.
        first = next(iter(files.values()), None)
        if first is None or first.failed or first.missing:
            words = meaning_of(config) or safe(config.complaint, 160) or "it tells nothing"
            return (first and first.failed) or Failed(
                safe(f"exim -bP config: {words}", 300),
                Remedy("Run it on the host", "exim -bP config"),
            )
        text = first.text
    return _read(text, files)


def _read(text: str, files: dict[str, FileText]) -> Exim:
    lists: dict[str, str] = {}
    rules: list[HostRule] = []
    rejected, section, acl, verb = "", "main", "", ""
    for line in _lines(text):
        if line.startswith("begin "):
            section, acl, verb = line[6:].strip(), "", ""
        elif section == "main":
            name, _, value = line.partition("=")
            if found := _LIST.match(line):
                lists[found[1]] = found[2]
            elif name.strip() == "host_reject_connection":
                rejected = value.strip()
        elif section == "acl":
            if found := _ACL.match(line):
                acl, verb = found[1], ""
                continue
            if found := _VERB.match(line):
                verb, line = found[1], found[2]
            if verb and (found := _HOSTS.match(line)):
                rules.append(HostRule(safe(acl, 60), verb, found[2], bool(found[1])))
    return Exim(lists, rejected, tuple(rules[:500]), files)


def _lines(text: str) -> Iterator[str]:
    """Lines without remarks; one that ends in a backslash goes on in the next."""
    whole = ""
    for line in text.split("\n")[:_MOST_LINES]:
        part = line.strip()
        if part.startswith("#"):
            continue
        if part.endswith("\\"):
            whole += part[:-1]
            continue
        if whole + part:
            yield whole + part
        whole = ""


EXIM = Fact("exim", _SCRIPT, parse_exim, every=60.0, mail=True)
