"""What the scripts of sources/journal.py print."""

from relaytui.demo.host import Pieces, SimulatedHost, Values

_NO_FILES = b"No journal files were found.\n"
_BAD_CURSOR = b"Failed to seek to cursor: Invalid argument\n"


def _begin(host: SimulatedHost, values: Values) -> int | None:
    """The number of the entry to begin with."""
    journal = host.journal
    assert journal is not None
    if values["cursor"]:
        return journal.at_cursor(values["cursor"])
    if values["since"]:
        return journal.at_time(float(values["since"]))
    return max(journal.first, journal.end - int(values["back"]))


def _follow(host: SimulatedHost, values: Values) -> Pieces:
    if host.journal is None:
        yield _NO_FILES
        return
    with host.lock:
        host.advance()
        at = _begin(host, values)
    if at is None:
        yield _BAD_CURSOR
        return
    while True:
        with host.lock:
            host.advance()
            records, at = host.journal.records(at)
        yield records


def _read(host: SimulatedHost, values: Values) -> Pieces:
    for piece in _follow(host, values):
        if not piece:
            break
        yield piece
    yield f"\n{values['token']} end\n".encode()


STREAMS = {"journal-follow": _follow, "journal-read": _read}
