"""The lines of a long list, which comes as gzip in base64 where the host has both.

A hundred thousand messages are some forty megabytes of text; like this a host holds and sends a
tenth of that, and here they are unpacked a piece at a time.
"""

import binascii
import zlib
from collections.abc import Iterator

from relaytui.facts.answers import Answer

#: Characters of base64 (with line feeds) that are unpacked at a time, and bytes of one line.
_PIECE, LINE = 1 << 16, 1 << 23
#: Bytes of a list, unpacked.
MOST = 256 * 1024 * 1024
#: What the script says last on stderr, before the command's status.
STATUS = b"relaytui status "


class Packed:
    """Gives the lines; then `count` says how many they were, `cut` whether the end is missing."""

    def __init__(self, answer: Answer, packed: bool) -> None:
        self._answer, self._packed = answer, packed
        self.cut = False
        self.count = 0

    def lines(self) -> Iterator[bytes]:
        """Lines without their ends; one that is too long is left out, and `cut` is set."""
        half = b""
        for piece in self._pieces():
            lines = piece.split(b"\n")
            lines[0] = half + lines[0]
            half = lines.pop()
            self.count += len(lines)
            yield from lines
            if len(half) > LINE:
                half, self.cut = b"", True
        if half:
            self.count += 1
            yield half

    def _pieces(self) -> Iterator[bytes]:
        text = self._answer.stdout
        if not self._packed:
            for at in range(0, len(text), _PIECE):
                yield text[at : at + _PIECE]
            return
        unpacker = zlib.decompressobj(wbits=31)
        size, rest = 0, b""
        try:
            for at in range(0, len(text), _PIECE):
                piece = rest + text[at : at + _PIECE].replace(b"\n", b"").replace(b"\r", b"")
                whole = len(piece) & ~3
                rest = piece[whole:]
                packed = binascii.a2b_base64(piece[:whole])
                while packed and size < MOST:
                    unpacked = unpacker.decompress(packed, 4 * _PIECE)
                    packed = unpacker.unconsumed_tail
                    size += len(unpacked)
                    yield unpacked
        except (binascii.Error, zlib.error):
            self.cut = True
        # gzip says where it ends; a command that gave nothing is an empty gzip, not no gzip.
        self.cut |= not unpacker.eof or size >= MOST


def command_answer(answer: Answer) -> Answer:
    """The command's own status and words, without the script's last line."""
    words, found, status = answer.stderr.rstrip(b"\n").rpartition(STATUS)
    if not found or not status.isdigit() or len(status) > 3:
        return answer
    return Answer(int(status), answer.stdout, words)
