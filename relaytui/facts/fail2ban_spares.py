"""Fact: what has to be known to change whom fail2ban never bans: the files, byte by byte, and what
its jails spare and ban at this moment. It needs a root shell, as writing does."""

from dataclasses import dataclass

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.net import Net, parse_net
from relaytui.facts import fail2ban_words as words
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.fail2ban_files import JailFiles, judged
from relaytui.facts.file_texts import TEXT, FileText, file_texts

FOLDER = "/etc/fail2ban"
#: The file that is the admin's by fail2ban's own word.
LOCAL = f"{FOLDER}/jail.local"

_SCRIPT = rf"""
{TEXT}
[ -d {FOLDER} ] || exit 0
set +f
for file in {FOLDER}/jail.conf {FOLDER}/jail.d/*.conf {LOCAL} {FOLDER}/jail.d/*.local; do
  case $file in *\**) ;; *) text "$file" ;; esac
done
set -f
have fail2ban-client || exit 0
as=; [ "$uid" = 0 ] || as='sudo -n'
case "$uid $granted " in 0\ *|*" any "*) ;; *) exit 0 ;; esac
root jails any fail2ban-client status
for jail in $($as fail2ban-client status 2>/dev/null | sed -n 's/.*Jail list:[[:space:]]*//p' |
  tr ',' ' '); do
  case $jail in -*|*[!A-Za-z0-9_.@:+-]*) continue ;; esac
  root "ignore:$jail" any fail2ban-client get "$jail" ignoreip
  root "bans:$jail" any fail2ban-client get "$jail" banip --with-time
done
"""


@dataclass(frozen=True, slots=True)
class RunningJail:
    """`spares`: what its ignoreip is, as fail2ban prints it; `bans`: the addresses it bans."""

    name: str
    spares: tuple[str, ...]
    bans: tuple[str, ...]

    def spared(self, net: Net) -> list[str]:
        """The words of its ignoreip that are just this network."""
        return [one for one in self.spares if parse_net(one, host_bits=True) == net]

    def banned(self, net: Net) -> list[str]:
        """Its bans within a network."""
        bans = ((one, parse_net(one)) for one in self.bans)
        return [word for word, one in bans if one is not None and net.covers(one)]


@dataclass(frozen=True)
class Spares:
    """`files` in the order in which fail2ban reads them; `jails` is empty where it does not
    run."""

    files: dict[str, FileText]
    jails: tuple[RunningJail, ...]

    def judged(self, written: dict[str, str | None]) -> JailFiles:
        """What the files say, with the texts that some of them will have."""
        texts = {path: written.get(path, file.text) or "" for path, file in self.files.items()}
        return judged(texts)


def parse_spares(answers: Answers) -> Spares | Absent | Failed:
    """What is there."""
    files = file_texts(answers)
    if not files:
        return Absent("not installed", "fail2ban")
    jails = []
    for name, said in answers.labelled("ignore:").items():
        if said.status == 0:
            bans = words.with_times(answers[f"bans:{name}"].text)
            known = tuple(one.word for one in bans)
            jails.append(RunningJail(name, words.ignored(said.text) or (), known))
    return Spares(files, tuple(jails))


FAIL2BAN_SPARES = Fact("fail2ban-spares", _SCRIPT, parse_spares, patience=30.0)
