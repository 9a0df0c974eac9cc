"""Whom Postfix's own lists let in and keep out: the settings that name them, and their texts.

Every instance is read (multi_instance_directories). A table is read as the file that it is made
of, since that is what people edit; what can't be listed (pcre, ldap, sql) is named.
"""

from dataclasses import dataclass

from relaytui.domain.finding import Absent, Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.complaints import meaning_of
from relaytui.facts.postconf import services, settings
from relaytui.facts.postfix_lookups import Lookup, lookups_of, tables_of
from relaytui.facts.postfix_values import words_of

#: Bytes of a file that are read; and tables.
MOST, MOST_TABLES = 4 << 20, 60
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

_SCRIPT = r"""
have postconf || exit 0
set -f
text() {
  if [ -r "$2" ]; then ask "$1" head -c BYTES "$2"; else root "$1" any head -c BYTES "$2"; fi
}
instance() {
  ask "settings:$1" postconf -x -c "$1" NAMES
  ask "overrides:$1" postconf -P -c "$1"
  ask "services:$1" postconf -M -c "$1"
  text "main:$1" "$1/main.cf"
  seen=' ' left=MOST
  for word in $(printf '%s\n' "$(postconf -x -c "$1" NAMES 2>/dev/null)" \
    "$(postconf -P -c "$1" 2>/dev/null)" | tr ',{}' '   '); do
    word=${word#!} word=${word#proxy:}
    case $word in
    TYPES) table=$word ;;
    /*) table=list:$word ;;
    *) continue ;;
    esac
    path=${table#*:}
    case $seen in *" $table "*) continue ;; esac
    seen="$seen$table " left=$((left - 1))
    [ -f "$path" ] && [ "$left" -ge 0 ] || [ "${table%%:*}" != list ] || continue
    text "table:$table" "$path"
    ask "made:$table" sh -c 'for one; do stat -L -c "%Y %n" "$one" 2>/dev/null; done; true' \
      sh "$path" "$path.db" "$path.lmdb" "$path.cdb" "$path.pag"
  done
}
first=$(postconf -h config_directory 2>/dev/null)
instance "${first:-/etc/postfix}"
for each in $(postconf -h multi_instance_directories 2>/dev/null | tr ',' ' '); do
  case $each in /*) instance "$each" ;; esac
done
"""
_SCRIPT = (
    _SCRIPT.replace("NAMES", _NAMES)
    .replace("TYPES", "|".join(f"{one}:/*" for one in sorted(FILE_TYPES)))
    .replace("BYTES", str(MOST))
    .replace("MOST", str(MOST_TABLES))
)
_NO_TEXT = SafeText("")


@dataclass(frozen=True, slots=True)
class TableText:
    """A table, and the text of its file; `failed` where that can't be read. `stale`: what postmap
    made of it is older than the text, or is not there. `cut`: only its first MOST bytes were
    read."""

    kind: SafeText
    path: SafeText
    text: str = ""
    failed: Failed | None = None
    stale: SafeText = _NO_TEXT
    cut: bool = False

    @property
    def listable(self) -> bool:
        """Whether its entries can be listed at all."""
        return self.kind in FILE_TYPES or self.kind == "list"


@dataclass(frozen=True, slots=True)
class Instance:
    """One Postfix. `lookups`: what its restrictions look up in which table, in their order.
    `screens`: whether master.cf runs postscreen; None where that is not known."""

    config: SafeText
    settings: dict[str, str]
    main_cf: str
    tables: dict[str, TableText]
    lookups: tuple[Lookup, ...]
    classes: frozenset[str]
    screens: bool | None = None

    @property
    def postscreen(self) -> tuple[str, ...]:
        """The tables of postscreen's access list."""
        return tuple(tables_of(self.settings.get("postscreen_access_list", "")))

    @property
    def deny_action(self) -> str:
        """What postscreen does with those it denies: `ignore`, `enforce` or `drop`."""
        new = self.settings.get("postscreen_denylist_action", "")
        old = self.settings.get("postscreen_blacklist_action", "ignore")
        return old if not new or "$" in new else new


@dataclass(frozen=True, slots=True)
class PostfixLists:
    """All instances of a host."""

    instances: tuple[Instance, ...]


def parse_postfix_lists(answers: Answers) -> PostfixLists | Absent | Failed:
    """The lists of a host's Postfix."""
    configs = answers.labelled("settings:")
    if not configs:
        return Absent("no Postfix", "postfix")
    found = []
    for config, answer in configs.items():
        if answer.status != 0 and not answer.stdout:
            return Failed(
                safe(f"postconf says: {meaning_of(answer) or answer.complaint}", 200),
                Remedy("Run it on the host", f"postconf -c {safe(config, 100)} -n"),
            )
        found.append(_instance(config, answers))
    return PostfixLists(tuple(found))


def _instance(config: str, answers: Answers) -> Instance:
    known = settings(answers[f"settings:{config}"])
    restrictions = [value for name, value in known.items() if name.endswith("_restrictions")]
    for line in answers[f"overrides:{config}"].lines[:2000]:
        place, _, value = line.partition("=")
        if "_restrictions" in place:
            restrictions.append(value)
    classes = frozenset(words_of(known.get("smtpd_restriction_classes", "")))
    names = {name for value in known.values() for name in tables_of(value)}
    lookups = tuple(dict.fromkeys(one for value in restrictions for one in lookups_of(value)))
    names |= {one.table for one in lookups}
    running = services(answers[f"services:{config}"])
    names |= {label for label in answers.labelled("table:") if label.startswith("list:")}
    return Instance(
        config=safe(config, 200),
        settings=known,
        main_cf=answers[f"main:{config}"].text,
        tables={name: _table(name, answers) for name in sorted(names)[:MOST_TABLES]},
        lookups=lookups,
        classes=classes,
        screens=any(one.command == "postscreen" for one in running) if running else None,
    )


def _table(name: str, answers: Answers) -> TableText:
    kind, _, path = name.partition(":")
    answer = answers[f"table:{name}"]
    shown = TableText(safe(kind, 20), safe(path, 300))
    if not shown.listable:
        return shown
    if answer.status != 0:
        words = str(meaning_of(answer) or answer.complaint.split("\n")[0] or "it was not read")
        failed = Failed(
            safe(f"{path}: {words}", 200),
            Remedy("Let the account read it", f"setfacl -m u:ACCOUNT:r {shown.path}"),
        )
        return TableText(shown.kind, shown.path, failed=failed)
    text = answer.stdout.decode("utf-8", "surrogateescape")
    stale = _stale(kind, path, name, answers)
    cut = len(answer.stdout) >= MOST - 64  # blank lines at the end are not told
    return TableText(shown.kind, shown.path, text, stale=stale, cut=cut)


def _stale(kind: str, path: str, name: str, answers: Answers) -> SafeText:
    """Whether postmap must be run: it is silent about that itself."""
    if kind not in MADE:
        return SafeText("")
    times: dict[str, int] = {}
    for line in answers[f"made:{name}"].lines[:10]:
        seconds, _, file = line.partition(" ")
        if seconds.isdecimal() and len(seconds) < 12:
            times[file] = int(seconds)
    made = f"{path}.{MADE[kind]}"
    if path not in times:
        return SafeText("")
    if made not in times:
        return safe(f"{made} is not there: run postmap {path}", 300)
    if times[made] < times[path]:
        return safe(f"{made} is older than its text: run postmap {path}", 300)
    return SafeText("")


POSTFIX_LISTS = Fact("postfix-lists", _SCRIPT, parse_postfix_lists, every=30.0, mail=True)
