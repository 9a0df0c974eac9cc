"""Files of lists, read on the host: what a script does for it, and what its answer means."""

from dataclasses import dataclass

from relaytui.domain.finding import Failed, Remedy
from relaytui.domain.text import SafeText, safe
from relaytui.facts.answers import Answers
from relaytui.facts.complaints import Meaning, meaning_of

#: Bytes of a file that are read, and files of one kind of list.
MOST_BYTES, MOST_FILES = 4 << 20, 60
_NONE = SafeText("")
#: Line ends at the end of a file that are put back.
_MOST_LOST = 1000

#: `text PATH` in a fact's script: the text, and what the file is.
TEXT = r"""
set -f
texts=' ' left=FILES
stats='stat -L -c "%Y %s %a %U:%G" "$1" 2>/dev/null || stat -L -f "%m %z %Lp %Su:%Sg" "$1"'
text() {
  case "$texts" in *" $1 "*) return ;; esac
  texts="$texts$1 " left=$((left - 1))
  [ "$left" -ge 0 ] || return
  if [ -r "$1" ]; then ask "stat:$1" sh -c "$stats" sh "$1"; ask "file:$1" head -c BYTES "$1"
  else root "stat:$1" any sh -c "$stats" sh "$1"; root "file:$1" any head -c BYTES "$1"; fi
}
""".replace("FILES", str(MOST_FILES)).replace("BYTES", str(MOST_BYTES))


@dataclass(frozen=True, slots=True)
class FileText:
    """A file and its text, every byte of it; `failed` where it can't be read. `mtime` in seconds
    since the epoch. `problem`: what is wrong with reading it."""

    path: SafeText
    text: str = ""
    failed: Failed | None = None
    missing: bool = False
    mtime: int | None = None
    mode: SafeText = _NONE
    owner: SafeText = _NONE
    problem: SafeText = _NONE


def file_texts(answers: Answers) -> dict[str, FileText]:
    """Every file that was read, by its path as the host wrote it."""
    return {path: _file(path, answers) for path in answers.labelled("file:")}


def _file(path: str, answers: Answers) -> FileText:
    answer, shown = answers[f"file:{path}"], safe(path, 300)
    words = answers[f"stat:{path}"].text.split()
    known = len(words) == 4 and words[0].isdecimal() and words[1].isdecimal()
    mtime, size = (int(words[0][:12]), int(words[1][:15])) if known else (None, 0)
    mode, owner = (safe(words[2], 6), safe(words[3], 70)) if known else (_NONE, _NONE)
    if answer.status != 0:
        meaning = meaning_of(answer)
        if "No such file" in answer.complaint or "not found" in answer.complaint:
            return FileText(shown, missing=True)
        why = "no permission" if meaning is Meaning.PERMISSION else meaning or answer.complaint
        failed = Failed(
            safe(f"{why or 'nothing was read'}: {path}", 300),
            Remedy("Let the account read it", f"setfacl -m u:ACCOUNT:r {shown}"),
        )
        return FileText(shown, failed=failed, mtime=mtime, mode=mode, owner=owner)
    problem = _NONE
    if size > MOST_BYTES:
        problem = safe(f"only the first {MOST_BYTES >> 20} MiB of {path} were read", 300)
    # The shell that reads a file loses the line ends at its end; its size tells how many.
    lost = size - len(answer.stdout)
    if lost > _MOST_LOST and not problem:
        problem = safe(f"{path} ends with {lost} empty lines", 300)
    text = answer.text + "\n" * (lost if lost <= _MOST_LOST else 0)
    return FileText(shown, text, None, False, mtime, mode, owner, problem)
