"""Breaks amid the write protocol: its text, with a place to die before each command line."""

import re
from collections.abc import Sequence
from pathlib import Path

from relaytui.changes import (
    protocol,
    protocol_file,
    protocol_record,
    protocol_steps,
    protocol_switch,
)

#: Pieces that are broken: all that works on a record, or on a host.
PIECES = (
    protocol_file.RUN, protocol_file.PUT, protocol_steps.STEPS, protocol_record.RECORD,
    protocol_switch.SWITCH, protocol._DO,
)  # fmt: skip
_GOES_ON = re.compile(r"(\\|\|\||&&|\||\bin)$")
_NO_PLACE = re.compile(r"(else|elif|esac|[\w*]+\))")
# The status of what came before stays.
_BREAK = """
kk() {{
  kk_was=$?; kk_n=$((${{kk_n:-0}} + 1))
  if [ "$kk_n" = {at} ]; then kill -9 $$; fi
  return $kk_was
}}
"""


def with_breaks(text: str, at: int, count: Path) -> str:
    """The script, which dies at the place `at` (from 1; 0: nowhere) and writes into `count` how
    many places it has passed."""
    for piece in PIECES:
        assert piece in text
        text = text.replace(piece, "\n".join(_broken(piece.split("\n"))))
    text = text.replace("umask 077\n", "umask 077\n" + _BREAK.format(at=at), 1)
    return text.replace("say end\n", f'say end\necho "$kk_n" >{count}\n', 1)


def _broken(lines: Sequence[str]) -> list[str]:
    found, before, quoted = [], "", False
    for line in lines:
        words = line.strip()
        inside = line.startswith(" ") and not quoted
        if inside and not _GOES_ON.search(before) and not _NO_PLACE.match(words):
            found.append("kk")
        found.append(line)
        quoted ^= line.count("'") % 2 == 1
        before = words
    return found
