"""Everything that changes of ours have left on a host. Needs a root shell, as writing does."""

from dataclasses import dataclass, field

from relaytui.domain.finding import Absent, Failed
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.base import Fact
from relaytui.facts.file_texts import TEXT, file_texts

_PLACES = (
    "/etc/postfix /etc/exim4 /etc/exim /etc/mail /etc/smtpd.conf /etc/fail2ban /etc/rspamd "
    "/etc/crowdsec /etc/nftables.conf /etc/nftables.d /usr/local/etc"
)
# `as` is how root runs things; without a root shell nothing is looked for.
_SCRIPT = rf"""
{TEXT}
case "$uid $granted " in
0\ *) as= ;;
*" any "*) as='sudo -n' ;;
*) ask refused false; exit ;;
esac
$as find /etc /usr/local/etc -xdev -type f -name 'relaytui*' 2>/dev/null |
while IFS= read -r path; do text "$path"; done
set +f
if have nft; then
  root tables any nft list tables
  for family in inet ip ip6; do
    if $as nft list table $family relaytui >/dev/null 2>&1; then
      root "table:$family relaytui" any nft list table $family relaytui
    fi
  done
fi
if [ -d /run/systemd/system ]; then ask enabled systemctl is-enabled relaytui-keep.service; fi
if [ -d /var/lib/relaytui ]; then root records any sh -c 'ls /var/lib/relaytui/done 2>/dev/null'
  root open any sh -c 'ls /var/lib/relaytui/open 2>/dev/null'
fi
root mentions any grep -rnIF relaytui_ {_PLACES}
for path in /etc/postfix/main.cf; do text "$path"; done
"""


@dataclass(frozen=True, slots=True)
class Traces:
    """`files` are texts by path, `tables` nft's text by family and name; `mentions` are lines of
    others' files that name one of ours, as file:line; `open`: changes that are not finished."""

    files: dict[str, str | Failed] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    mentions: tuple[SafeText, ...] = ()
    main_cf: str | None = None
    enabled: bool = False
    folder: bool = False
    records: int = 0
    open: int = 0


def parse_traces(answers: Answers) -> Traces | Absent | Failed:
    """All of them."""
    if answers["refused"].ran:
        return Failed("seeing all of it needs a root shell, which sudo does not give")
    files: dict[str, str | Failed] = {}
    main_cf = None
    for path, one in file_texts(answers).items():
        if path == "/etc/postfix/main.cf":
            main_cf = None if one.missing or one.failed or one.problem else one.text
        elif not one.missing:
            files[path] = one.failed or (Failed(one.problem) if one.problem else one.text)
    mentions = [line.split(":", 2)[:2] for line in answers["mentions"].lines]
    return Traces(
        files,
        {name: one.text for name, one in answers.labelled("table:").items() if one.status == 0},
        tuple(safe(":".join(one), 300) for one in mentions if one[0] not in files),
        main_cf,
        answers["enabled"].text.strip() == "enabled",
        answers["records"].ran,
        len(answers["records"].lines),
        len(answers["open"].lines),
    )


TRACES = Fact("traces", _SCRIPT, parse_traces, every=3600.0, patience=20.0)
