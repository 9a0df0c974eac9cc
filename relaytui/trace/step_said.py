"""How steps name hosts, and quote what programs said."""

#: Characters of what a program said that are told in a step.
SAID = 300


def host_words(name: str | None, address: str | None, port: int | None = None) -> str:
    """`NAME[ADDRESS]:PORT`, as far as it is known."""
    shown = f"{name or 'unknown'}[{address}]" if address else name or "unknown"
    return f"{shown}:{port}" if port else shown


def with_reason(words: str, reason: str | None) -> str:
    """Words, and behind them what was said."""
    if not reason:
        return words
    cut = "…" if len(reason) > SAID else ""
    return f"{words}: {reason[:SAID]}{cut}"
