"""What this program has left on a host: its table, its files, its unit. Root's part needs a root
shell, as writing does."""

from dataclasses import dataclass

from relaytui.domain.finding import Absent, Failed
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.file_texts import TEXT, FileText, file_texts
from relaytui.facts.nft import read_nft
from relaytui.facts.packet_filter import PacketFilter

#: Root's folder of ours on a host (changes/protocol.py).
FOLDER = "/var/lib/relaytui"
#: The blocks of our table, a line each: `UNTIL VERSION NET COMMENT`; UNTIL 0: for good.
BLOCKS = f"{FOLDER}/blocks"
#: The script that puts them back after a boot, with the time that is left.
KEEPER = f"{FOLDER}/keep"
#: What it takes back at its time, a line each: `UNTIL KIND WORDS` (layers/keeper.py).
ENDS = f"{FOLDER}/ends"
#: Lists with entries that end, a line each: `KIND NAME PATH`.
LISTS = f"{FOLDER}/lists"
#: What runs it: a unit and a timer where systemd runs, else lines for cron.
SERVICE = "/etc/systemd/system/relaytui-keep.service"
TIMER = "/etc/systemd/system/relaytui-keep.timer"
CRON = "/etc/cron.d/relaytui"

_TABLE_SCRIPT = """
if have nft; then root table any nft -j list table inet relaytui; fi
"""
_SCRIPT = rf"""
{TEXT}
for path in {BLOCKS} {KEEPER} {ENDS} {LISTS} {SERVICE} {TIMER} {CRON}; do text "$path"; done
{_TABLE_SCRIPT}
if [ -d /run/systemd/system ]; then ask systemd echo; fi
if [ -d /etc/cron.d ]; then ask cron echo; fi
for link in /etc/systemd/system/*.wants/relaytui-keep.*; do
  if [ -L "$link" ]; then ask "enabled:${{link##*/}}" echo; fi
done
"""


@dataclass(frozen=True, slots=True)
class Own:
    """`table` is Absent where nft is not installed, and an empty filter where there is no table
    of ours; `files` are the texts of FOLDER and of the unit, by path; `enabled` are our units that
    systemd starts by itself."""

    table: PacketFilter | Absent | Failed
    files: dict[str, FileText]
    systemd: bool = False
    cron: bool = False
    enabled: frozenset[str] = frozenset()

    def text(self, path: str) -> str | Failed | None:
        """A file's text; None where there is none."""
        found = self.files.get(path)
        if found is None or found.missing:
            return None
        if found.failed:
            return found.failed
        return Failed(found.problem) if found.problem else found.text


def parse_own(answers: Answers) -> Own:
    """What is there."""
    table = answers["table"]
    found: PacketFilter | Absent | Failed
    if not table.ran:
        found = Absent("nft is not installed")
    elif table.status != 0 and "No such file" in table.complaint:
        found = PacketFilter(at=answers.now)
    else:
        found = read_nft(table, answers.now)
    enabled = frozenset(answers.labelled("enabled:"))
    return Own(found, file_texts(answers), answers["systemd"].ran, answers["cron"].ran, enabled)


OWN = Fact("own", _SCRIPT, parse_own)
#: The table alone: a proof wants no more.
OWN_TABLE = Fact("own-table", _TABLE_SCRIPT, parse_own)
