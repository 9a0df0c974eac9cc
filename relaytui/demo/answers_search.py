"""What the scripts of sources/search_script.py print."""

from collections.abc import Iterable

from relaytui.demo.host import Reply, SimulatedHost, Values
from relaytui.demo.log_file import LogPart


def _parts(host: SimulatedHost) -> list[LogPart]:
    host.advance()
    return [part for log in host.files.values() for part in (*log.older(), log.current)]


def _files(host: SimulatedHost, values: Values) -> Reply:
    said = bytearray()
    for part in _parts(host):
        head = f"{values['token']} file {part.ident} {part.size} {part.changed:.0f} {part.path}\n"
        said += head.encode() + bytes(part.content[:400]).partition(b"\n")[0] + b"\n\n"
    return bytes(said), b"", 0


def _hits(lines: Iterable[bytes], values: Values, texts: str) -> list[tuple[int, bytes]]:
    needles = [one.encode() for one in texts.split("\n") if one]
    folded = bool(values["fold"])
    if folded:
        needles = [one.lower() for one in needles]
    return [
        (at, line)
        for at, line in enumerate(lines, 1)
        if any(one in (line.lower() if folded else line) for one in needles)
    ]


def _search(host: SimulatedHost, values: Values) -> Reply:
    said = bytearray(b"plain\n")
    asked = values["files"].split("\n")
    for part in _parts(host):
        if part.path in asked:
            said += f"{values['token']} found {part.ident} {part.path}\n".encode()
            lines = bytes(part.content).split(b"\n")[:-1]
            hits = _hits(lines, values, values["needles"])[-int(values["most"]) - 1 :]
            said += b"".join(b"%d:%s\n" % hit for hit in hits)
    return bytes(said) + f"{values['token']} over\n".encode(), b"", 0


def _journal(host: SimulatedHost, values: Values) -> Reply:
    said = f"plain\n{values['token']} found - journal\n".encode()
    host.advance()
    if host.journal is not None:
        records = host.journal.records(host.journal.first, 1_000_000)[0].split(b"\n")[:-1]
        found = [line for _, line in _hits(records, values, values["escaped"])]
        for handle in filter(None, values["handles"].split("\n")):
            tag, _, pid = handle.rpartition(" ")
            words = (f'"SYSLOG_IDENTIFIER":"{tag}"'.encode(), f'"_PID":"{pid}"'.encode())
            found += [one for one in records if all(word in one for word in words)]
        said += b"".join(one + b"\n" for one in found[::-1][: int(values["most"]) + 1])
    return said + f"{values['token']} over\n".encode(), b"", 0


ANSWERS = {"log-search-files": _files, "log-search": _search, "journal-search": _journal}
