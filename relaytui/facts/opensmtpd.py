"""OpenSMTPD's tables of addresses, and the rules and filters of smtpd.conf that ask them.

Words of smtpd.conf(5): `table`, `match … from src`, `filter … match src`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.file_texts import TEXT, FileText, file_texts

#: Where smtpd.conf is, by system.
PLACES = (
    "/etc/smtpd.conf /etc/mail/smtpd.conf /etc/opensmtpd/smtpd.conf /usr/local/etc/mail/smtpd.conf"
)

_SCRIPT = (
    TEXT
    + r"""
have smtpctl || exit 0
ask smtpctl true
for conf in PLACES; do
  [ -f "$conf" ] || continue
  text "$conf"
  for path in $(sed -n 's/^[^#]*include *"\([^"]*\)".*/\1/p' "$conf" 2>/dev/null); do
    text "$path"
  done
  for path in $(grep -ohE 'file:/[^" ]+' "$conf" 2>/dev/null); do text "${path#file:}"; done
  break
done
""".replace("PLACES", PLACES)
)

_TOKEN = re.compile(r'"([^"]*)"|([{}(),=!\n])|(<[^>\s]+>)|([^\s{}(),=!"<>]+)')
_MOST_TOKENS = 50_000


@dataclass(frozen=True, slots=True)
class Table:
    """`words`: its entries where they stand in smtpd.conf; else `source` says where they are."""

    name: SafeText
    words: tuple[SafeText, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class SourceRule:
    """A rule that asks for the client's address: `words` as people say it, `sources` addresses
    or `<table>`. `blocks`: it refuses; `negated`: it holds for all others."""

    words: SafeText
    sources: tuple[str, ...]
    blocks: bool
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Opensmtpd:
    """What smtpd.conf says of addresses, and the files that it names."""

    path: SafeText
    tables: dict[str, Table]
    rules: tuple[SourceRule, ...]
    files: dict[str, FileText] = field(default_factory=dict)


def parse_opensmtpd(answers: Answers) -> Opensmtpd | Absent | Failed:
    """The tables and rules of a host's OpenSMTPD."""
    if not answers["smtpctl"].ran:
        return Absent("no OpenSMTPD", "opensmtpd")
    files = file_texts(answers)
    path = next((one for one in files if one.endswith("smtpd.conf")), "")
    if not path:
        return Absent("no smtpd.conf", "opensmtpd")
    conf = files[path]
    if conf.failed:
        return conf.failed
    tables: dict[str, Table] = {}
    rules: list[SourceRule] = []
    macros: dict[str, str] = {}
    included = [one.text for name, one in files.items() if name in conf.text and name != path]
    text = "\n".join(
        [conf.text, *(one for one in included if re.search(r"(?m)^\s*(table|match)", one))]
    )
    for words in _statements(text):
        words = [macros.get(one[1:], one) if one[:1] == "$" else one for one in words]
        if len(words) == 3 and words[1] == "=":
            macros[words[0]] = words[2]
        elif words[0] == "table" and len(words) > 2:
            tables[words[1]] = _table(words)
        elif words[0] in ("match", "filter", "accept", "reject"):
            rules += _rule(words)
    return Opensmtpd(safe(path, 200), tables, tuple(rules[:500]), files)


def _statements(text: str) -> Iterator[list[str]]:
    """Statements as words; braces may go over lines, a backslash joins lines."""
    plain = re.sub(r"\\\n", " ", "\n".join(_uncommented(one) for one in text.split("\n")))
    words: list[str] = []
    depth = 0
    for count, found in enumerate(_TOKEN.finditer(plain + "\n")):
        if count > _MOST_TOKENS:
            break
        word = found[0] if found[1] is None else found[1]
        if word == "\n":
            if words and not depth:
                yield words
                words = []
            continue
        depth += (found[2] == "{") - (found[2] == "}" and depth > 0)
        words.append(word)


def _uncommented(line: str) -> str:
    quoted = False
    for at, one in enumerate(line):
        quoted ^= one == '"'
        if one == "#" and not quoted:
            return line[:at]
    return line


def _table(words: list[str]) -> Table:
    name = safe(words[1], 60)
    if words[2] == "{":
        inner = words[3 : words.index("}", 3)] if "}" in words[3:] else words[3:]
        listed = "=" not in inner
        return Table(name, tuple(safe(one, 200) for one in inner if one != "," and listed))
    return Table(name, source=words[2])


def _rule(words: list[str]) -> list[SourceRule]:
    """`match [!] from src X … (action …|reject)`, `filter N phase P match [!] src X …`; before
    6.4 `accept from [!] source X …` and `reject from [!] source X …`."""
    mark = "src" if words[0] in ("match", "filter") else "source"
    if mark not in words:
        return []
    at = words.index(mark)
    before = words[max(at - 2, 0) : at]
    negated = "!" in before
    rest = words[at + 1 :]
    while rest[:1] in (["="], ["regex"]):
        rest = rest[1:]
    if rest[:1] == ["{"]:
        end = rest.index("}") if "}" in rest else len(rest)
        sources, rest = [one for one in rest[1:end] if one != ","], rest[end + 1 :]
    else:
        sources, rest = rest[:1], rest[1:]
    blocks = any(one in ("reject", "disconnect", "junk") for one in (words[0], *rest))
    if not blocks and words[0] == "filter" and "bypass" not in rest:
        return []
    told = " ".join([*words[:at][:8], mark, *sources[:3]])
    return [SourceRule(safe(told, 120), tuple(sources), blocks, negated)]


OPENSMTPD = Fact("opensmtpd", _SCRIPT, parse_opensmtpd, every=60.0, mail=True)
