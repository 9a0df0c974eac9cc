"""How much of the mail went by TLS."""

from relaytui.analysis.report_sums import Sums
from relaytui.domain.report_rows import Share

_UNKNOWN = ("untold", "reused")


def share(sums: Sums, way: str) -> Share:
    """Mail by protocol. A host that tells of no TLS at all tells nothing by its silence."""
    sessions = _by_protocol(sums, "session", way)
    mail = _by_protocol(sums, "tls", way)
    telling = {host for host, _ in (*sessions, *(one for one in mail if one[1] not in _UNKNOWN))}
    protocols: dict[str, int] = {}
    plain = unknown = 0
    for (host, protocol), count in mail.items():
        if protocol == "none" or (protocol == "untold" and host in telling):
            plain += count
        elif protocol in _UNKNOWN:
            unknown += count
        else:
            protocols[protocol] = protocols.get(protocol, 0) + count
    by_name: dict[str, int] = {}
    for (_, protocol), count in sessions.items():
        by_name[protocol] = by_name.get(protocol, 0) + count
    known = plain + sum(protocols.values())
    percent = round(100 * sum(protocols.values()) / known, 1) if known else None
    ordered = dict(sorted(protocols.items(), reverse=True))
    return Share(bool(telling), percent, ordered, plain, unknown,
                 dict(sorted(by_name.items(), reverse=True)))  # fmt: skip


def _by_protocol(sums: Sums, name: str, way: str) -> dict[tuple[str, str], int]:
    table = sums.table(0, name)
    return {(host, protocol): count for (host, to, protocol), count in table.items()
            if to == way and count > 0}  # fmt: skip
