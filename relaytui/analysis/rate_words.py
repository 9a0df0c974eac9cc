"""Words about limits, hits and peaks."""

from relaytui.analysis.limit_use import NEAR, Use
from relaytui.analysis.rates import Rates
from relaytui.analysis.relay_rates import Hit, Peak
from relaytui.domain.net import parse_net

#: Limits in a few letters.
SHORT = {
    "connection_rate": "conn",
    "connection_concurrency": "at once",
    "message_rate": "mail",
    "recipient_rate": "rcpt",
    "auth_rate": "auth",
    "tls_session_rate": "tls",
}
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def use_words(use: Use | None) -> str:
    """How much of which limit: `28/30 connection_rate near`."""
    if use is None:
        return ""
    if use.exempt:
        return f"exempt: {use.exempt}"
    word = " OVER" if use.is_over else " near" if use.part >= NEAR else ""
    service = f" {use.service}" if use.service != "smtp" else ""
    return f"{use.counted:.0f}/{use.most} {use.limit}{service}{word}"


def use_sentence(use: Use) -> str:
    """The same in full."""
    span = f"{use.seconds} s" if use.seconds % 60 else f"{use.seconds // 60} min"
    words = f"{use.limit}: {use.most} in {span} ({use.place}, service {use.service}, {use.relay})"
    if use.stress is not None:
        words += f", {use.stress or 'none'} under stress"
    if use.exempt:
        return f"{words}; exempt: {use.exempt}"
    return f"{words}; used {use.counted:.1f}, {use.part:.0%}"


def use_token(use: Use | None) -> str:
    """How bad it is, as a token of colour."""
    if use is None or use.exempt or use.part < 0.5:
        return "muted"
    return "bad" if use.is_over else "warning" if use.part >= NEAR else "text"


def bar(part: float, width: int) -> str:
    """A bar of so many cells; full from the whole on."""
    eighths = min(8 * width, round(part * 8 * width)) if part > 0 else 0
    full, rest = divmod(max(eighths, 1) if part > 0 else 0, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(width)


def hit_words(hit: Hit) -> str:
    """What was hit: `connection_rate: 31 of 30 per 1h, service smtpd`."""
    words = hit.limit or "a limit"
    if hit.counted is not None:
        words += f": {hit.counted:g}"
        words += f" of {hit.most:g}" if hit.most is not None else ""
    words += f" per {hit.per}" if hit.per else ""
    return words + (f", service {hit.service}" if hit.service else "")


def peaks_of(rates: Rates, client: str) -> list[tuple[str, str, Peak]]:
    """anvil's figures of a client, or of the network that holds it: relay, what, the figure."""
    net = parse_net(client)
    found = []
    for relay, counts in rates.relays.items():
        for (who, metric), peak in counts.peaks.items():
            wider = parse_net(who, host_bits=True) if "/" in who and who != client else None
            if who == client or (net and wider and wider.covers(net)):
                found.append((relay, metric, peak))
    return sorted(found)
