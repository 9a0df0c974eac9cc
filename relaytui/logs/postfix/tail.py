"""The tail of smtpd, cleanup and postscreen lines: from=<> to=<> proto= helo=<> sasl_…=."""

from relaytui.domain.event import Event

_STARTS = ("; from=<", "; to=<", "; proto=")


def split_tail(text: str) -> tuple[str, str]:
    """The text before the tail, and the tail (empty where there is none).

    The reason before it may quote a stranger's text, so the last start counts.
    """
    for start in _STARTS:
        at = text.rfind(start)
        if at >= 0:
            return text[:at], text[at + 2 :]
    return text, ""


def take_tail(event: Event, tail: str) -> None:
    """Fill the fields of a tail; what follows the HELO name in brackets is not looked at."""
    at = 0
    if tail.startswith("from=<"):
        event.sender, at = _bracketed(tail, 6)
    if tail.startswith("to=<", at):
        event.recipient, at = _bracketed(tail, at + 4)
    if not tail.startswith("proto=", at):
        return
    end = tail.find(" ", at)
    if end < 0:
        return
    helo = end + 1
    if tail.startswith("helo=<", helo):
        stop = tail.rfind("> sasl_")
        if stop < helo:
            stop = len(tail) - 1 if tail.endswith(">") else tail.find(">", helo)
        event.helo = tail[helo + 6 : stop] if stop >= helo + 6 else None
        _sasl(event, tail[stop + 2 :])


def _bracketed(tail: str, start: int) -> tuple[str | None, int]:
    """A value up to `>` before the next field, and where that begins."""
    for mark, skip in (("> to=<", 2), (">, to=<", 3), ("> proto=", 2), (">, proto=", 3)):
        end = tail.find(mark, start)
        if end >= 0:
            return tail[start:end], end + skip
    end = tail.rfind(">", start)
    return (tail[start:end], len(tail)) if end >= 0 else (None, len(tail))


def _sasl(event: Event, text: str) -> None:
    """sasl_method=, sasl_username=, sasl_sender= (Postfix 3.10 on). Names may hold blanks."""
    if text.startswith("sasl_method="):
        method, _, text = text[12:].partition(" ")
        event.sasl_method = method.rstrip(",").upper() or None
    at = text.find("sasl_username=")
    if at >= 0:
        name = text[at + 14 :]
        end = name.find(" sasl_sender=")
        event.user = user_name(name[:end] if end >= 0 else name)


def user_name(text: str) -> str | None:
    """A SASL user; what Postfix writes when it has none is None."""
    return None if text in ("", "(unavailable)", "(unknown)") else text
