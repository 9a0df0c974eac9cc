"""The headers of one message in the queue, asked for when somebody wants to see them.

Only root may: as root, or through sudo where that gives the account everything. Bodies are not
read (OpenSMTPD's whole message is cut at the first blank line on the host), and secrets are taken
out. Values of the script: `system` (a form of facts/queue_forms.py), `place` (the queue's name)
and `id`.
"""

import re
from dataclasses import dataclass

from relaytui.domain.finding import Failed, Remedy
from relaytui.domain.text import SafeText, redact, safe
from relaytui.facts.answers import Answer, Answers
from relaytui.facts.base import Fact
from relaytui.facts.complaints import Meaning, meaning_of
from relaytui.facts.queue_packed import command_answer

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{4,39}")
#: Lines that are shown, and characters of one.
_MOST, _WIDE = 500, 2000

_SCRIPT = r"""
as=; if [ "$uid" != 0 ] && [ "$whole" = yes ]; then as='sudo -n'; fi
shown() {
  label=$1; shift
  ask "$label" sh -c '{ "$@"; echo "relaytui status $?" >&2; } | awk "$0" | head -c 65536' "$@"
}
case $id in -*|*[!0-9A-Za-z-]*|'') system= ;; esac
case $system in
json|listing|any)
  folder=
  for each in $(postconf -h multi_instance_directories 2>/dev/null | tr ',' ' '); do
    case $each in /*) ;; *) continue ;; esac
    name=$(postconf -c "$each" -h multi_instance_name 2>/dev/null)
    if [ "${name:-${each##*/}}" = "$place" ]; then folder=$each; fi
  done
  if [ -n "$folder" ]; then shown headers '{ print }' $as postcat -c "$folder" -hq "$id"
  else shown headers '{ print }' $as postcat -hq "$id"; fi ;;
exim)
  tool=exim; have exim || tool=exim4
  shown headers '{ print }' $as $tool -Mvh "$id"
  shown log '{ print }' $as $tool -Mvl "$id" ;;
opensmtpd) shown headers '/^\r?$/ { exit } { print }' $as smtpctl show message "$id" ;;
esac
"""

# `-host_address [10.77.1.14]:60275`, `--helo_name x`: of Exim's envelope what tells whose it is.
_ENVELOPE = re.compile(r"--?(auth_id|auth_sender|host_address|host_name|helo_name|ident) (.+)")
# `207P Received: …`: the length and a letter for the kind stand before each header.
_EXIM_HEADER = re.compile(r"\d{3}[A-Z* ] ?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Headers:
    """Lines of headers, and what the mail system has noted about the message."""

    lines: tuple[SafeText, ...]
    notes: tuple[SafeText, ...] = ()


def headers_of(form: str, place: str, name: str) -> dict[str, str] | None:
    """The values of the script for a message of a queue; None for what is no id."""
    if not _ID.fullmatch(name):
        return None
    return {"system": form, "place": place, "id": name}


def parse_headers(answers: Answers) -> Headers | Failed:
    """The headers."""
    raw = answers["headers"]
    if not raw.ran:
        return Failed("the headers can't be asked for: its id is none")
    answer = command_answer(raw)
    if answer.status not in (0, 141) and not answer.stdout:
        return _why_not(answer)
    lines = answer.lines[:_MOST]
    notes: list[str] = []
    if lines and re.fullmatch(r"[0-9A-Za-z-]{16,23}-H", lines[0]):
        lines, notes = _of_exim(lines)
    notes += command_answer(answers["log"]).lines[-_MOST:]
    return Headers(tuple(map(_shown, lines)), tuple(map(_shown, notes)))


def _why_not(answer: Answer) -> Failed:
    words = safe(answer.complaint.split("\n")[-1], 200)
    if meaning_of(answer) in (Meaning.PERMISSION, Meaning.SUDO_REFUSED, Meaning.SUDO_PASSWORD):
        step = Remedy("Log in as root, or with an account that sudo gives everything")
        return Failed(f"no permission: only root may see a message's headers ({words})", step)
    if "o such file" in words:
        return Failed("it has left the queue", Remedy("Press r to look at the queue again"))
    return Failed(f"no headers: {words or answer.status}")


def _of_exim(lines: list[str]) -> tuple[list[str], list[str]]:
    """Headers and notes of a spool file (`exim -Mvh`; src/spool_out.c)."""
    blank = lines.index("") if "" in lines else len(lines)
    notes = [f"{found[1]} {found[2]}" for one in lines[:blank] if (found := _ENVELOPE.match(one))]
    headers = []
    for line in lines[blank + 1 :]:
        found = _EXIM_HEADER.match(line)
        headers.append(found[1] if found else line)
    return headers, notes


def _shown(line: str) -> SafeText:
    return safe(redact(line)[0], _WIDE)


HEADERS = Fact("message-headers", _SCRIPT, parse_headers, every=3600.0, mail=True)
