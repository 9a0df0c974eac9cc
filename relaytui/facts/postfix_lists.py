"""Whom Postfix's own lists let in and keep out: the settings that name them, and their texts.

Every instance is read (multi_instance_directories). A table is read as the file that it is made
of, since that is what people edit; what can't be listed (pcre, ldap, sql) is named.
"""

from dataclasses import dataclass, field, replace

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.complaints import Meaning, meaning_of
from relaytui.facts.file_texts import MOST_BYTES, TEXT, FileText, file_texts
from relaytui.facts.postconf import overrides, services, settings
from relaytui.facts.postfix_lookups import Lookup, lookups_of, tables_of
from relaytui.facts.postfix_values import words_of

_MOST_TABLES = 60
#: Tables that are made of a text file of the same name.
FILE_TYPES = frozenset({"cidr", "hash", "lmdb", "btree", "cdb", "dbm", "texthash", "sdbm"})
#: Those of them that are read from what postmap has made.
MADE = {"hash": "db", "btree": "db", "lmdb": "lmdb", "cdb": "cdb", "dbm": "pag", "sdbm": "pag"}
_NAMES = (
    "mynetworks mynetworks_style smtpd_client_restrictions smtpd_helo_restrictions "
    "smtpd_sender_restrictions smtpd_recipient_restrictions smtpd_relay_restrictions "
    "smtpd_data_restrictions smtpd_end_of_data_restrictions smtpd_etrn_restrictions "
    "smtpd_restriction_classes postscreen_access_list postscreen_denylist_action "
    "postscreen_blacklist_action multi_instance_directories"
)

_SCRIPT = (
    TEXT
    + r"""
have postconf || exit 0
instance() {
  ask "settings:$1" postconf -x -c "$1" NAMES
  ask "overrides:$1" postconf -x -P -c "$1"
  ask "services:$1" postconf -M -c "$1"
  text "$1/main.cf"
  if [ -e "$1/relaytui_allow.cidr" ]; then text "$1/relaytui_allow.cidr"; fi
  for word in $(postconf -x -c "$1" NAMES 2>/dev/null | tr ',{}' '   ') \
    $(postconf -x -P -c "$1" 2>/dev/null | tr ',{}' '   '); do
    word=${word#!} word=${word#proxy:}
    case $word in
    TYPES | /*) path=/${word#*/} ;;
    *) continue ;;
    esac
    text "$path"
    case $word in /* | cidr:* | texthash:*) continue ;; esac
    ask "made:$path" sh -c 'for one; do stat -L -c "%Y %n" "$one" 2>/dev/null; done; true' \
      sh "$path" "$path.db" "$path.lmdb" "$path.cdb" "$path.pag"
    for made in "$path.db" "$path.lmdb" "$path.cdb"; do
      if [ ! -f "$made" ] || { [ -f "$path" ] && ! [ "$path" -nt "$made" ]; }; then continue; fi
      ask "stored:$path" sh -c 'postmap -s "$1" | head -c BYTES' sh "$word"
    done
  done
}
first=$(postconf -h config_directory 2>/dev/null)
instance "${first:-/etc/postfix}"
for each in $(postconf -h multi_instance_directories 2>/dev/null | tr ',' ' '); do
  case $each in /*) instance "$each" ;; esac
done
"""
)
_SCRIPT = (
    _SCRIPT.replace("NAMES", _NAMES)
    .replace("BYTES", str(MOST_BYTES))
    .replace("TYPES", " | ".join(f"{one}:/*" for one in sorted(FILE_TYPES)))
)
_NO_TEXT = SafeText("")


@dataclass(frozen=True, slots=True)
class Table:
    """A table, and its file, if it can be listed at all (pcre, ldap, sql can't). `stale`: what
    postmap made of it is older than the text, or one of the two is not there; `stored`: what that
    holds then, by key, where it can be told."""

    name: SafeText
    kind: SafeText
    file: FileText
    stale: SafeText = _NO_TEXT
    stored: dict[str, str] | None = None

    @property
    def listable(self) -> bool:
        """Whether its entries can be listed at all."""
        return self.kind in FILE_TYPES or self.kind == "list"


@dataclass(frozen=True, slots=True)
class Instance:
    """One Postfix. `lookups`: what its restrictions look up, in their order. `overrides`: values
    of mynetworks in master.cf, by service. `screens`: whether postscreen runs; None: not told.
    `own`: our file of the trusted, if there is one."""

    config: SafeText
    settings: dict[str, str]
    main: FileText
    tables: dict[str, Table]
    lookups: tuple[Lookup, ...]
    classes: frozenset[str]
    overrides: dict[str, str] = field(default_factory=dict)
    screens: bool | None = None
    own: FileText | None = None

    @property
    def postscreen(self) -> tuple[tuple[str, bool], ...]:
        """The tables of postscreen's access list, and whether permit_mynetworks comes first."""
        value = self.settings.get("postscreen_access_list", "")
        before = value.partition("permit_mynetworks")[0]
        early = tables_of(before) if before != value else tables_of(value)
        return tuple((name, name not in early) for name in tables_of(value))

    @property
    def deny_action(self) -> str:
        """What postscreen does with those it denies: `ignore`, `enforce` or `drop`."""
        new = self.settings.get("postscreen_denylist_action", "")
        old = self.settings.get("postscreen_blacklist_action", "ignore")
        return old if not new or "$" in new else new


@dataclass(frozen=True, slots=True)
class PostfixLists:
    """All instances of a host; `failed`: those whose settings can't be seen."""

    instances: tuple[Instance, ...]
    failed: tuple[Failed, ...] = ()


def parse_postfix_lists(answers: Answers) -> PostfixLists | Absent | Failed:
    """The lists of a host's Postfix."""
    configs = answers.labelled("settings:")
    if not configs:
        return Absent("no Postfix", "postfix")
    files = file_texts(answers)
    found: list[Instance] = []
    failed: list[Failed] = []
    for config, answer in configs.items():
        if answer.status == 0 or answer.stdout:
            found.append(_instance(config, answers, files))
            continue
        meaning = meaning_of(answer)
        why = "no permission: " if meaning is Meaning.PERMISSION else ""
        words = meaning or answer.complaint.split("\n")[-1] or "it says nothing"
        failed.append(
            Failed(
                safe(f"{why}postconf -c {config} ({words})", 300),
                Remedy("Run it on the host", f"postconf -c {safe(config, 100)} -n"),
            )
        )
    return PostfixLists(tuple(found), tuple(failed)) if found else failed[0]


def _instance(config: str, answers: Answers, files: dict[str, FileText]) -> Instance:
    known = settings(answers[f"settings:{config}"])
    services_said = answers[f"services:{config}"]
    values = [value for name, value in known.items() if name.endswith("_restrictions")]
    networks: dict[str, str] = {}
    for service, changed in overrides(answers[f"overrides:{config}"]).items():
        values += [value for name, value in changed.items() if name.endswith("_restrictions")]
        if "mynetworks" in changed:
            networks[service] = changed["mynetworks"]
    lookups = tuple(dict.fromkeys(one for value in values for one in lookups_of(value)))
    named = {name for value in (*known.values(), *networks.values()) for name in tables_of(value)}
    named |= {one.table for one in lookups}
    bare = (one.lstrip("!") for one in words_of(known.get("mynetworks", "")))
    named |= {one for one in bare if one[:1] == "/"}
    path = f"{config}/main.cf"
    return Instance(
        config=safe(config, 200),
        settings=known,
        main=files.get(path, FileText(safe(path, 300), missing=True)),
        tables={name: _table(name, answers, files) for name in sorted(named)[:_MOST_TABLES]},
        lookups=lookups,
        classes=frozenset(words_of(known.get("smtpd_restriction_classes", ""))),
        overrides=networks,
        screens=_screens(services_said),
        own=files.get(f"{config}/relaytui_allow.cidr"),
    )


def _screens(said: Answer) -> bool | None:
    if said.status != 0:
        return None
    return any(one.command == "postscreen" for one in services(said))


def _table(name: str, answers: Answers, files: dict[str, FileText]) -> Table:
    kind, colon, path = name.partition(":")
    if not colon:
        kind, path = "list", kind
    shown = Table(safe(name, 330), safe(kind, 20), FileText(safe(path, 300)))
    if not shown.listable:
        return shown
    file = files.get(path) or replace(shown.file, failed=Failed(safe(f"not read: {path}", 300)))
    stale = _stale(kind, path, answers)
    return replace(shown, file=file, stale=stale, stored=_stored(answers[f"stored:{path}"]))


def _stored(said: Answer) -> dict[str, str] | None:
    """`postmap -s`: `key TAB value` lines."""
    if said.status != 0 or not said.stdout:
        return None
    pairs = (line.partition("\t") for line in said.lines)
    return {key: value for key, tab, value in pairs if tab}


def _stale(kind: str, path: str, answers: Answers) -> SafeText:
    """Whether postmap must be run: it is silent about that itself."""
    if kind not in MADE:
        return _NO_TEXT
    times: dict[str, int] = {}
    for line in answers[f"made:{path}"].lines[:10]:
        seconds, _, file = line.partition(" ")
        if seconds.isdecimal() and len(seconds) < 12:
            times[file] = int(seconds)
    made = f"{path}.{MADE[kind]}"
    if path not in times:
        return safe(f"{path} is not there, {made} is in use", 300) if made in times else _NO_TEXT
    if made not in times:
        return safe(f"{made} is not there: run postmap {path}", 300)
    if times[made] < times[path]:
        return safe(f"{made} is older than its text: run postmap {path}", 300)
    return _NO_TEXT


POSTFIX_LISTS = Fact("postfix-lists", _SCRIPT, parse_postfix_lists, every=180.0, mail=True)
